import { inTime, type PastPoint } from './counter.ts';
import { ascending, distance, mad, quantile } from './stats.ts';

/** Where the level of a number changed. Units: `after` the last reading of the old level, `at` the first of the new one; milliseconds since 1970. */
export type Change = {
  after: number;
  at: number;
  before: number;
  level: number;
  readings: { before: number; since: number };
};

/** What a device's own past says of a number. */
export type Trend =
  | { kind: 'too-few'; n: number; needed: number }
  | { kind: 'steady'; n: number; level: number }
  | { kind: 'changed'; n: number; changes: Change[] }
  /** It moves a little all the time; there is no day on which it began. */
  | { kind: 'drifting'; n: number; since: number; before: number; level: number };

/** Two readings may be a mishap; three on either side are a level. */
const LEAST_A_SIDE = 3;
const NEEDED = 2 * LEAST_A_SIDE;
/** Readings a slow movement is told from, and by how many spreads it must have moved. */
const NEEDED_FOR_DRIFT = 8;
const DRIFT_SPREADS = 3.5;
/** How sure a change must be, in standard errors; the best of many places is looked for, so it must be surer than usual. */
const SURE = 5;
/** The standard error of a median, beside that of an average. */
const OF_MEDIAN = 1.2533;
/** A difference that does not matter is this many spreads, so that readings that only flip a digit are steady. */
const EFFECT_SPREADS = 3.5;
/** The newest readings that are looked at. */
const NEWEST = 300;

/**
 * Whether a number has changed its level, and since when.
 * Shape: readings of one item in any order; counters are made rates first (see rates.ts).
 * Units: `minEffect` is the smallest difference that matters, in the unit of the readings.
 * Fails: never; fewer than six readings say nothing, and one or two odd ones at the end are no new level yet.
 */
export function findTrend(readings: readonly PastPoint[], minEffect: number): Trend {
  const points = inTime(readings).slice(-NEWEST);
  const n = points.length;
  if (n < NEEDED) return { kind: 'too-few', n, needed: NEEDED };
  // Most numbers stay where they are, and need not be looked at any closer.
  if (isWithin(points, minEffect)) return { kind: 'steady', n, level: middle(points) };
  const drift = driftOf(points, minEffect);
  if (drift !== undefined) return drift;
  const changes: Change[] = [];
  findChanges(points, minEffect, changes);
  if (changes.length === 0) return { kind: 'steady', n, level: middle(points) };
  changes.sort((one, other) => one.at - other.at);
  return { kind: 'changed', n, changes };
}

function findChanges(points: readonly PastPoint[], minEffect: number, into: Change[]): void {
  const place = bestPlace(points);
  if (place === undefined) return;
  const [old, young] = [points.slice(0, place), points.slice(place)];
  const [before, level] = [middle(old), middle(young)];
  const spread = Math.max(jitterOf(points), minEffect / EFFECT_SPREADS);
  const error = OF_MEDIAN * spread * Math.sqrt(1 / old.length + 1 / young.length);
  const effect = distance(before, level);
  if (effect === 0 || effect < minEffect || effect < SURE * error) return;
  if (countNear(old, before, level) < LEAST_A_SIDE || countNear(young, level, before) < LEAST_A_SIDE) return;
  into.push({
    after: old.at(-1)?.at ?? 0,
    at: young[0]?.at ?? 0,
    before,
    level,
    readings: { before: old.length, since: young.length },
  });
  findChanges(old, minEffect, into);
  findChanges(young, minEffect, into);
}

/** Whether no two readings are as far apart as matters. */
function isWithin(points: readonly PastPoint[], minEffect: number): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of points) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return distance(least, most) < minEffect;
}

/** How many readings lie nearer to one level than to the other. */
function countNear(points: readonly PastPoint[], level: number, other: number): number {
  return points.filter(({ value }) => distance(value, level) < distance(value, other)).length;
}

/**
 * How much readings differ from one to the next, as a standard deviation. A few steps do not show in it, as they would in the distance from one level.
 */
function jitterOf(points: readonly PastPoint[]): number {
  const steps = points.slice(1).map(({ value }, index) => distance(value, points[index]?.value ?? value));
  return (1.4826 / Math.SQRT2) * quantile(ascending(steps), 0.5);
}

/** The place that leaves the readings nearest to a level on either side; undefined where there are too few. */
function bestPlace(points: readonly PastPoint[]): number | undefined {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let place = LEAST_A_SIDE; place <= points.length - LEAST_A_SIDE; place += 1) {
    const cost = costOf(points.slice(0, place)) + costOf(points.slice(place));
    if (cost < least) [best, least] = [place, cost];
  }
  return best === 0 ? undefined : best;
}

/** A line that lies nearer to the readings than any two levels do. Source: Theil and Sen, the middle one of all slopes. */
function driftOf(points: readonly PastPoint[], minEffect: number): Trend | undefined {
  const [first, last] = [points[0], points.at(-1)];
  const place = bestPlace(points);
  if (points.length < NEEDED_FOR_DRIFT || first === undefined || last === undefined || place === undefined)
    return undefined;
  const slopes: number[] = [];
  for (const [index, to] of points.entries())
    for (const from of points.slice(0, index)) slopes.push((to.value - from.value) / (to.at - from.at));
  const slope = quantile(ascending(slopes.filter(Number.isFinite)), 0.5);
  const levels = points.map(({ at, value }) => value - slope * (at - first.at));
  const start = quantile(ascending(levels), 0.5);
  const beside = levels.map((level) => distance(level, start));
  const [before, level] = [start, start + slope * (last.at - first.at)];
  const moved = distance(before, level);
  if (!Number.isFinite(before) || !Number.isFinite(level)) return undefined;
  const isReal = moved > 0 && moved >= minEffect && moved >= DRIFT_SPREADS * 1.4826 * mad(ascending(beside), 0);
  const stepped = costOf(points.slice(0, place)) + costOf(points.slice(place));
  // A staircase and a ramp look alike from afar: a line must fit clearly better than one step to be believed.
  if (!isReal || sum(beside) > 0.75 * stepped) return undefined;
  return { kind: 'drifting', n: points.length, since: first.at, before, level };
}

function middle(points: readonly PastPoint[]): number {
  return quantile(ascending(points.map(({ value }) => value)), 0.5);
}

function distances(points: readonly PastPoint[], level: number): number[] {
  return points.map(({ value }) => distance(value, level));
}

function costOf(points: readonly PastPoint[]): number {
  return sum(distances(points, middle(points)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
