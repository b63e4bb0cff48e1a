import type { FleetOptions } from './fleet.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, type RosterWish } from './roster.ts';

/** What a fleet is drawn from unless its options say otherwise. */
export function wishOf(options: FleetOptions): RosterWish {
  const { seed = DEFAULT_SEED, devices = DEFAULT_SIZE, quirks = true, deadPerHundred = 0 } = options;
  return { seed, size: devices, quirks, deadPerHundred };
}
