import type { PastPoint } from './counter.ts';
import type { HistorySettings, PastSeries, PastState } from './history.ts';
import type { Unit } from './value.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** How many breaks and leaps of one series are kept with both their sides; a device that makes no sense does not fill the store. */
export const MOST_EDGES = 64;
/** Of what only counts, every fall is a break; a leap is a quarter more. */
const LEAP = 1.25;
/** Of other numbers, so much of the larger one is a step from one level to another. */
const STEP = 0.1;
/** These only ever count up while nobody interferes. */
const COUNTING: ReadonlySet<Unit> = new Set<Unit>(['impressions', 'sheets', 'count']);

/**
 * One series without what is no longer needed: of each hour, later of each day, then of each week the first reading; always the newest one, and both
 * sides of a break or a step, so that they stay visible on the day they were.
 * Shape: points in any order; in the order of their times afterwards, one for each moment.
 * Units: `now` milliseconds since 1970, the newest reading of the device.
 * Fails: never; thinning again changes nothing.
 */
export function thinSeries(series: PastSeries, now: number, settings: HistorySettings): PastSeries {
  if (series.kind === 'state') {
    const isEdge = (from: PastState, to: PastState): boolean => from.state !== to.state;
    return { ...series, points: thin(series.points, { now, settings, isEdge, saidOf: ({ state }) => state }) };
  }
  const isEdge = edgeOf(series.unit);
  return { ...series, points: thin(series.points, { now, settings, isEdge, saidOf: ({ value }) => value }) };
}

/** Whether a number only counts up. */
export function isCounting(unit: Unit): boolean {
  return COUNTING.has(unit);
}

function edgeOf(unit: Unit): (from: PastPoint, to: PastPoint) => boolean {
  if (isCounting(unit)) return (from, to) => to.value < from.value || to.value > from.value * LEAP;
  return (from, to) => Math.abs(to.value - from.value) > STEP * Math.max(Math.abs(from.value), Math.abs(to.value));
}

type Terms<P> = {
  now: number;
  settings: HistorySettings;
  isEdge: (from: P, to: P) => boolean;
  saidOf: (point: P) => number | string;
};

function thin<P extends { at: number }>(points: readonly P[], terms: Terms<P>): P[] {
  let kept = inOrder(points, terms.saidOf);
  // What is left out brings others side by side, which may then be a step of their own; until nothing changes any more.
  for (;;) {
    const next = passOver(kept, terms);
    if (next.length === kept.length) return next;
    kept = next;
  }
}

function passOver<P extends { at: number }>(points: readonly P[], { now, settings, isEdge }: Terms<P>): P[] {
  const oldest = now - settings.weeklyDays * DAY_MS;
  const young = (points[0]?.at ?? oldest) >= oldest ? points : points.filter(({ at }) => at >= oldest);
  const keep = edgesOf(young, isEdge);
  const kept: P[] = [];
  let [lastSpan, lastBucket] = [0, 0];
  for (const [index, point] of young.entries()) {
    const span = spanAt(now - point.at, settings);
    const bucket = Math.floor(point.at / span);
    if (span !== lastSpan || bucket !== lastBucket || index === young.length - 1 || keep.has(index)) kept.push(point);
    [lastSpan, lastBucket] = [span, bucket];
  }
  return kept;
}

/** The places of both sides of the newest edges. */
function edgesOf<P>(points: readonly P[], isEdge: (from: P, to: P) => boolean): Set<number> {
  const places = new Set<number>();
  let edges = 0;
  for (let index = points.length - 1; index > 0 && edges < MOST_EDGES; index -= 1) {
    const [from, to] = [points[index - 1], points[index]];
    if (from === undefined || to === undefined || !isEdge(from, to)) continue;
    places.add(index - 1).add(index);
    edges += 1;
  }
  return places;
}

function spanAt(age: number, { hourlyDays, dailyDays }: HistorySettings): number {
  if (age <= hourlyDays * DAY_MS) return HOUR_MS;
  return age <= dailyDays * DAY_MS ? DAY_MS : WEEK_MS;
}

/** In the order of their times, one for each moment: which one, does not depend on how they came. */
function inOrder<P extends { at: number }>(points: readonly P[], saidOf: Terms<P>['saidOf']): readonly P[] {
  // What was packed is in order, and so is mostly what came behind it.
  if (points.every(({ at }, index) => index === 0 || at > (points[index - 1]?.at ?? at))) return points;
  const sorted = points.toSorted((one, other) => one.at - other.at || compareSaid(saidOf(one), saidOf(other)));
  return sorted.filter(({ at }, index) => at !== sorted[index - 1]?.at);
}

function compareSaid(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
