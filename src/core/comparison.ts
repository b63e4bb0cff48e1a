import type { Baseline } from './baseline.ts';
import type { Past } from './past.ts';
import type { Reading } from './reading.ts';
import type { Sides } from './stats.ts';
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

/** How wide the values behind a baseline lie on either side of its median, or how many peers say the same as this device, and how many the commonest. */
export type Behind = { kind: 'number'; sides: Sides } | { kind: 'states'; same: number; commonest: number };

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
  /** What the verdict was made of beside the baseline, so that it can be made again; absent where there was nothing to judge by, and in what was sealed before it was kept. */
  behind?: Behind | undefined;
  /** What this device's own past says of it, as it was known at the time; absent where there is none. */
  past?: Past | undefined;
};
