import type { Device } from './device.ts';

/** The peers of a claim: all that may stand behind the averages, and in which order they are asked live. */
export type Cohort = { eligible: Device[]; customers: number };

/**
 * Other customers' devices of the same model, never the claimed one, in an order that differs from claim to claim.
 * The order spreads the load: forty claims on one model at nine o'clock do not all ask the same hundred machines.
 * Shape: `seed` any number that belongs to the claim.
 * Fails: never; an empty cohort is a cohort.
 */
export function chooseCohort(claimed: Device, ofModel: readonly Device[], seed: number): Cohort {
  const eligible = ofModel
    .filter((device) => device.serial !== claimed.serial && device.customer !== claimed.customer)
    .map((device) => ({ device, rank: hash(`${seed}:${device.serial}`) }))
    .sort((a, b) => a.rank - b.rank || (a.device.serial < b.device.serial ? -1 : 1))
    .map(({ device }) => device);
  return { eligible, customers: new Set(eligible.map((device) => device.customer)).size };
}

/** FNV-1a with a final mix: even, fast and the same on every machine. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}
