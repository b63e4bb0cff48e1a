import { inTime, type PastPoint, stepsOf } from './counter.ts';
import { lastDays } from './past-points.ts';
import { type PastRate, perOther } from './rates.ts';

/** A rate over less than so much of what it is stated for is chance: for one stated for 10,000 impressions, 5,000. */
const LEAST_SHARE = 0.5;

/**
 * How often something came up for each `times` of what was counted beside it, one rate after the other, as readings of their own.
 * Shape: each rate is over the shortest time in which enough was counted beside it; none spans a break of either counter.
 * Fails: never; too little counted gives no rate.
 */
export function ratesBetween(readings: readonly PastPoint[], others: readonly PastPoint[], times: number): PastPoint[] {
  const { both, beside } = together(readings, others);
  const [steps, below] = [stepsOf(both), stepsOf(beside)];
  // A counter below 0 makes no step, and then it is not known which step is which.
  if (steps.length !== both.length - 1 || below.length !== steps.length) return [];
  const rates: PastPoint[] = [];
  let [rise, of] = [0, 0];
  for (const [index, step] of steps.entries()) {
    const other = below[index];
    if (other === undefined || 'broken' in step || 'broken' in other) {
      [rise, of] = [0, 0];
      continue;
    }
    [rise, of] = [rise + step.rise, of + other.rise];
    if (of < times * LEAST_SHARE) continue;
    rates.push({ at: step.to.at, value: (rise / of) * times });
    [rise, of] = [0, 0];
  }
  return rates;
}

/** The same over the last days alone. Fails: never; too little counted beside it is said. */
export function recentRate(
  readings: readonly PastPoint[],
  others: readonly PastPoint[],
  { times, days }: { times: number; days: number },
): PastRate {
  const { both, beside } = together(lastDays(readings, days), others);
  const rate = perOther(both, beside, times);
  if (rate.kind === 'none') return rate;
  const valueAt = (at: number): number => beside.find((point) => point.at === at)?.value ?? 0;
  const counted = valueAt(rate.to) - valueAt(rate.from);
  return counted >= times * LEAST_SHARE
    ? rate
    : { kind: 'none', why: 'no rate: too little was counted of late that it could be divided by' };
}

/** The readings of two counters that were read in one visit, by the time of the first; visits are known to the minute. */
function together(
  readings: readonly PastPoint[],
  others: readonly PastPoint[],
): { both: PastPoint[]; beside: PastPoint[] } {
  const minuteOf = (at: number): number => Math.floor(at / 60_000);
  const known = new Map(inTime(others).map((point) => [minuteOf(point.at), point]));
  const both = inTime(readings).filter(({ at }) => known.has(minuteOf(at)));
  const beside = both.map(({ at }) => ({ at, value: known.get(minuteOf(at))?.value ?? 0 }));
  return { both, beside };
}
