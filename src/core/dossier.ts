import type { Claim } from './claim.ts';
import type { CohortOptions, LeftOut, Offer } from './cohort.ts';
import type { Comparison } from './comparison.ts';
import type { Device } from './device.ts';
import type { Frame } from './frame-sets.ts';
import type { LookBack } from './look-back.ts';
import type { ProposedMeasure } from './measure.ts';
import type { Reading } from './reading.ts';
import type { Said } from './said.ts';
import type { Roller } from './ruler.ts';
import type { SiteView } from './site-view.ts';

/** An item this claim calls for, with the reason; shown in the thread. `serviceMode` is where an engineer finds what the device does not offer, `ask` what a customer can say of it. */
export type PlannedItem = {
  item: string;
  title: string;
  because: string;
  symptom: string;
  serviceMode?: string | undefined;
  ask?: string | undefined;
};

/** How the claimed device answered as a whole. */
export type Outcome =
  | { kind: 'not-asked' }
  | { kind: 'reading' }
  | { kind: 'answered' }
  /** `isUnasked`: it was sent nothing, or the reader ended before it could answer; its silence says nothing of it. */
  | { kind: 'silent'; tried: string; isUnasked?: true | undefined }
  /** It is there and lets us read nothing: a wrong key, a view without our objects, a login. `said` holds its words and what was tried. */
  | { kind: 'refused'; said: string }
  | { kind: 'wrong-device'; said: string };

/**
 * Which peers stand behind the averages.
 * `eligible` other customers' devices of the model; `live` answered in this fetch; `stored` stand in from an earlier reading; `pending` not yet
 * answered; `missing` neither answered nor had a stored reading fresh enough.
 */
export type PeerCounts = {
  eligible: number;
  customers: number;
  asked: number;
  live: number;
  stored: number;
  pending: number;
  missing: number;
  /** Oldest stored reading used, milliseconds since 1970; absent when none was. */
  oldestStored?: number | undefined;
  /** Devices of the model that are no peers, by the reason; absent in what was sealed before it was counted. */
  leftOut?: LeftOut | undefined;
  /** Which step the cohort was widened or narrowed to, in words; empty for all devices of the model. */
  step?: string | undefined;
  /** The same in a few words, for the head of a column; absent in what was sealed before there were choices. */
  cohort?: string | undefined;
  /** What people can choose instead. */
  offered?: Offer[] | undefined;
  /** Devices of the own customer among `eligible`. */
  own?: number | undefined;
  /** Devices that were behind an earlier fetch and would be left out now, or came late and stay out: see frame.ts. */
  kept?: number | undefined;
  late?: number | undefined;
};

/**
 * How far a fetch has come: only stored values; the device and its peers are being read; the comparison stands over those who answered
 * (late answers are still taken in); complete.
 */
export type Phase = 'stored' | 'reading' | 'standing' | 'complete';

/**
 * What a fetch was about and judged by at the moment it was sealed.
 * Shape: `rules` is the digest of the rules' files, `told` what was said beside the symptom, with the ruler of the model it was held to, `digest` the SHA-256 of all of the fetch but who stood behind it.
 */
export type Seal = {
  claim: number;
  serial: string;
  model: string;
  symptoms: string[];
  told?: { about: Said; at: number; ruler?: readonly Roller[] | undefined } | undefined;
  rules: string;
  digest: string;
};

/** One fetch of a claim: number 0 at the claim, each refetch one more. Once complete it is sealed and never written again. */
export type Fetch = {
  n: number;
  /** Names the press that asked for it: the same press twice is the same fetch. */
  key: string;
  by: string;
  askedAt: number;
  /** How the cohort was to be chosen, where anything was said of it. */
  options?: CohortOptions | undefined;
  /** Of the claimed device only what was absent in the fetch before, or read more than an hour ago, is asked; the rest stays as it was read then, with its own time. */
  only?: 'absent' | undefined;
  phase: Phase;
  doneAt?: number | undefined;
  /** When its comparison first said anything; absent where it never did, and in what was sealed before it was kept. Units: milliseconds since 1970. */
  stoodAt?: number | undefined;
  outcome: Outcome;
  readings: Reading[];
  comparisons: Comparison[];
  measures: ProposedMeasure[];
  peers: PeerCounts;
  /** What was before the claim; absent in what was sealed before it was looked at. */
  before?: LookBack | undefined;
  /** What other devices of the customer at the same site say of what is odd; absent where nothing is, where no site is known, and in what was sealed before it was looked at. */
  site?: SiteView | undefined;
  /** Plain sentences the handler must see: wrong device, model differs from the registry. */
  warnings: string[];
  /** Who stood behind the figures; kept with a sealed fetch for those after it, and never shown to anybody. */
  frame?: Frame | undefined;
  /** What it was sealed with, once it is complete; absent in what was sealed before there were digests. */
  seal?: Seal | undefined;
};

/** Everything about one claim at a moment, ready to be shown. `fetches` holds at least one, oldest first. */
export type Dossier = {
  claim: Claim;
  symptomTitles: string[];
  device: Device;
  items: PlannedItem[];
  /** What turns in the model and leaves marks at its circumference; absent where no ruler is known. */
  ruler?: readonly Roller[] | undefined;
  /** What to ask the customer when nothing is out of the ordinary. */
  questions: string[];
  fetches: Fetch[];
  /** The moment this state was made, for ages. */
  now: number;
};
