import type { Unit } from './value.ts';

/** What the cohort says of a number: the average the method asks for, and what guards it against outliers. */
export type NumberBaseline = {
  kind: 'number';
  average: number;
  median: number;
  p10: number;
  p90: number;
  /** Median absolute deviation from the median. */
  mad: number;
  n: number;
  /**
   * What a chart draws of them, ascending: each is the average of so many neighbours that it gives away none of them. Empty where they are too few to
   * be shared out; absent in what was sealed before there were charts.
   */
  dots?: number[] | undefined;
  /** How many of them are devices of the claimed device's customer; absent where none is. */
  own?: number | undefined;
  /** Place of the claimed device among them by mid-rank, 0 to 100, and how many say exactly the same; absent where it gave no number. */
  percentile?: number | undefined;
  same?: number | undefined;
  /** Oldest reading used, milliseconds since 1970. */
  oldest: number;
  unit: Unit;
};

/**
 * The share of each state among the cohort, most frequent first; shares are 0 to 1.
 * Texts that fewer customers than needed say stand together as `others`: a text of its own might name whose it is.
 */
export type StateBaseline = {
  kind: 'states';
  shares: { state: string; n: number; share: number }[];
  n: number;
  own?: number | undefined;
  oldest: number;
};

/** Fewer than the configured number of peers gave a value: no statistics are shown. */
export type NoBaseline = { kind: 'too-few'; n: number; needed: number };

/** Values there are, and nothing is said of them: it could be told whose they are. `why` in words. */
export type Withheld = { kind: 'withheld'; n: number; why: string };

/** Texts that belong to one customer (addresses, host names) are never gathered from peers. */
export type NotCompared = { kind: 'not-compared' };

export type Baseline = NumberBaseline | StateBaseline | NoBaseline | Withheld | NotCompared;
