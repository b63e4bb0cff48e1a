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
    result += (value - result) / n;
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
  return below + (above - below) * (place - Math.floor(place));
}

/** The values in ascending order, the given array untouched. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Median absolute deviation from the given centre. */
export function mad(values: readonly number[], centre: number): number {
  return quantile(ascending(values.map((value) => Math.abs(value - centre))), 0.5);
}

/**
 * Spread of one side of the median as a standard deviation: 1.4826 times the median distance of the values on that side.
 * Jam rates and the like lean to one side; a spread common to both would call healthy machines odd.
 * Source: the double MAD; 1.4826 makes it equal to the standard deviation for a normal distribution.
 */
export function sideSpread(values: readonly number[], median: number, side: 'low' | 'high'): number {
  const distances = values
    .filter((value) => (side === 'low' ? value <= median : value >= median))
    .map((value) => Math.abs(value - median));
  return 1.4826 * quantile(ascending(distances), 0.5);
}
