import type { PastPoint } from './counter.ts';
import { isOfPast, type Reading } from './reading.ts';
import type { Unit } from './value.ts';

/** One reading of a state of one device. Units: `at` milliseconds since 1970. */
export type PastState = { at: number; state: string };

/** What is known of one item or part in the past; `states` where it has no number. What is counted in another unit is a series of its own. */
export type PastSeries = { item: string; part?: string | undefined } & (
  | { kind: 'number'; unit: Unit; points: PastPoint[] }
  | { kind: 'state'; points: PastState[] }
);

/** The past of one device. */
export type DevicePast = { serial: string; series: PastSeries[] };

/** For how long how much of the past is kept: one reading an hour, then one a day, then one a week. Units: days before the newest reading. */
export type HistorySettings = { hourlyDays: number; dailyDays: number; weeklyDays: number };

export const DEFAULT_HISTORY: HistorySettings = { hourlyDays: 14, dailyDays: 180, weeklyDays: 1095 };

/** The past is kept to the minute: the readings of one visit then share their time, which is most of what they would cost. */
const MINUTE_MS = 60_000;
/** Longer names and states are a device's chatter, not one of a set. */
const LONGEST_TEXT = 120;
/** The largest moment that dates know. */
const LAST_MOMENT = 8.64e15;

/** What one reading leaves in the past. Shape: `unit` is 0 for a state. Units: `at` milliseconds since 1970, rounded down to the minute. */
export type PastMark = { at: number; unit: Unit | 0; said: number | string };

/** What one reading leaves in the past; undefined for what is absent, a text, no number, of no time, or was worked out of the past itself. */
export function markOf(reading: Reading): PastMark | undefined {
  const { item, part, value, at } = reading;
  if (isOfPast(reading)) return undefined;
  if (!(Math.abs(at) <= LAST_MOMENT) || item.length > LONGEST_TEXT) return undefined;
  if (part !== undefined && part.length > LONGEST_TEXT) return undefined;
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  // What is 0 from below is 0 all the same.
  if (value.kind === 'number' && Number.isFinite(value.number))
    return { at: minute, unit: value.unit, said: value.number + 0 };
  if (value.kind === 'state' && value.state.length <= LONGEST_TEXT) return { at: minute, unit: 0, said: value.state };
  return undefined;
}

/** The points that readings leave in the past, one series for each item, part and unit. */
export function pastOfReadings(readings: readonly Reading[]): PastSeries[] {
  const series = new Map<string, PastSeries>();
  for (const reading of readings) {
    const mark = markOf(reading);
    if (mark !== undefined) addTo(series, seriesOf(reading.item, reading.part, mark));
  }
  return [...series.values()];
}

/** One mark as a series of its own. */
export function seriesOf(item: string, part: string | undefined, { at, unit, said }: PastMark): PastSeries {
  const name = { item, ...(part === undefined ? {} : { part }) };
  return unit === 0
    ? { ...name, kind: 'state', points: [{ at, state: String(said) }] }
    : { ...name, kind: 'number', unit, points: [{ at, value: Number(said) }] };
}

/** Adds the points of a series to those that are known under its name; the series itself is kept where none is. */
export function addTo(known: Map<string, PastSeries>, one: PastSeries): void {
  const key = seriesKey(one);
  const before = known.get(key);
  if (before === undefined) known.set(key, one);
  else if (before.kind === 'number' && one.kind === 'number') before.points.push(...one.points);
  else if (before.kind === 'state' && one.kind === 'state') before.points.push(...one.points);
}

/** What tells one series of a device from another. */
export function seriesKey(series: PastSeries): string {
  return JSON.stringify([series.item, series.part ?? null, series.kind === 'number' ? series.unit : 0]);
}
