import type { SavedReadings, Store } from '../core/ports.ts';

/**
 * Keeps what was read of devices: the one way into the store for readings, whatever they were read for.
 * Fails: when the store is down; nothing of `saved` is kept then, or it is safe to keep it again.
 */
export async function keepReadings({ store }: { store: Store }, saved: SavedReadings[]): Promise<void> {
  if (saved.length > 0) await store.saveReadings(saved);
}
