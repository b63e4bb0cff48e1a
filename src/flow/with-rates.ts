import { pastOfReadings, type PastSeries } from '../core/history.ts';
import type { ItemDef } from '../core/item.ts';
import type { SavedReadings, Store } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { storedRates } from '../core/stored-rates.ts';
import type { RuleBook } from '../rules/book.ts';

const DAY_MS = 86_400_000;
/** A rate is not learnt anew for so long: what a device did in thirty days changes little in three, and to read its past costs more than to keep what it said. */
const BELIEVED_MS = 2.5 * DAY_MS;

/**
 * What was read of devices, with the rates that follow from it and from what is stored: what a device did of late is learnt when it is read, so
 * that a claim reads one number of each peer and not its past.
 * Shape: a device of which no rate can be told has none; one whose rates are of these days keeps those that are stored.
 * Fails: when the store is down.
 */
export async function withRates(
  { store, book }: { store: Pick<Store, 'listPast' | 'latestValues'>; book: RuleBook },
  saved: SavedReadings[],
): Promise<SavedReadings[]> {
  const items = [...book.items.values()].filter(({ rate }) => rate !== undefined);
  const counters = new Set(items.flatMap(({ rate }) => rate?.counter ?? []));
  const isCount = ({ item, value }: Reading): boolean => counters.has(item) && value.kind === 'number';
  const counts = saved.map(({ serial, readings }) => ({ serial, readings, counts: readings.filter(isCount) }));
  const due = await learntTooLongAgo(
    store,
    items,
    counts.filter((one) => one.counts.length > 0),
  );
  if (due.size === 0) return saved;
  const stored = await store.listPast([...due], [...counters]);
  const pasts = new Map(stored.map(({ serial, series }) => [serial, series]));
  return counts.map(({ serial, readings, counts: said }) => {
    const fresh = due.has(serial) ? pastOfReadings(said) : [];
    if (fresh.length === 0) return { serial, readings };
    return { serial, readings: [...readings, ...ratesOf(items, [...(pasts.get(serial) ?? []), ...fresh])] };
  });
}

/** Serials of those whose counters came in and of whose rates one is missing or no longer believed. */
async function learntTooLongAgo(
  store: Pick<Store, 'latestValues'>,
  items: readonly ItemDef[],
  counted: readonly { serial: string; counts: readonly Reading[] }[],
): Promise<Set<string>> {
  if (counted.length === 0) return new Set();
  const until = counted.map(({ serial, counts }) => ({ serial, counts, at: newestOf(counts) }));
  const notBefore = Math.min(...until.map(({ at }) => at)) - BELIEVED_MS;
  const serials = [...new Set(until.map(({ serial }) => serial))];
  const stored = await store.latestValues(
    serials,
    items.map(({ id }) => id),
    notBefore,
  );
  const learnt = new Map(stored.map(({ serial, readings }) => [serial, readings]));
  const due = until.filter(({ serial, counts, at }) =>
    items.some(({ id, rate }) => {
      if (!counts.some(({ item }) => item === rate?.counter)) return false;
      const known = learnt.get(serial)?.find(({ item }) => item === id);
      return known === undefined || known.at < at - BELIEVED_MS;
    }),
  );
  return new Set(due.map(({ serial }) => serial));
}

function newestOf(readings: readonly Reading[]): number {
  return Math.max(...readings.map(({ at }) => at));
}

/** The rates of one device by its newest counts, which are those that are stored where what came in is older. */
function ratesOf(items: readonly ItemDef[], series: readonly PastSeries[]): Reading[] {
  const newest = Math.max(...series.flatMap(({ points }) => points.map(({ at }) => at)));
  const rates = storedRates(items, { series, now: newest, notBefore: newest - DAY_MS });
  return rates.filter(({ value }) => value.kind === 'number');
}
