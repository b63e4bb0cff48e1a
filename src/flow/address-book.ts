import type { FlowDeps } from './flow-deps.ts';

/** Which devices are registered at an address. `isNews` once an address until the registry is read again, so that a storm is one line in the log. */
export type AddressBook = { at: (address: string) => Promise<{ serials: string[]; isNews: boolean }> };

/** How old the book may be: of addresses it has, and of those it has not. Units: milliseconds. */
const OLDEST_MS = 600_000;
const OLDEST_UNKNOWN_MS = 60_000;
const PAGE = 1000;
/** Strangers remembered between two readings of the registry. */
const MOST_ASKED = 10_000;

/**
 * Serials by address, read from the registry as a whole now and then; retired and unmonitored devices are not in it.
 * Fails: when the store is down.
 */
export function openAddressBook(deps: Pick<FlowDeps, 'store' | 'clock'>): AddressBook {
  let book = new Map<string, string[]>();
  let readAt = Number.NEGATIVE_INFINITY;
  let asked = new Set<string>();
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const next = new Map<string, string[]>();
    let after: string | undefined;
    for (;;) {
      const page = await deps.store.pageDevices({ after, limit: PAGE });
      for (const { address, serial, state } of page) {
        if (state === undefined) next.set(address, [...(next.get(address) ?? []), serial]);
      }
      after = page.at(-1)?.serial;
      if (page.length < PAGE || after === undefined) break;
    }
    book = next;
    asked = new Set();
    readAt = deps.clock();
  }

  return {
    async at(said) {
      const address = said.replace(/^::ffff:/i, '');
      const age = deps.clock() - readAt;
      if (age > (book.has(address) ? OLDEST_MS : OLDEST_UNKNOWN_MS)) {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      const isNews = !asked.has(address) && asked.size < MOST_ASKED;
      if (isNews) asked.add(address);
      return { serials: book.get(address) ?? [], isNews };
    },
  };
}
