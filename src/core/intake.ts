import type { Claim, Handler, Origin, Resolution } from './claim.ts';
import type { CohortOptions } from './cohort.ts';
import type { Neighbours, NeighbourScope } from './neighbours.ts';
import type { Said } from './said.ts';
import type { ListOutcome, SharedList } from './shared-list.ts';

/**
 * What somebody said, as the door understood it.
 * `text` is what a person typed, with Slack's own escapes and links already undone; `given` are fields chosen in a form or by a button.
 */
export type Incoming = {
  sourceKey: string;
  text: string;
  by: string;
  at: number;
  origin: Origin;
  /** Joins a claim that was reported since then, whatever the usual time is; 0 for any that stands. Units: milliseconds since 1970. */
  joinsSince?: number | undefined;
  /** Only devices of these customers can be meant, and no other is told of; any can unless it is said. */
  customers?: readonly string[] | undefined;
  /** Fields that were chosen, and words that are kept as they are and tell nothing: those of a machine. */
  given?: { serial?: string | undefined; symptoms?: string[] | undefined; words?: string | undefined } | undefined;
};

/** A symptom somebody can choose. */
export type SymptomChoice = { id: string; title: string };

/**
 * What became of it: a claim (on disk by now; `joined` where it was one that stood and now holds what was said), with what was said and not understood; a question, with what was understood so far and what may be chosen; or nothing, when a plain message
 * was no claim.
 */
export type IntakeResult =
  | { kind: 'claim'; claim: Claim; isNew: boolean; joined?: true; problems?: string[] | undefined }
  | {
      kind: 'which-device';
      said: string;
      /** `why` each may be meant: which sign was read as which, or another name it goes by. */
      candidates: { serial: string; model: string; customer: string; why?: string | undefined }[];
      symptoms: string[];
    }
  | { kind: 'which-symptom'; serial: string; candidates: readonly SymptomChoice[] }
  | { kind: 'help'; problem: string; symptoms: readonly SymptomChoice[] }
  | { kind: 'nothing' };

/** What a text says when read as a claim; made by `rules/parse.ts`. */
export type Parsed = {
  /** Serial as it was said, whether marked (`serial=`) or bare. */
  serial?: string | undefined;
  symptoms: string[];
  /** How the peers are to be chosen, where anything is said of it. */
  options?: CohortOptions | undefined;
  /** Where no symptom is certain: at most three that may be meant, the likeliest first. */
  candidates: string[];
  /** Every serial that was marked, where there are several; `serial` is the first. */
  serials: string[];
  /** What is said beside the symptom. */
  about: Said;
  /** Keys given that mean nothing, symptom ids that do not exist: for a clear answer. */
  problems: string[];
  /** The customer's own words, unchanged. */
  words: string;
  /** True when the text looks like a claim at all (a known symptom or a marked field). */
  isClaim: boolean;
};

/** What the outside can do with claims; the walks of `flow`, handed to Slack, to the terminal and to tests. */
export interface Desk {
  /** Takes a claim or says what is missing. When it resolves with a claim, the claim is on disk. `plain` texts that say nothing give `nothing`. */
  intake(incoming: Incoming, mode: 'command' | 'plain'): Promise<IntakeResult>;
  /** Asks for another fetch, with the peers chosen as said or else as the last time; on disk when it resolves. Undefined when there is no such claim. */
  refetch(claimId: number, key: string, by: string, options?: CohortOptions): Promise<Claim | undefined>;
  /** The same for what the claimed device did not say the last time; the rest stays as it was read then, if that is not long ago. */
  refetchAbsent(claimId: number, key: string, by: string): Promise<Claim | undefined>;
  take(claimId: number, by: string): Promise<Claim | undefined>;
  resolve(claimId: number, by: string, note: string, resolution?: Resolution): Promise<Claim | undefined>;
  /** Takes the new words of a message that was edited: they are kept with the claim it made while that stands, or may make one where it made none. */
  reword(incoming: Incoming): Promise<IntakeResult>;
  /** Notes that the message behind a claim was deleted; the claim stands. Undefined when it made none. */
  withdraw(sourceKey: string, by: string, at: number): Promise<Claim | undefined>;
  /** Opens a resolved claim again; how it ended the time before stays among its events. */
  reopen(claimId: number, by: string): Promise<Claim | undefined>;
  /** Puts somebody else in charge. */
  assign(claimId: number, by: string, handler: Handler): Promise<Claim | undefined>;
  /** Notes that it was taken to an expert's channel, with what is asked there. */
  escalate(claimId: number, by: string, to: string, note: string): Promise<Claim | undefined>;
  /** Notes that its figures were shared as files, and as which. */
  exported(claimId: number, by: string, note: string): Promise<Claim | undefined>;
  /**
   * Brings a service-mode list to its machine and asks for the fetch that compares anew; on disk when it resolves. A list of another machine, or of no known format, is refused.
   * Undefined when there is no such claim.
   */
  importList(claimId: number, by: string, list: SharedList): Promise<ListOutcome | undefined>;
  /** Gives it other symptoms and asks for the fetch that they call for; symptoms it has already, or that do not exist, change nothing. */
  changeSymptoms(claimId: number, key: string, by: string, symptoms: string[]): Promise<Claim | undefined>;
  /** Answers the bell that a claim rang, or mutes it for a while. Undefined when it rang none. */
  answerBell(claimId: number, by: string, how: 'bell-resolved' | 'bell-muted'): Promise<Claim | undefined>;
  /** Devices that go the way of a claim without one of their own, as far as they may be told of; undefined when there is no such claim. */
  neighbours(claimId: number, scope: NeighbourScope): Promise<Neighbours | undefined>;
  symptoms(): readonly SymptomChoice[];
  /** What a text says, without looking anything up. */
  understand(text: string): { serial?: string | undefined; symptoms: string[] };
}
