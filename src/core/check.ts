import type { Pages } from './pages.ts';
import type { Unit } from './value.ts';

/** A figure as it is kept with a claim: without the readings it was made of. */
export type KeptFigure = { kind: 'number'; number: number; unit: Unit } | { kind: 'state'; state: string };

/**
 * What is looked at again once a claim was resolved, as it was then.
 * Shape: `decides` where the measure that ended the claim rests on it. A rate over the whole life of a machine hardly moves within some pages: of one
 * `counted` says what its two counters stood at, and what was counted since is what tells.
 */
export type Check = {
  item: string;
  title: string;
  part?: string | undefined;
  partTitle?: string | undefined;
  before: KeptFigure;
  decides: boolean;
  isLifelong?: true | undefined;
  counted?: { count: number; per: number; times: number } | undefined;
};

/** The counter of pages when a claim was resolved. Units: `at` milliseconds since 1970. */
export type PagesThen = { number: number; unit: Unit; at: number };

/** What became of one check. `back` as it should be, `off` still, or again. `isGone` where the list it stood in was read without it. */
export type CheckedRow = Pick<Check, 'title' | 'part' | 'partTitle' | 'before' | 'decides'> & {
  now?: KeptFigure | undefined;
  isGone?: true | undefined;
  verdict: 'back' | 'off' | 'unknown';
};

/** What was found when a resolved claim was looked at again. Units: `readAt` milliseconds since 1970. */
export type FollowUp = { pages: Pages; readAt?: number | undefined; rows: CheckedRow[] };
