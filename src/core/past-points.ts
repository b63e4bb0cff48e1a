import { inTime, type PastPoint } from './counter.ts';
import type { PastSeries, PastState } from './history.ts';
import type { Reading } from './reading.ts';
import type { Unit } from './value.ts';

const DAY_MS = 86_400_000;
/** Finding a change costs the square of the readings; this many tell one well enough. */
const ENOUGH = 100;

type Named = Pick<Reading, 'item' | 'part'> & Partial<Pick<Reading, 'value' | 'at'>>;

/**
 * The numbers of one item or part in time, the present one last; of several units the one it has now, else the one it had last.
 * Shape: of two readings of one minute, the one that is kept of the past gives way to the present one.
 */
export function pointsOf(now: Named, series: readonly PastSeries[]): { points: PastPoint[]; unit: Unit | undefined } {
  const { value, at } = now;
  const mine = series.filter((one) => one.kind === 'number').filter((one) => isSame(one, now));
  if (value?.kind === 'number' && at !== undefined) {
    const before = mine.find(({ unit }) => unit === value.unit)?.points ?? [];
    const older = before.filter((point) => !isSameMinute(point.at, at));
    return { points: inTime([...older, { at, value: value.number }]), unit: value.unit };
  }
  const [newest] = mine.toSorted((one, other) => (other.points.at(-1)?.at ?? 0) - (one.points.at(-1)?.at ?? 0));
  return { points: inTime(newest?.points ?? []), unit: newest?.unit };
}

/** The states of one item or part in time, the present one last. */
export function statesOf(now: Reading, series: readonly PastSeries[]): PastState[] {
  const before = series.filter((one) => one.kind === 'state').find((one) => isSame(one, now))?.points ?? [];
  const { value, at } = now;
  if (value.kind !== 'state') return before;
  const older = before.filter((point) => !isSameMinute(point.at, at));
  return [...older, { at, state: value.state }].toSorted((one, other) => one.at - other.at);
}

/** The readings of the last days before the newest one, and the last one before those, from which the first of them counts. */
export function lastDays(points: readonly PastPoint[], days: number): PastPoint[] {
  const from = (points.at(-1)?.at ?? 0) - days * DAY_MS;
  const first = points.findIndex(({ at }) => at >= from);
  return points.slice(Math.max(0, first - 1));
}

/** No more readings than are needed to find a change: of many the first of each day, and the newest. */
export function spaced(points: readonly PastPoint[]): PastPoint[] {
  if (points.length <= ENOUGH) return [...points];
  const dayOf = (at: number): number => Math.floor(at / DAY_MS);
  const daily = points.filter(
    ({ at }, index) => index === points.length - 1 || dayOf(at) !== dayOf(points[index - 1]?.at ?? Number.NaN),
  );
  return daily.slice(-ENOUGH);
}

function isSame(series: PastSeries, { item, part }: Named): boolean {
  return series.item === item && series.part === part;
}

function isSameMinute(kept: number, at: number): boolean {
  return kept <= at && at - kept < 60_000;
}
