import type { Comparison } from '../core/comparison.ts';
import type { PastSeries } from '../core/history.ts';
import type { ItemDef } from '../core/item.ts';
import { type Past, pastOf } from '../core/past.ts';
import { readingKey, type Reading } from '../core/reading.ts';

/** What the claimed device's own past says of what is compared. */
export type OwnPast = {
  /** Puts its past beside each comparison. Shape: `readings` all that the device says now. */
  addTo: (comparisons: readonly Comparison[], readings: readonly Reading[]) => void;
};

/**
 * Opens the past of one device for one fetch, once what the device says now will not change any more.
 * Peers go on answering for a while, and finding a change takes milliseconds: it is looked for once.
 */
export function openOwnPast(items: readonly ItemDef[], series: readonly PastSeries[]): OwnPast {
  const defs = new Map(items.map((item) => [item.id, item]));
  const known = new Map<string, { past: Past | undefined }>();
  return {
    addTo(comparisons, readings) {
      if (series.length === 0) return;
      for (const comparison of comparisons) {
        const item = defs.get(comparison.item);
        if (item === undefined) continue;
        const key = readingKey(comparison.reading);
        const found = known.get(key) ?? { past: pastOf(item, comparison.reading, series, readings) };
        known.set(key, found);
        if (found.past !== undefined) comparison.past = found.past;
      }
    },
  };
}
