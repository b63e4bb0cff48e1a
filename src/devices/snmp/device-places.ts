import type { Gate } from '../gate.ts';

/** What is remembered of a device, as far as its place depends on it. Units: `heardAt` milliseconds of our monotonic clock. */
type Placed = { gate: Gate; heardAt: number | undefined };

/** Devices that are remembered for good, and those beside them that are only while they are read. */
export type DevicePlaces<T> = { find(key: string): T | undefined; put(key: string, device: T): void };

/** Places of devices that stay; in a fleet of more, those who came first keep theirs, so that each sweep meets most devices again. */
const MOST_KEPT = 19_000;
/** Places of all others: more than are read at once. */
const MOST_PASSING = 1000;
/** Who was not heard for so long gives up its place. Units: milliseconds. */
const GONE_MS = 7 * 24 * 3_600_000;

/** Opens places that are empty. Shape: a device that is being asked keeps its place. */
export function openDevicePlaces<T extends Placed>(): DevicePlaces<T> {
  const kept = new Map<string, T>();
  const passing = new Map<string, T>();

  /** Looks at one place each time, in turn: a search through all would hold up a sweep. */
  function freeOne(): void {
    const [first] = kept;
    if (first === undefined) return;
    const [key, device] = first;
    kept.delete(key);
    const isGone = performance.now() - (device.heardAt ?? Number.NEGATIVE_INFINITY) > GONE_MS;
    if (!isGone || !device.gate.isIdle()) kept.set(key, device);
  }

  return {
    find: (key) => kept.get(key) ?? passing.get(key),
    put(key, device) {
      if (kept.size >= MOST_KEPT) freeOne();
      if (kept.size < MOST_KEPT) {
        kept.set(key, device);
        return;
      }
      forgetOldest(passing, MOST_PASSING, (entry) => entry.gate.isIdle());
      passing.set(key, device);
    },
  };
}

/** Makes room for one more. Shape: nothing is forgotten before there are `most`, nor what may not be. */
export function forgetOldest<T>(entries: Map<string, T>, most: number, mayForget: (entry: T) => boolean): void {
  if (entries.size < most) return;
  for (const [key, entry] of entries) {
    if (!mayForget(entry)) continue;
    entries.delete(key);
    return;
  }
}
