import type { Device } from '../core/device.ts';
import { lookOf } from '../core/device-names.ts';
import { devicesNamed, nearDevices, type Candidate } from '../core/near-devices.ts';
import { nearLooks } from '../core/near-looks.ts';
import type { Store } from '../core/ports.ts';

/** What a name that somebody said leads to: one device, or at most three to choose from. */
export type LookedUp = { device: Device } | { device?: undefined; candidates: Candidate[] };

/** More devices of one look, or near to one, are not read; three of them are shown. */
const MOST_ALIKE = 50;
const MOST_NEAR = 200;
/** The fewest signs at the end of a name that somebody may give for the whole. */
const SHORTEST_END = 4;

/**
 * The device somebody named by its serial, asset tag or alias. Case, spaces and dashes say nothing; whatever else differs, or a name of two devices,
 * is a question and never a guess. A serial typed just as it is registered is that device, so that a choice among two leads on.
 * Shape: `isTold` which devices there are for whoever asks; reads some hundred devices at most, however many are registered.
 * Fails: when the store is down.
 */
export async function lookUpDevice(
  store: Pick<Store, 'getDevice' | 'findByLooks' | 'findByEnding'>,
  said: string,
  isTold: (device: Device) => boolean = () => true,
): Promise<LookedUp> {
  const typed = await store.getDevice(said);
  if (typed !== undefined && isTold(typed)) return { device: typed };
  const look = lookOf(said);
  if (look === '') return { candidates: [] };
  const alike = (await store.findByLooks([look], MOST_ALIKE)).filter(isTold);
  const named = devicesNamed(said, alike);
  const [only] = named;
  if (only !== undefined && named.length === 1) return { device: only };
  if (only !== undefined) return { candidates: nearDevices(said, named) };
  const near = await store.findByLooks(nearLooks(said), MOST_NEAR);
  const ending = look.length < SHORTEST_END ? [] : await store.findByEnding(look, MOST_ALIKE);
  const all = new Map([...alike, ...near, ...ending].filter(isTold).map((device) => [device.serial, device]));
  return { candidates: nearDevices(said, [...all.values()]) };
}
