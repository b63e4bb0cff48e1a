import type { Comparison } from '../core/comparison.ts';
import { type AnyCondition, type Condition, firstOfAll, isOfSamePart, type MeasureDef } from '../core/measure.ts';
import { pastInWords } from '../core/past-words.ts';
import { dayOf, isReport } from '../core/reading.ts';
import { hasColours, type Told } from './ask-said.ts';
import { weighSaid } from './weigh-said.ts';
import { isByAbsence, witness, witnesses } from './witness.ts';

/** A condition and the comparison it held for. */
type Held = { condition: Condition; comparison: Comparison };

/** What speaks for and against a measure. Units: `points`; more is better. Shape: `because` is a sentence, the lists are sentences. */
export type Weighed = {
  measure: MeasureDef;
  points: number;
  because: string;
  evidence: string[];
  against: string[];
  thin: string[];
  change: string[];
};

/** Up to which share of the peers a state is as telling as one that none has. */
const RARE_SHARE = 1 / 40;
/** Peers from which on their number takes nothing away, and what each that is missing takes. */
const MANY_PEERS = 12;
const POINTS_A_PEER = 0.08;
/** What evidence out of a list of the service mode, and a figure that could not be read, take away. */
const LIST_POINTS = 0.3;
const UNREAD_POINTS = 0.25;
/**
 * What is left of a measure's weight where a condition that must hold could not be read: a hint, less of a weaker measure, and less where no peer tells it
 * either, because then it is no surprise.
 */
const UNSEEN_SHARE = 0.35;
const UNTOLD_SHARE = 0.2;
const MOST_UNREAD = 3;

/**
 * What the comparisons say for and against a measure; undefined where its conditions do not hold.
 * Shape: the points are its weight, more where what held is far beyond the peers and less where it is only worth watching, with what is graded added and
 * taken away, and less where little is known.
 * Fails: never; a measure is proposed only when one of its conditions holds, never because nothing speaks against it. That an item could not be read may be
 * such a condition (`absent`, `orAbsent`): it cannot be ruled out then, which is all that is said of it, and counts for little.
 */
export function weighMeasure(
  measure: MeasureDef,
  comparisons: readonly Comparison[],
  told?: Told,
): Weighed | undefined {
  const first = firstOfAll(measure);
  if (first === undefined || !usesSamePart(measure)) return weighAt(measure, comparisons, { told });
  let best: Weighed | undefined;
  for (const { part } of witnesses(first, comparisons)) {
    const weighed = weighAt(measure, comparisons, { told, part });
    if (weighed !== undefined && (best === undefined || weighed.points > best.points)) best = weighed;
  }
  return best;
}

function usesSamePart(measure: MeasureDef): boolean {
  const { when, for: speaksFor = [], against = [] } = measure;
  return [...(when.all ?? []), ...(when.any ?? []), ...(when.none ?? []), ...speaksFor, ...against].some(isOfSamePart);
}

/** The conditions among some that are on items. */
function onItems<C extends AnyCondition>(conditions: readonly C[] = []): Exclude<C, { said: unknown }>[] {
  return conditions.filter((condition): condition is Exclude<C, { said: unknown }> => 'item' in condition);
}

function weighAt(
  measure: MeasureDef,
  comparisons: readonly Comparison[],
  { told, part }: { told: Told | undefined; part?: string | undefined },
): Weighed | undefined {
  const first = firstOfAll(measure);
  const found = first && witness(first, comparisons);
  const isPartOpen = part === undefined && first !== undefined && found !== undefined && isByAbsence(first, found);
  const find = (conditions: readonly AnyCondition[] = []): (Held | undefined)[] =>
    onItems(conditions).map((condition) => {
      // The part is the one that the first condition is looked at for; that one is bound to it as well. Of what could not be read it may be any.
      const samePart = isPartOpen ? undefined : (condition === first && part !== undefined) || condition.samePart;
      const comparison = witness({ ...condition, samePart }, comparisons, part);
      return comparison && { condition, comparison };
    });
  const [all, any] = [find(measure.when.all), find(measure.when.any)];
  const held = [...all, ...any].filter((one) => one !== undefined);
  const isColour = hasColours(comparisons.map((comparison) => comparison.part));
  const said = weighSaid(measure, told, { part, isColour });
  if (said.isBarred || all.includes(undefined) || (held.length === 0 && !said.holds)) return undefined;
  const isNoneOfAny = said.any === 'none' && any.every((one) => one === undefined);
  if ((measure.when.any ?? []).length > 0 && isNoneOfAny) return undefined;
  if (find(measure.when.none).some((one) => one !== undefined)) return undefined;
  const speaksFor = find(measure.for).filter((one) => one !== undefined);
  const speaksAgainst = find(measure.against).filter((one) => one !== undefined);
  const unseen = held.filter(isUnseen);
  const seen = held.filter((one) => !isUnseen(one));
  const thin = thinOf(seen);
  const unread = unreadOf(measure, comparisons);
  const points =
    measure.weight * Math.min(1, ...unseen.map(shareUnseen)) +
    severityOf(seen) +
    sumOf(speaksFor) -
    sumOf(speaksAgainst) +
    said.points -
    thin.points -
    Math.min(unread.length, MOST_UNREAD) * UNREAD_POINTS;
  return {
    measure,
    points,
    because: said.holds && unseen.length === 0 ? measure.because : becauseOf(measure, any, unseen),
    evidence: [...sentences([...held, ...speaksFor]), ...said.evidence],
    against: [...sentences(speaksAgainst), ...said.against, ...notHeld(onItems(measure.for), comparisons, part)],
    thin: [...thin.said, ...said.thin, ...unread.map(({ title, why }) => `${title} could not be read: ${why}`)],
    change: [
      ...said.change,
      ...unread.map(({ title, speaks }) => `${title}, once it is known, may speak ${speaks} it`),
    ],
  };
}

/**
 * Why a measure is proposed. Where none of the alternatives was seen, and one merely could not be read, the rule's reason would claim what nobody has seen.
 * That something must be absent (`all`) is a reason that the rule itself gives.
 */
function becauseOf(measure: MeasureDef, any: readonly (Held | undefined)[], unseen: readonly Held[]): string {
  if (unseen.length > 0) return notRuledOut(unseen);
  const held = any.filter((one) => one !== undefined);
  if (held.length === 0 || held.some(({ condition }) => condition.absent !== true)) return measure.because;
  // Whether it answers or not: nothing was left unseen.
  if (measure.when.any?.every((one) => 'absent' in one && one.absent !== undefined) === true) return measure.because;
  return notRuledOut(held);
}

/** Whether what a measure needs was held only because it could not be read. */
function isUnseen({ condition, comparison }: Held): boolean {
  return isByAbsence(condition, comparison);
}

function shareUnseen({ comparison }: Held): number {
  const { kind } = comparison.baseline;
  return kind === 'number' || kind === 'states' ? UNSEEN_SHARE : UNTOLD_SHARE;
}

function notRuledOut(held: readonly Held[]): string {
  const unread = [...new Set(held.map(({ comparison }) => titleOf(comparison)))];
  return `It cannot be ruled out: ${unread.join(', ')} could not be read.`;
}

function sumOf(held: readonly Held[]): number {
  return held.reduce((sum, { condition }) => sum + ('points' in condition ? Number(condition.points) : 0), 0);
}

/** How far beyond the peers what held lies: from less than nothing where it is only worth watching to one point. */
function severityOf(held: readonly Held[]): number {
  const asked = held.filter(({ condition }) => condition.verdict !== undefined);
  if (asked.length === 0) return 0;
  const each = asked.map(({ comparison }) => {
    if (comparison.verdict === 'watch') return -0.5 - commonness(comparison);
    // Odd by so many spreads, 3.5 at the least; what a stated limit calls off counts as ten.
    return comparison.verdict === 'off' ? clamp(Math.log2((comparison.oddness - 100) / 3.5) / 2, 0, 1) : 0;
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

/**
 * How common a state is that is worth watching: what every fifth peer has as well says less than what none has.
 * Units: points; a quarter for each time it is twice as common as a rare one, one at most.
 */
function commonness({ figure, oddness }: Comparison): number {
  // The oddness of a state that is worth watching is 50 and the share of the peers that have another.
  return figure.kind === 'number' ? 0 : clamp(Math.log2((51 - oddness) / RARE_SHARE) / 4, 0, 1);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
}

/** What is thin about the evidence that held: few peers behind a verdict, figures out of a list. */
function thinOf(held: readonly Held[]): { points: number; said: string[] } {
  const said: string[] = [];
  let points = 0;
  for (const { condition, comparison } of held) {
    const { baseline, reading } = comparison;
    const n = baseline.kind === 'number' || baseline.kind === 'states' ? baseline.n : MANY_PEERS;
    if (condition.verdict !== undefined && n < MANY_PEERS) {
      points = Math.max(points, (MANY_PEERS - n) * POINTS_A_PEER);
      said.push(`only ${n} peers stand behind ${titleOf(comparison)}`);
    }
    if (isReport(reading)) {
      points += LIST_POINTS;
      said.push(`${titleOf(comparison)} is from a service-mode list of ${dayOf(reading.at)}, not from the machine now`);
    }
  }
  return { points, said: [...new Set(said)] };
}

type Unread = { title: string; why: string; speaks: 'for' | 'against' };

/** Items that a measure would look at and that could not be read. */
function unreadOf(measure: MeasureDef, comparisons: readonly Comparison[]): Unread[] {
  const unread = new Map<string, Unread>();
  const look = (conditions: readonly AnyCondition[] | undefined, speaks: Unread['speaks']): void => {
    for (const { item, absent } of onItems(conditions)) {
      if (absent === true || unread.has(item)) continue;
      const rows = comparisons.filter((comparison) => comparison.item === item);
      const figure = rows[0]?.figure;
      if (figure?.kind !== 'absent' || rows.some((row) => row.figure.kind !== 'absent')) continue;
      unread.set(item, { title: rows[0]?.title ?? item, why: figure.why, speaks });
    }
  };
  const mayBeUnread = onItems(measure.when.all).filter(({ orAbsent }) => orAbsent === true);
  look(mayBeUnread, 'for');
  look(measure.for, 'for');
  look(measure.when.any, 'for');
  look(measure.against, 'against');
  look(measure.when.none, 'against');
  return [...unread.values()];
}

/** What would have spoken for a measure, was read, and does not. */
function notHeld(
  conditions: readonly Condition[],
  comparisons: readonly Comparison[],
  part: string | undefined,
): string[] {
  return conditions.flatMap((condition) => {
    if (condition.verdict === undefined || witness(condition, comparisons, part) !== undefined) return [];
    const { item, samePart } = condition;
    const plain: Condition = { item, part: condition.part, samePart, verdict: ['normal'] };
    const normal = witness(plain, comparisons, part);
    return normal === undefined ? [] : [`${titleOf(normal)}: ${normal.because}, which is normal`];
  });
}

function sentences(held: readonly Held[]): string[] {
  return [...new Set(held.map(evidenceSentence))];
}

function titleOf({ title, part, partTitle }: Comparison): string {
  const name = partTitle ?? part;
  return name === undefined ? title : `${title} (${name})`;
}

function evidenceSentence({ condition, comparison }: Held): string {
  const { reading, past } = comparison;
  const moved = condition.trend === undefined || past === undefined ? [] : pastInWords(past, reading.at).slice(0, 1);
  const from = isReport(reading) ? `; from a service-mode list of ${dayOf(reading.at)}` : '';
  return `${titleOf(comparison)}: ${[...moved, comparison.because].join('; ')}${from}`;
}
