/**
 * Doubles as whole numbers in the same order, and back.
 * The bits of a double, seen as a whole number, rise with its value (of negative ones, with all bits turned over): buckets of equal numbers of them
 * have logarithmic widths.
 * Source: IEEE 754; 53 of the 64 bits are kept, which a double holds as a whole number and which tell 12 digits apart.
 */
const view = new DataView(new ArrayBuffer(8));
const SIGN = 0x80000000;
const LOW_BITS = 11;
const LOW = 2 ** (32 - LOW_BITS);

/** Buckets that one bucket is made of, one level below. */
export const FANOUT = 4;
/** Levels of ever wider buckets, from 0, where each bucket is one value, to the last, where one holds all there are. */
export const LEVELS = 28;
const KEYS = 2 ** 53;
const WIDTHS = Array.from({ length: LEVELS }, (_, level) => FANOUT ** level);

/** How many keys a bucket of a level holds. */
export function widthOn(level: number): number {
  return WIDTHS[level] ?? Number.POSITIVE_INFINITY;
}

/** The place of a finite number among all numbers. */
export function keyOf(value: number): number {
  // Adding 0 makes -0 plain 0, which is the same number.
  view.setFloat64(0, value + 0);
  const [high, low] = [view.getUint32(0), view.getUint32(4)];
  const [first, second] = high >= SIGN ? [~high >>> 0, ~low >>> 0] : [high + SIGN, low];
  return first * LOW + (second >>> LOW_BITS);
}

/** The first key of the bucket of a level that a key falls into. */
export function startOn(key: number, level: number): number {
  const width = widthOn(level);
  return Math.floor(key / width) * width;
}

/** The values that fall into a bucket that starts at a key; one value on level 0. */
export function rangeOf(start: number, level: number): { from: number; to: number } {
  if (level === 0) {
    const value = valueOf(start, true);
    return { from: value, to: value };
  }
  return { from: valueOf(start, false), to: valueOf(start + widthOn(level), false) };
}

/** The number at a key: the smallest there, or the one with the fewest digits, which is the one nearest to zero. */
function valueOf(key: number, isPlain: boolean): number {
  if (key >= KEYS) return Number.MAX_VALUE;
  const [first, second] = [Math.floor(key / LOW), (key % LOW) * 2 ** LOW_BITS];
  if (first >= SIGN) {
    view.setUint32(0, first - SIGN);
    view.setUint32(4, second);
  } else {
    view.setUint32(0, ~first >>> 0);
    view.setUint32(4, ~(isPlain ? second + 2 ** LOW_BITS - 1 : second) >>> 0);
  }
  const value = view.getFloat64(0);
  if (Number.isNaN(value)) return first >= SIGN ? Number.MAX_VALUE : -Number.MAX_VALUE;
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE) + 0;
}
