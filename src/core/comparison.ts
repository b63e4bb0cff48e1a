import type { Baseline } from './baseline.ts';
import type { Past } from './past.ts';
import type { Reading } from './reading.ts';
import type { Unit } from './value.ts';

export type Verdict = 'normal' | 'watch' | 'off' | 'cannot-say';

/**
 * The figure that is compared: the reading's own number, or what was derived from it (a rate, a share).
 * `from` lists every reading it was made of, so that it can be traced.
 */
export type Figure =
  | { kind: 'number'; number: number; unit: Unit; from: Reading[] }
  | { kind: 'state'; state: string; from: Reading[] }
  | { kind: 'text'; text: string; from: Reading[] }
  | { kind: 'absent'; why: string; from: Reading[] };

/**
 * One item (or part) of the claimed device against its baseline and the stated limits.
 * `oddness` orders rows: 0 is what most devices say, larger is odder; `side` says on which side of the median it lies.
 */
export type Comparison = {
  item: string;
  part?: string | undefined;
  title: string;
  partTitle?: string | undefined;
  reading: Reading;
  /** What was stored before, where the device did not answer now; never judged, and always shown with its age. */
  lastKnown?: Reading | undefined;
  figure: Figure;
  baseline: Baseline;
  verdict: Verdict;
  side?: 'low' | 'high' | undefined;
  because: string;
  oddness: number;
  /** What this device's own past says of it, as it was known at the time; absent where there is none. */
  past?: Past | undefined;
};
