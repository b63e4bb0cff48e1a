import { inTime, type PastPoint, stepsOf } from './counter.ts';
import { type PastSeries, seriesKey } from './history.ts';
import type { ItemDef, PastRateRule } from './item.ts';
import type { Reading } from './reading.ts';
import type { Unit } from './value.ts';

const DAY_MS = 86_400_000;
/** Parts of one visit are read within so much; what was read last before that is of a part that is gone. */
const SAME_VISIT_MS = 600_000;

/** One counter of a device, that of a part or of the whole, in the order of its times. */
type Counter = { part: string | undefined; unit: Unit; points: PastPoint[] };
type Span = { counters: Counter[]; first: number; last: number };

/** What rates are worked out of; a series may come in pieces. Units: milliseconds since 1970; a rate that ends before `notBefore` is none of late. */
export type RatesOf = { series: readonly PastSeries[]; now: number; notBefore: number };

/**
 * How fast the counters of one device rose of late, for each of these items that is such a rate.
 * Shape: one reading each; its evidence says both counts and their times, and `at` is when the last was read. Counters of parts are added up.
 * A rate is over times at which all of them were read, and spans no break of any.
 * Fails: never; where there is no rate the reading is absent and says why.
 */
export function storedRates(items: readonly ItemDef[], of: RatesOf): Reading[] {
  return items.flatMap(({ id, rate }) => (rate === undefined ? [] : [rateReading(id, rate, of)]));
}

function rateReading(item: string, rule: PastRateRule, { series, now, notBefore }: RatesOf): Reading {
  const none = (raw: string): Reading => ({
    item,
    value: { kind: 'absent', reason: 'no_rate' },
    evidence: [{ protocol: 'past', place: rule.counter, raw, at: now, tookMs: 0 }],
    at: now,
  });
  const span = spanOf(series, rule);
  if (typeof span === 'string') return none(span);
  const { counters, first, last } = span;
  const unit = rule.units[counters[0]?.unit ?? 'count'];
  if (unit === undefined) return none(`it counts ${counters[0]?.unit}, of which no rate is told`);
  if (last < notBefore) return none(`its last count is of ${momentIn(last)}`);
  const rise = sumAt(counters, last) - sumAt(counters, first);
  const number = (rise / ((last - first) / DAY_MS)) * rule.perDays;
  if (!Number.isFinite(number)) return none('the numbers are too large to divide');
  const raw = `${countIn(counters, first)} at ${momentIn(first)}, ${countIn(counters, last)} at ${momentIn(last)}`;
  return {
    item,
    value: { kind: 'number', number, unit },
    evidence: [{ protocol: 'past', place: rule.counter, raw, at: last, tookMs: 0, from: first }],
    at: last,
  };
}

/** From when to when the counters can be followed, or why they cannot. */
function spanOf(series: readonly PastSeries[], { counter, withinDays, leastDays }: PastRateRule): Span | string {
  const counters = countersOf(series, counter);
  const [one] = counters;
  if (one === undefined) return 'it was never read';
  if (counters.some(({ unit }) => unit !== one.unit)) return 'its parts count different things';
  const begun = Math.max(...counters.map(({ points }) => begunAt(points)));
  const known = counters.map(({ points }) => new Set(points.map(({ at }) => at)));
  const times = one.points.map(({ at }) => at).filter((at) => at >= begun && known.every((has) => has.has(at)));
  const last = times.at(-1);
  const first = last === undefined ? undefined : times.find((at) => at >= last - withinDays * DAY_MS);
  if (first === undefined || last === undefined) return 'its parts were not read together';
  if (last - first >= leastDays * DAY_MS) return { counters, first, last };
  const days = Math.floor((last - first) / DAY_MS);
  const since = begun > (one.points[0]?.at ?? begun) ? ', since its counter began anew' : '';
  return `it was followed for ${days} ${days === 1 ? 'day' : 'days'} of late${since}; ${leastDays} are needed`;
}

/** The counters that were read last: that of the whole where there is one, else those of all parts. */
function countersOf(series: readonly PastSeries[], counter: string): Counter[] {
  const pieces = new Map<string, Counter>();
  for (const one of series) {
    if (one.kind !== 'number' || one.item !== counter) continue;
    const key = seriesKey(one);
    const points = [...(pieces.get(key)?.points ?? []), ...one.points];
    pieces.set(key, { part: one.part, unit: one.unit, points });
  }
  const known = [...pieces.values()]
    .map((one) => ({ ...one, points: inTime(one.points).filter(({ value }) => value >= 0) }))
    .filter(({ points }) => points.length > 0);
  const lastOf = ({ points }: Counter): number => points.at(-1)?.at ?? 0;
  const newest = Math.max(...known.map(lastOf));
  const present = known.filter((one) => lastOf(one) >= newest - SAME_VISIT_MS);
  const whole = present.filter(({ part }) => part === undefined);
  return whole.length > 0 ? whole : present.sort((a, b) => ((a.part ?? '') < (b.part ?? '') ? -1 : 1));
}

/** When a counter began to count as it does now. */
function begunAt(points: readonly PastPoint[]): number {
  return stepsOf(points).findLast((step) => 'broken' in step)?.to.at ?? Number.NEGATIVE_INFINITY;
}

function valueAt({ points }: Counter, at: number): number {
  return points.find((point) => point.at === at)?.value ?? 0;
}

function sumAt(counters: readonly Counter[], at: number): number {
  return counters.reduce((sum, one) => sum + valueAt(one, at), 0);
}

/** What was counted at a moment: `18000 impressions`, `12 (tray-1 3, tray-2 9)`. */
function countIn(counters: readonly Counter[], at: number): string {
  const [one] = counters;
  const unit = one === undefined || one.unit === 'count' ? '' : ` ${one.unit}`;
  const parts = counters.flatMap((each) => (each.part === undefined ? [] : [`${each.part} ${valueAt(each, at)}`]));
  return `${sumAt(counters, at)}${unit}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

/** To the minute, as the past is kept. */
function momentIn(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
