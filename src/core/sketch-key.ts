/**
 * Doubles as whole numbers in the same order, and back.
 * The bits of a double, seen as a whole number, rise with its value (of negative ones, with all bits turned over). The first 21 of them are sign,
 * exponent and nine bits of the fraction: buckets of logarithmic width, 0.2 % of the value. Each level below takes four bits more.
 * Source: IEEE 754; 53 of the 64 bits are kept, which a double holds as a whole number and which tell 12 digits apart.
 */
const view = new DataView(new ArrayBuffer(8));
const SIGN = 0x80000000;
const LOW_BITS = 11;
const LOW = 2 ** (32 - LOW_BITS);

/** Levels of ever finer buckets, from 0; on the last each bucket is one value. */
export const LEVELS = 9;
const BITS_A_LEVEL = 4;
/** Buckets that one bucket is split into. */
export const FANOUT = 2 ** BITS_A_LEVEL;

/** The place of a finite number among all numbers. */
export function keyOf(value: number): number {
  // Adding 0 makes -0 plain 0, which is the same number.
  view.setFloat64(0, value + 0);
  const [high, low] = [view.getUint32(0), view.getUint32(4)];
  const [first, second] = high >= SIGN ? [~high >>> 0, ~low >>> 0] : [high + SIGN, low];
  return first * LOW + (second >>> LOW_BITS);
}

/** The bucket of a key on a level. */
export function bucketOf(key: number, level: number): number {
  return Math.floor(key / widthOn(level));
}

/** The values that fall into a bucket; one value on the last level. */
export function rangeOf(bucket: number, level: number): { from: number; to: number } {
  const width = widthOn(level);
  if (level === LEVELS - 1) {
    const value = valueOf(bucket, true);
    return { from: value, to: value };
  }
  return { from: valueOf(bucket * width, false), to: valueOf((bucket + 1) * width, false) };
}

function widthOn(level: number): number {
  return 2 ** (BITS_A_LEVEL * (LEVELS - 1 - level));
}

/** The number at a key: the smallest there, or the one with the fewest digits, which is the one nearest to zero. */
function valueOf(key: number, isPlain: boolean): number {
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
