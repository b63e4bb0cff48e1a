import type { Side } from './item.ts';
import type { Movement } from './past.ts';
import type { Verdict } from './comparison.ts';

export const WHO = ['customer', 'desk', 'field-engineer'] as const;
export type Who = (typeof WHO)[number];

/**
 * A condition on the comparisons of a claim; every field given must hold for one and the same comparison.
 * `item` alone with `absent: true` holds when the item could not be read at all.
 */
export type Condition = {
  item: string;
  part?: string | undefined;
  verdict?: Verdict[] | undefined;
  side?: Exclude<Side, 'both'> | undefined;
  state?: string[] | undefined;
  below?: number | undefined;
  above?: number | undefined;
  absent?: boolean | undefined;
  /** How its level has moved in the device's own past; `changed` also holds for a state. */
  trend?: Movement | undefined;
  /** The movement began no longer ago than this. Units: days. */
  sinceDays?: number | undefined;
};

/**
 * What to do about a claim.
 * `when.all` must hold; of `when.any` at least one must hold where it is given; `when.none` must not hold. Each condition of `all` and `any` that
 * holds is shown as evidence, and more evidence ranks higher.
 */
export type MeasureDef = {
  id: string;
  title: string;
  symptoms: string[];
  when: { all?: Condition[] | undefined; any?: Condition[] | undefined; none?: Condition[] | undefined };
  who: Who;
  action: string;
  because: string;
  source: string;
  /** 1 (weak hint) to 5 (nearly certain) when all its conditions hold. */
  weight: number;
};

/** A measure that the evidence supports; `evidence` are sentences, one per condition that held. */
export type ProposedMeasure = {
  id: string;
  title: string;
  who: Who;
  action: string;
  because: string;
  source: string;
  score: number;
  evidence: string[];
};
