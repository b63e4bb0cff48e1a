import { decodeRaw } from '../../core/decode.ts';
import type { Ask, Decode } from '../../core/place.ts';
import type { Value } from '../../core/value.ts';

/** The largest Integer32; devices send it for what they do not know. */
const LARGEST = 2_147_483_647;

/** Whether a device states a capacity at all. */
export function isStated(capacity: number | undefined): capacity is number {
  return capacity !== undefined && capacity > 0 && capacity !== LARGEST;
}

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
  if (!isStated(capacity) || level < 0 || level === LARGEST) return { kind: 'absent', reason: 'unknown' };
  const percent = (level / capacity) * 100;
  if (percent > 100) return { kind: 'absent', reason: 'malformed' };
  return decodeRaw(percent.toFixed(4), ask, { scale, offset, unit, least, most });
}
