import { addTo, type HistorySettings, type PastSeries } from './history.ts';
import { thinSeries } from './history-thin.ts';

/** So many series of one device are kept; those that were not read for longest go first. */
export const MOST_SERIES = 300;

/**
 * The past of one device made of what was kept of it in pieces, thinned.
 * Shape: series in any order, one name as often as there are pieces; each once afterwards, in the order of their names.
 * Units: `newest` milliseconds since 1970, the device's newest reading where `pieces` are not all of it.
 * Fails: never; merging again, or merging what is already in it, changes nothing.
 */
export function mergePast(
  pieces: readonly PastSeries[],
  settings: HistorySettings,
  newest = Number.NEGATIVE_INFINITY,
): PastSeries[] {
  const known = new Map<string, PastSeries>();
  for (const piece of pieces) addTo(known, copyOf(piece));
  let now = newest;
  for (const { points } of known.values()) for (const { at } of points) now = Math.max(now, at);
  const thinned = [...known.entries()]
    .map(([key, series]) => ({ key, series: thinSeries(series, now, settings) }))
    .filter(({ series }) => series.points.length > 0);
  const newestFirst = thinned.toSorted((one, other) => lastOf(other.series) - lastOf(one.series) || byKey(one, other));
  return newestFirst
    .slice(0, MOST_SERIES)
    .toSorted(byKey)
    .map(({ series }) => series);
}

function copyOf(series: PastSeries): PastSeries {
  return series.kind === 'number'
    ? { ...series, points: [...series.points] }
    : { ...series, points: [...series.points] };
}

function lastOf({ points }: PastSeries): number {
  return points.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
}

function byKey(one: { key: string }, other: { key: string }): number {
  return one.key < other.key ? -1 : 1;
}
