import { decodeRaw } from '../../core/decode.ts';
import type { Ask, Decode } from '../../core/place.ts';
import type { Value } from '../../core/value.ts';

/**
 * A level out of a capacity, in percent. A code in place of either (-3: some left) is never turned into a number.
 * Shape: `capacity` is undefined where the device tells none.
 * Fails: never; without a capacity it is absent `unknown`, above it `malformed`.
 * Source: RFC 3805, prtMarkerSuppliesLevel and prtMarkerSuppliesMaxCapacity.
 */
export function percentOf(
  level: number,
  capacity: number | undefined,
  ask: Pick<Ask, 'kind' | 'unit'>,
  { scale, offset, unit = 'percent', least, most }: Decode,
): Value {
  if (capacity === undefined || !(capacity > 0) || level < 0) return { kind: 'absent', reason: 'unknown' };
  const percent = (level / capacity) * 100;
  if (percent > 100) return { kind: 'absent', reason: 'malformed' };
  return decodeRaw(percent.toFixed(4), ask, { scale, offset, unit, least, most });
}
