/** Numbers in a list, or side by side in memory where there are very many. */
export type Numbers = readonly number[] | Float64Array;

/**
 * Arithmetic mean, of all values or of those from one place up to another.
 * Fails: never; NaN for no values, so callers check first.
 */
export function mean(values: Numbers, from = 0, to = values.length): number {
  // A running mean cannot overflow where a sum could, and stays between the smallest and the largest value.
  let result = 0;
  for (let place = from; place < to; place += 1) {
    const n = place - from + 1;
    const value = values[place] ?? Number.NaN;
    const step = value - result;
    result += Number.isFinite(step) ? step / n : value / n - result / n;
  }
  return to > from ? result : Number.NaN;
}

/**
 * Quantile with linear interpolation between neighbours (the definition spreadsheets use).
 * Shape: `sorted` ascending, `q` 0 to 1.
 */
export function quantile(sorted: Numbers, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  if (below === above) return below;
  const share = place - Math.floor(place);
  const gap = above - below;
  return Number.isFinite(gap) ? below + gap * share : below * (1 - share) + above * share;
}

/** The values in ascending order, the given ones untouched. */
export function ascending(values: Numbers): Float64Array {
  // Numbers of one kind are sorted ten times as fast as anything with a comparison; a claim beside many peers does little else.
  return sortInPlace(Float64Array.from(values));
}

/**
 * Sorts numbers ascending, in place, and gives them back.
 * Whole numbers that lie close together, as levels and settings do, are counted: to sort a thousand of them takes three times as long.
 */
export function sortInPlace(numbers: Float64Array): Float64Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    // Counted, -0 would come out as 0.
    if (!Number.isInteger(number) || Object.is(number, -0)) return numbers.sort();
    if (number < low) low = number;
    if (number > high) high = number;
  }
  const span = high - low + 1;
  if (!(span > 0 && span <= numbers.length)) return numbers.sort();
  const counts = new Uint32Array(span);
  for (const number of numbers) counts[number - low] = (counts[number - low] ?? 0) + 1;
  let place = 0;
  for (let above = 0; above < span; above += 1) {
    for (let left = counts[above] ?? 0; left > 0; left -= 1) {
      numbers[place] = low + above;
      place += 1;
    }
  }
  return numbers;
}

/**
 * Median absolute deviation from the given centre.
 * Shape: `sorted` ascending: the distances on either side of the centre are in order as well, and the two only need to be merged.
 */
export function mad(sorted: Numbers, centre: number): number {
  let right = countBelow(sorted, centre);
  let left = right - 1;
  const distances = new Float64Array(sorted.length);
  for (let n = 0; n < distances.length; n += 1) {
    const below = left < 0 ? Number.POSITIVE_INFINITY : distance(sorted[left] ?? centre, centre);
    const above = right >= sorted.length ? Number.POSITIVE_INFINITY : distance(sorted[right] ?? centre, centre);
    distances[n] = Math.min(below, above);
    if (below <= above) left -= 1;
    else right += 1;
  }
  return quantile(distances, 0.5);
}

/** How many of the values are below a limit. Shape: `sorted` ascending. */
function countBelow(sorted: Numbers, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? limit) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many of the values are not above a limit. Shape: `sorted` ascending. */
function countTo(sorted: Numbers, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? limit) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
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
function sideSpread(sorted: Float64Array, median: number, side: 'low' | 'high'): number {
  const values =
    side === 'low' ? sorted.subarray(0, countTo(sorted, median)) : sorted.subarray(countBelow(sorted, median));
  return 1.4826 * distance(quantile(values, 0.5), median);
}

/** How wide the usual values lie on either side of the median, and how far they go. */
export type Sides = Record<'low' | 'high', { spread: number; tail: number }>;

/** Both sides of the values. Shape: `sorted` ascending. */
export function sidesOf(sorted: Float64Array, median: number): Sides {
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
function sideTail(sorted: Numbers, side: 'low' | 'high'): number {
  if (sorted.length === 0) return Number.NaN;
  // Of fewer than eleven the outermost is left aside on either side.
  const place = sorted.length > 2 ? Math.max(1, Math.ceil((sorted.length - 1) * 0.1)) : 0;
  return sorted[side === 'low' ? place : sorted.length - 1 - place] ?? Number.NaN;
}
