import type { Cause } from './claim.ts';
import type { Side } from './item.ts';
import type { PartKind, Path } from './said.ts';
import type { Learning, TrackRecord } from './track-record.ts';
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
  /** The part's key; one that ends with * means all parts whose keys begin so (`feed-*`). */
  part?: string | undefined;
  verdict?: Verdict[] | undefined;
  side?: Exclude<Side, 'both'> | undefined;
  state?: string[] | undefined;
  below?: number | undefined;
  above?: number | undefined;
  absent?: boolean | undefined;
  /** In `all`: of a row that could not be read the rest is not asked, and the measure counts as a weak hint. */
  orAbsent?: boolean | undefined;
  /** How its level has moved in the device's own past; `changed` also holds for a state. */
  trend?: Movement | undefined;
  /** The movement began no longer ago than this. Units: days. */
  sinceDays?: number | undefined;
  /** It must hold for the part for which the first condition of `all` holds: `toner-black` and `black` are one part, as are `feed-tray-2` and `tray-2`. */
  samePart?: boolean | undefined;
  /** Of how many of the parts that were read, two at the least, it must hold: of one alone, or of most. */
  holdsFor?: 'one' | 'most' | undefined;
};

/** How the toner colours that were said stand to a measure: one alone, several, that of the part it was found for, or another one. */
export const SAID_COLOURS = ['one', 'several', 'same', 'other'] as const;
/** The same of a numbered part, such as a tray. */
export const SAID_PARTS = ['same', 'other'] as const;

/**
 * What is asked of the details that were said with a claim; every field given must hold.
 * Shape: `same` and `other` are of the part for which the first condition of `all` on an item holds; `codes` are regular expressions, case aside.
 */
export type SaidAsk = {
  /** It was said to be on these ways through the machine alone. */
  only?: Path[] | undefined;
  colours?: (typeof SAID_COLOURS)[number] | undefined;
  parts?: PartKind[] | (typeof SAID_PARTS)[number] | undefined;
  codes?: string[] | undefined;
  /** Marks repeat at the circumference of one of these rollers of the model's ruler, or at that of others and of none of these. */
  repeats?: string[] | undefined;
  repeatsOther?: string[] | undefined;
  /** It began no longer ago than this, as was said. Units: days. */
  sinceDays?: number | undefined;
};

/** A condition on what was said. What was not said is unknown: it neither holds nor fails, and is asked. */
export type SaidCondition = { said: SaidAsk };

export type AnyCondition = Condition | SaidCondition;

/** A condition that need not hold; where it does, it adds its points to a measure or takes them away. Units: 0.25 a touch to 5 as much as can be. */
export type Graded = AnyCondition & { points: number };

/** Which state of a rule this is, who wrote it and on which day (`2026-11-23`), where its file says so. */
export type RuleOrigin = { version?: string | undefined; author?: string | undefined; date?: string | undefined };

/**
 * What to do about a claim.
 * `when.all` must hold; of `when.any` at least one must hold where it is given; `when.none` must not hold. `for` and `against` are graded and decide
 * only how high it ranks. What holds of `all`, `any` and `for` is shown as evidence, what holds of `against` as what speaks against it.
 */
export type MeasureDef = RuleOrigin & {
  id: string;
  title: string;
  symptoms: string[];
  when: { all?: AnyCondition[] | undefined; any?: AnyCondition[] | undefined; none?: AnyCondition[] | undefined };
  for?: Graded[] | undefined;
  against?: Graded[] | undefined;
  who: Who;
  action: string;
  because: string;
  source: string;
  /** What lay behind the claim when this measure solves it. */
  cause?: Cause | undefined;
  /** 1 (weak hint) to 5 (nearly certain) when all its conditions hold. */
  weight: number;
  /** What must be taken along. */
  parts?: string[] | undefined;
  /** How long it takes whoever does it, the way not counted. */
  minutes?: number | undefined;
  /** What may go wrong with it. */
  risk?: string | undefined;
  /** The question whose answer tells it from another measure. */
  decide?: { from: string; ask: string }[] | undefined;
};

/** The first condition of `all` on an item: its part is the one that others share. */
export function firstOfAll({ when }: Pick<MeasureDef, 'when'>): Condition | undefined {
  return when.all?.find((condition) => 'item' in condition);
}

/** Whether a condition is asked of the part of the first one. */
export function isOfSamePart(condition: AnyCondition): boolean {
  if ('item' in condition) return condition.samePart === true;
  const { colours, parts } = condition.said;
  return [colours, parts].some((one) => one === 'same' || one === 'other');
}

/**
 * A measure that the evidence supports.
 * Shape: `evidence`, `against`, `thin` (what lowers the confidence because little is known) and `change` (what would change the answer) are sentences.
 * What came after the first is absent in what was sealed before it was worked out.
 * Units: `score` is in points, and orders; `confidence` is the probability that it is what helps, 0 to 1.
 */
export type ProposedMeasure = RuleOrigin & {
  id: string;
  title: string;
  who: Who;
  action: string;
  because: string;
  source: string;
  score: number;
  cause?: Cause | undefined;
  evidence: string[];
  confidence?: number | undefined;
  /** What became of it in earlier claims, as it was known then. */
  record?: TrackRecord | undefined;
  /** What that has changed of its confidence. */
  learnt?: Learning | undefined;
  against?: string[] | undefined;
  thin?: string[] | undefined;
  change?: string[] | undefined;
  /** The question that would decide between it and its nearest rival. */
  decide?: string | undefined;
  parts?: string[] | undefined;
  minutes?: number | undefined;
  risk?: string | undefined;
};
