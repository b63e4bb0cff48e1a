import type { Bell } from './bell.ts';
import type { CohortOptions } from './cohort.ts';
import type { Check, FollowUp, PagesThen } from './check.ts';
import { type Said, withLater } from './said.ts';

/** Where a claim came in; the Slack fields are absent for a claim from the terminal. */
export type Origin = {
  via: 'command' | 'message' | 'form' | 'button' | 'workflow' | 'terminal' | 'api' | 'trap';
  channel?: string | undefined;
  /** The workspace of the channel, where the app is installed in several. */
  team?: string | undefined;
  /** Customers read the channel: what is said elsewhere is not for them, and joins no claim of it. */
  isReadByCustomers?: true | undefined;
  /** ts of the message that said it, for a claim made by a plain message. */
  messageTs?: string | undefined;
  /** Links to the photos that came with it. */
  photos?: string[] | undefined;
  /** Digest of what another system asked for, so that its key cannot stand for something else later. */
  asked?: string | undefined;
};

export type Handler = { kind: 'user' | 'group' | 'nobody'; id: string };

export type ClaimStatus = 'open' | 'taken' | 'resolved';

/** What lay behind a claim, as people sort it. */
export const CAUSES = [
  'worn-part',
  'consumable',
  'setting',
  'dirt',
  'paper',
  'environment',
  'network',
  'firmware',
  'use',
  'not-found',
  'other',
] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * How a claim ended, as one can learn from it.
 * `measure` is the id of the one that worked, `none` where nothing was needed, `other` where it was none of those proposed; `proposed` are the ids that
 * stood there at the time, best first. `rejected` is why the first of them was not it, in a person's words, hostile until escaped.
 */
export type Resolution = {
  cause: Cause;
  parts?: string | undefined;
  measure: string;
  proposed: string[];
  rejected?: string | undefined;
};

/**
 * What a claim was about when it ended, as the registry had it and as its last fetch said: what is learnt from it is learnt for this.
 * Shape: `marks` is what was out of the ordinary (see similar.ts), nothing where nothing was; all but the model is absent in what ended before it was kept.
 */
export type Ended = {
  model: string;
  customer?: string | undefined;
  symptoms?: string[] | undefined;
  marks?: string[] | undefined;
  /** What was off, to be looked at again once the device has made more pages; and how many it had made. */
  checks?: Check[] | undefined;
  pages?: PagesThen | undefined;
};

/**
 * One thing that was done to a claim, shown on the card. Units: `at` milliseconds since 1970.
 * What it changed of the claim stands in it, with what was there before, so that a claim's history is its events.
 */
export type ClaimEvent = {
  at: number;
  by: string;
  what:
    | 'opened'
    | 'refetched'
    | 'taken'
    | 'resolved'
    | 'reopened'
    | 'assigned'
    | 'escalated'
    | 'symptoms-changed'
    | 'exported'
    | 'list-imported'
    | 'joined'
    | 'reworded'
    | 'withdrawn'
    | 'held'
    | 'unproven'
    | 'reminded'
    | 'rang'
    | 'gathered'
    | 'bell-resolved'
    | 'bell-muted';
  note?: string | undefined;
  /** The delivery that joined the claim: once it did, it does not again. */
  source?: string | undefined;
  /** Digest of what that delivery asked for, where it was another system's. */
  asked?: string | undefined;
  /** The fetch that this calls for, by its key, and how its peers are to be chosen where anything was said of it; whoever works on the claim sees to it. */
  fetchKey?: string | undefined;
  options?: CohortOptions | undefined;
  /** The details that its words say, where they say any. */
  about?: Said | undefined;
  /** Links to the photos that came with what joined the claim. */
  photos?: string[] | undefined;
  symptoms?: { before: string[]; now: string[] } | undefined;
  handler?: { before: Handler; now: Handler } | undefined;
  /** The expert's channel that it was taken to. */
  to?: string | undefined;
  resolution?: Resolution | undefined;
  /** With a claim that was resolved. */
  ended?: Ended | undefined;
  /** The bell that this claim rang, which is told in the channel `to`. */
  bell?: Bell | undefined;
  /** Further claims that the bell of this one gathers; or the claim whose bell gathers this one. */
  gathers?: number[] | undefined;
  under?: number | undefined;
  /** Until when a muted bell stays so. Units: milliseconds since 1970. */
  until?: number | undefined;
  /** What was found when it was looked at again: it has held, it is open again, or nobody knows. */
  followUp?: FollowUp | undefined;
};

/**
 * One complaint about one device.
 * `sourceKey` names the delivery it came from (a command's trigger, a message's channel and ts): the same delivery twice is the same claim.
 * `words` are the customer's, hostile until escaped.
 */
export type Claim = {
  id: number;
  sourceKey: string;
  serial: string;
  symptoms: string[];
  words: string;
  /** How the cohort of its first fetch was to be chosen, where anything was said of it. */
  options?: CohortOptions | undefined;
  /** Part, way through the machine, colours, codes and since when, as far as the words say; absent on claims from before it was read. */
  about?: Said | undefined;
  by: string;
  at: number;
  origin: Origin;
  status: ClaimStatus;
  handler: Handler;
  events: ClaimEvent[];
  /** Grows by one with every write to the claim or to one of its fetches (from 1); tells what was shown from what is news. */
  revision: number;
};

export type NewClaim = Omit<Claim, 'id' | 'status' | 'events' | 'revision'>;

/**
 * A claim with what its events say of it: its symptoms and its handler are those of the last event that changed them.
 * Shape: done twice, it is the same.
 */
export function withChanges(claim: Claim): Claim {
  const { symptoms } = claim.events.findLast((event) => event.symptoms !== undefined) ?? {};
  const { handler } = claim.events.findLast((event) => event.handler !== undefined) ?? {};
  if (symptoms === undefined && handler === undefined) return claim;
  return { ...claim, symptoms: symptoms?.now ?? claim.symptoms, handler: handler?.now ?? claim.handler };
}

/** The details said with a claim and with what joined or reworded it; undefined where none were read. */
export function detailsOf({ about, events }: Pick<Claim, 'about' | 'events'>): Said | undefined {
  const later = events.flatMap((event) => event.about ?? []);
  return later.reduce<Said | undefined>((said, one) => (said === undefined ? one : withLater(said, one)), about);
}

/** Who was in charge when the claim came in. */
export function firstHandler({ handler, events }: Claim): Handler {
  return events.find((event) => event.handler !== undefined)?.handler?.before ?? handler;
}

/** Who was in charge before an event of the claim, by the place of that among the events. */
export function handlerAt(claim: Claim, index: number): Handler {
  return (
    claim.events.slice(0, index).findLast(({ handler }) => handler !== undefined)?.handler?.now ?? firstHandler(claim)
  );
}

/** In whose hands a claim was before an event of it, or is: whoever took it, unless somebody was put in charge since; else who is in charge. */
export function holderOf(claim: Claim, index = claim.events.length): Handler {
  const last = claim.events
    .slice(0, index)
    .findLast(({ what, handler }) => what === 'taken' || what === 'reopened' || handler !== undefined);
  return last?.what === 'taken' ? { kind: 'user', id: last.by } : handlerAt(claim, index);
}
