/**
 * Arithmetic mean.
 * Fails: never; NaN for no values, so callers check first.
 */
export function mean(values: readonly number[]): number {
  // A running mean cannot overflow where a sum could, and stays between the smallest and the largest value.
  let result = 0;
  let n = 0;
  for (const value of values) {
    n += 1;
    const step = value - result;
    result += Number.isFinite(step) ? step / n : value / n - result / n;
  }
  return n === 0 ? Number.NaN : result;
}

/**
 * Quantile with linear interpolation between neighbours (the definition spreadsheets use).
 * Shape: `sorted` ascending, `q` 0 to 1.
 */
export function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  if (below === above) return below;
  const share = place - Math.floor(place);
  const gap = above - below;
  return Number.isFinite(gap) ? below + gap * share : below * (1 - share) + above * share;
}

/** The values in ascending order, the given array untouched. */
export function ascending(values: readonly number[]): number[] {
  // Numbers of one kind are sorted ten times as fast as anything with a comparison; a claim beside many peers does little else.
  return Array.from(Float64Array.from(values).sort());
}

/** Median absolute deviation from the given centre. */
export function mad(values: readonly number[], centre: number): number {
  return quantile(ascending(values.map((value) => distance(value, centre))), 0.5);
}

/** How far two numbers are apart; never more than the largest number there is. */
export function distance(one: number, other: number): number {
  return Math.min(Math.abs(one - other), Number.MAX_VALUE);
}

/**
 * Spread of one side of the median as a standard deviation: 1.4826 times the median distance of the values on that side.
 * Jam rates and the like lean to one side; a spread common to both would call healthy machines odd.
 * Shape: `sorted` ascending, so that the distances are in order as well and need no sorting.
 * Source: the double MAD; 1.4826 makes it equal to the standard deviation for a normal distribution.
 */
function sideSpread(sorted: readonly number[], median: number, side: 'low' | 'high'): number {
  const values = sorted.filter((value) => (side === 'low' ? value <= median : value >= median));
  return 1.4826 * distance(quantile(values, 0.5), median);
}

/** How wide the usual values lie on either side of the median, and how far they go. */
export type Sides = Record<'low' | 'high', { spread: number; tail: number }>;

/** Both sides of the values. */
export function sidesOf(values: readonly number[], median: number): Sides {
  const sorted = ascending(values);
  const side = (which: 'low' | 'high'): Sides['low'] => ({
    spread: sideSpread(sorted, median, which),
    tail: sideTail(sorted, which),
  });
  return { low: side('low'), high: side('high') };
}

/**
 * How far the usual values of one side go: p10 or p90, taken as the next value towards the middle.
 * Between two values it would be drawn out by the farthest one; like this a single absurd peer moves it not at all, from five peers on.
 * Shape: `sorted` ascending.
 */
function sideTail(sorted: readonly number[], side: 'low' | 'high'): number {
  if (sorted.length === 0) return Number.NaN;
  // Of fewer than eleven the outermost is left aside on either side.
  const place = sorted.length > 2 ? Math.max(1, Math.ceil((sorted.length - 1) * 0.1)) : 0;
  return sorted[side === 'low' ? place : sorted.length - 1 - place] ?? Number.NaN;
}
