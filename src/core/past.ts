import { type CounterStep, type PastPoint, stepsOf } from './counter.ts';
import type { PastSeries, PastState } from './history.ts';
import type { CompareRule, ItemDef } from './item.ts';
import { lastDays, pointsOf, spaced, statesOf } from './past-points.ts';
import { pastRuleOf } from './past-rule.ts';
import { ratesBetween, recentRate } from './past-rates.ts';
import { perDay, type PastRate, renewedAt, sinceReplacement } from './rates.ts';
import type { Reading } from './reading.ts';
import { findTrend, type Trend } from './trend.ts';
import type { Unit } from './value.ts';

/** How a level has moved. */
export type Movement = 'falling' | 'rising' | 'changed';

/** When a state was taken on. Units: `after` the last reading of the state before, `at` the first of the present one; milliseconds since 1970. */
export type StateChange = { before: string; state: string; after: number; at: number; readings: number };

/** A rate out of the past with what it is counted in; `per` is what stands behind it in words. */
export type NamedRate = { rate: PastRate; unit: Unit; per: string };

/**
 * What the past of one item or part of a device says.
 * Shape: `n` readings between `from` and `to`, the present one among them where there is one; what does not apply is left out. `trend` is in `unit`.
 * Units: milliseconds since 1970; a part was first seen renewed at `renewed`.
 */
export type Past = {
  n: number;
  from: number;
  to: number;
  trend?: Trend | undefined;
  unit?: Unit | undefined;
  state?: StateChange | undefined;
  perDay?: NamedRate | undefined;
  recent?: NamedRate | undefined;
  renewed?: number | undefined;
  sinceRenewal?: { rate: PastRate; unit: Unit } | undefined;
  breaks?: CounterStep[] | undefined;
};

/** Breaks that are told: the newest of the last days. */
const BREAK_DAYS = 90;
const MOST_BREAKS = 3;
/** What is usual now, is what was usual of late. */
export const RECENT_DAYS = 30;

/**
 * What a device's own past says of one item or part.
 * Shape: `series` all that is kept of the device; `all` what it says now, of every item. A counter that was set back is followed from there on alone.
 * Fails: never; undefined where the item's past is not looked at, or nothing is known of it.
 */
export function pastOf(
  item: ItemDef,
  reading: Reading,
  series: readonly PastSeries[],
  all: readonly Reading[],
): Past | undefined {
  const rule = pastRuleOf(item);
  if (rule.as === 'none') return undefined;
  if (item.kind === 'state') return statePast(statesOf(reading, series));
  const { points, unit } = pointsOf(reading, series);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || unit === undefined) return undefined;
  const base: Past = { n: points.length, from: first.at, to: last.at };
  switch (rule.as) {
    case 'level':
      return { ...base, ...levelOf(item.compare, points, unit) };
    case 'wear':
      return { ...base, ...wearOf(reading, points, rule.counts, { series, all }) };
    case 'counter':
      return {
        ...base,
        ...counterOf(item.compare, { points, unit, restarts: rule.restarts === true }, { series, all }),
      };
  }
}

type Known = { series: readonly PastSeries[]; all: readonly Reading[] };

function levelOf(rule: CompareRule, points: readonly PastPoint[], unit: Unit): Partial<Past> {
  return rule.as === 'value' ? { trend: findTrend(spaced(points), rule.minEffect), unit } : {};
}

function wearOf(
  { part }: Reading,
  points: readonly PastPoint[],
  counts: string | undefined,
  { series, all }: Known,
): Partial<Past> {
  const renewed = renewedAt(points);
  if (renewed === undefined || counts === undefined) return renewed === undefined ? {} : { renewed };
  const counter = counterBeside(counts, part, { series, all });
  const rate = sinceReplacement(points, counter.points);
  return { renewed, sinceRenewal: { rate, unit: counter.unit ?? 'count' } };
}

function counterOf(
  rule: CompareRule,
  { points, unit, restarts }: { points: readonly PastPoint[]; unit: Unit; restarts: boolean },
  known: Known,
): Partial<Past> {
  const to = points.at(-1)?.at ?? 0;
  const breaks = stepsOf(points).filter((step) => 'broken' in step && step.to.at > to - BREAK_DAYS * 86_400_000);
  const told = restarts || breaks.length === 0 ? {} : { breaks: breaks.slice(-MOST_BREAKS) };
  if (rule.as !== 'rate')
    return { ...told, perDay: { rate: perDay(lastDays(points, RECENT_DAYS)), unit, per: 'a day' } };
  const others = counterBeside(rule.per, undefined, known);
  // A sheet is up to two impressions: what a rate is stated in says nothing of a counter of something else.
  const isMeant = !rule.unit.endsWith('impressions') || others.unit === 'impressions';
  if (!isMeant) return told;
  const trend = findTrend(spaced(ratesBetween(points, others.points, rule.times)), rule.minEffect);
  const rate = recentRate(points, others.points, { times: rule.times, days: RECENT_DAYS });
  const moved = trend.kind === 'too-few' ? {} : { trend };
  return { ...told, ...moved, unit: rule.unit, recent: { rate, unit: rule.unit, per: '' } };
}

/** The counter of an item for the same part, else that of the device as a whole. */
function counterBeside(
  item: string,
  part: string | undefined,
  { series, all }: Known,
): { points: PastPoint[]; unit: Unit | undefined } {
  for (const name of part === undefined ? [undefined] : [part, undefined]) {
    const now = all.find((reading) => reading.item === item && reading.part === name);
    const found = pointsOf(now ?? { item, ...(name === undefined ? {} : { part: name }) }, series);
    if (found.points.length > 0) return found;
  }
  return { points: [], unit: undefined };
}

function statePast(states: readonly PastState[]): Past | undefined {
  const [first, last] = [states[0], states.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const base = { n: states.length, from: first.at, to: last.at };
  const index = states.findLastIndex(({ state }) => state !== last.state);
  const [before, begun] = [states[index], states[index + 1]];
  if (before === undefined || begun === undefined) return base;
  const readings = states.length - index - 1;
  return { ...base, state: { before: before.state, state: last.state, after: before.at, at: begun.at, readings } };
}

/** How a level has moved, and since when it was seen; undefined where it has not, or nobody knows. Units: milliseconds since 1970. */
export function movementOf(past: Past | undefined): { movement: Movement; since: number } | undefined {
  if (past?.state !== undefined) return { movement: 'changed', since: past.state.at };
  const { trend } = past ?? {};
  if (trend?.kind === 'drifting') {
    return { movement: trend.level < trend.before ? 'falling' : 'rising', since: trend.since };
  }
  const change = trend?.kind === 'changed' ? trend.changes.at(-1) : undefined;
  return change && { movement: change.level < change.before ? 'falling' : 'rising', since: change.at };
}
