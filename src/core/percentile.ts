import type { NumberBaseline } from './baseline.ts';
import type { Numbers } from './stats.ts';

/**
 * Where a value stands among others: the share below it, those that are equal counted half.
 * Units: `percentile` 0 to 100; `same` counts those that say exactly the same.
 * Fails: never; undefined beside no values, or for a value that is no number.
 * Source: the mid-rank definition of the percentile rank, which is 50 when all say the same.
 */
export function percentileOf(value: number, values: Numbers): { percentile: number; same: number } | undefined {
  if (values.length === 0 || !Number.isFinite(value)) return undefined;
  let below = 0;
  let same = 0;
  for (const other of values) {
    if (other < value) below += 1;
    else if (other === value) same += 1;
  }
  return { percentile: ((below + same / 2) / values.length) * 100, same };
}

/**
 * The device's place among its peers: `lower than 96 % of 53 peers`; empty where it is not known.
 * Peers that say the same are on neither side, so that what is said is true of every one it counts.
 */
export function standingInWords(baseline: Pick<NumberBaseline, 'percentile' | 'same' | 'n'>): string {
  const { percentile, same, n } = baseline;
  if (percentile === undefined || same === undefined || n <= 0) return '';
  if (same >= n) return `the same as all ${n} peers`;
  const below = Math.round((percentile / 100) * n - same / 2);
  const above = n - below - same;
  if (above === below) return `in the middle of ${n} peers`;
  const [word, count] = above > below ? ['lower', above] : ['higher', below];
  return `${word} than ${count === n ? 'all' : `${wholePercent(count, n)} % of`} ${n} peers`;
}

/** Rounded down: to be lower than 995 of 1,000 is not to be lower than all of them. */
function wholePercent(count: number, n: number): number {
  return Math.max(1, Math.floor((count / n) * 100));
}
