import { pastOfReadings, type PastSeries } from '../core/history.ts';
import type { ItemDef } from '../core/item.ts';
import type { SavedReadings, Store } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { storedRates } from '../core/stored-rates.ts';
import type { RuleBook } from '../rules/book.ts';

const DAY_MS = 86_400_000;

/**
 * What was read of devices, with the rates that follow from it and from what is stored: what a device did of late is learnt once, when it is read, so
 * that a claim reads one number of each peer and not its past.
 * Shape: a device of which no rate can be told has none.
 * Fails: when the store is down.
 */
export async function withRates(
  { store, book }: { store: Pick<Store, 'listPast'>; book: RuleBook },
  saved: SavedReadings[],
): Promise<SavedReadings[]> {
  const items = [...book.items.values()].filter(({ rate }) => rate !== undefined);
  const counters = new Set(items.flatMap(({ rate }) => rate?.counter ?? []));
  const isCount = ({ item, value }: Reading): boolean => counters.has(item) && value.kind === 'number';
  const counted = saved.filter(({ readings }) => readings.some(isCount));
  if (counted.length === 0) return saved;
  const stored = await store.listPast([...new Set(counted.map(({ serial }) => serial))], [...counters]);
  const pasts = new Map(stored.map(({ serial, series }) => [serial, series]));
  return saved.map(({ serial, readings }) => {
    const fresh = pastOfReadings(readings.filter(isCount));
    if (fresh.length === 0) return { serial, readings };
    return { serial, readings: [...readings, ...ratesOf(items, [...(pasts.get(serial) ?? []), ...fresh])] };
  });
}

/** The rates of one device by its newest counts, which are those that are stored where what came in is older. */
function ratesOf(items: readonly ItemDef[], series: readonly PastSeries[]): Reading[] {
  const newest = Math.max(...series.flatMap(({ points }) => points.map(({ at }) => at)));
  const rates = storedRates(items, { series, now: newest, notBefore: newest - DAY_MS });
  return rates.filter(({ value }) => value.kind === 'number');
}
