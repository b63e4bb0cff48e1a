import { inTime, type PastPoint, stepsOf } from './counter.ts';

const DAY_MS = 86_400_000;
/** A part that was renewed says at least so much is left, and so much more than before. Units: percent. */
const FULL = 90;
const RENEWED_BY = 20;
/** Readings nearer to each other than this say more of the moment than of the day. */
const LEAST_SPAN_MS = 3_600_000;

/** A rate out of a device's own past, or why there is none, in words. Units: times milliseconds since 1970. */
export type PastRate = { kind: 'rate'; rate: number; from: number; to: number } | { kind: 'none'; why: string };

/**
 * How much a counter rises a day, over its newest readings without a break.
 * Shape: readings in any order.
 * Fails: never; no two readings an hour or more apart since it was last set back, and it says so.
 */
export function perDay(readings: readonly PastPoint[]): PastRate {
  const steps = stepsOf(readings);
  const last = steps.at(-1);
  if (last === undefined) return none('it was read only once');
  const broken = steps.findLastIndex((step) => 'broken' in step);
  const unbroken = steps.slice(broken + 1);
  const from = unbroken[0]?.from;
  if (from === undefined) return none('its counter began anew since it was read before');
  const span = last.to.at - from.at;
  if (span < LEAST_SPAN_MS) return none('its readings are less than an hour apart');
  return rate((last.to.value - from.value) / (span / DAY_MS), from.at, last.to.at);
}

/**
 * How often something came up for each `times` of what was counted beside it between the same two moments (jams for each 10,000 impressions).
 * Fails: never; nothing counted beside it is said, and never divided by.
 */
export function perOther(readings: readonly PastPoint[], others: readonly PastPoint[], times: number): PastRate {
  const beside = new Map(inTime(others).map((point) => [point.at, point]));
  const both = inTime(readings).filter(({ at }) => beside.has(at));
  const isBroken = (points: readonly PastPoint[]): boolean[] => stepsOf(points).map((step) => 'broken' in step);
  const own = isBroken(both);
  const other = isBroken(both.flatMap(({ at }) => beside.get(at) ?? []));
  const last = both.at(-1);
  if (last === undefined || both.length < 2) return none('the two were not read together twice');
  // A counter below 0 makes no step, and then it is not known which step is which.
  if (own.length !== both.length - 1 || other.length !== own.length) return none('a counter makes no sense');
  const broken = own.findLastIndex((is, index) => is || other[index] === true);
  const from = both[broken + 1];
  if (from === undefined || from === last) return none('a counter began anew since they were read before');
  const below = (beside.get(last.at)?.value ?? 0) - (beside.get(from.at)?.value ?? 0);
  if (below <= 0) return none('nothing was counted that it could be divided by');
  return rate(((last.value - from.value) / below) * times, from.at, last.at);
}

/**
 * What a counter rose by since a part was renewed.
 * Shape: `left` the percentages left of the part, `counter` the readings of the counter; both in any order.
 * Units: `rate` counts since then, `from` when the new part was first seen.
 * Fails: never; a renewal nobody saw, or a counter that was not read then or began anew since, is said.
 */
export function sinceReplacement(left: readonly PastPoint[], counter: readonly PastPoint[]): PastRate {
  const renewed = renewedAt(left);
  if (renewed === undefined) return none('nobody saw it being renewed');
  const since = inTime(counter).filter(({ at }) => at >= renewed);
  const [first, last] = [since[0], since.at(-1)];
  if (first === undefined || last === undefined || since.length < 2)
    return none('too few readings since it was renewed');
  if (first.at - renewed > DAY_MS) return none('the counter was not read when it was renewed');
  const steps = stepsOf(counter).filter(({ from }) => from.at >= first.at);
  if (steps.length === 0 || steps.some((step) => 'broken' in step)) return none('the counter began anew since then');
  return rate(last.value - first.value, renewed, last.at);
}

/** When a part was first seen renewed; undefined where nobody saw it. Shape: the percentages left, in any order. Units: milliseconds since 1970. */
export function renewedAt(left: readonly PastPoint[]): number | undefined {
  const levels = inTime(left);
  return levels.findLast(({ value }, index) => {
    const before = levels[index - 1];
    return before !== undefined && value >= FULL && value - before.value >= RENEWED_BY;
  })?.at;
}

function rate(number: number, from: number, to: number): PastRate {
  return Number.isFinite(number)
    ? { kind: 'rate', rate: number, from, to }
    : none('the numbers are too large to divide');
}

function none(why: string): PastRate {
  return { kind: 'none', why: `no rate: ${why}` };
}
