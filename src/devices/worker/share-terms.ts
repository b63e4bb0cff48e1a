import type { Terms } from '../same-terms.ts';
import type { Order } from './messages.ts';

/** Numbers for terms that many requests have in common, so that they cross to the worker once. */
export type SharedTerms = { idOf(terms: Terms): number };

type Entry = { id: number; terms: Terms };

/** More than the models that are read at one time; the terms that were not used for longest are forgotten on both sides. */
const MOST_TERMS = 128;

/** Numbers terms by the identity of their parts; what the worker must learn or forget goes to `say`, before the number is used. */
export function shareTerms(say: (order: Order) => void): SharedTerms {
  const known = new Map<Terms['asks'], Entry>();
  let last = 0;
  let newest: Entry | undefined;

  function forget(asks: Terms['asks'], id: number): void {
    known.delete(asks);
    say({ kind: 'forget', id });
  }

  function learn(terms: Terms): Entry {
    last += 1;
    say({ kind: 'share', id: last, terms });
    const [oldest] = known;
    if (known.size >= MOST_TERMS && oldest !== undefined) forget(oldest[0], oldest[1].id);
    return { id: last, terms };
  }

  return {
    idOf(terms) {
      if (newest !== undefined && isSame(newest.terms, terms)) return newest.id;
      const { asks, identity, manners } = terms;
      let entry = known.get(asks);
      if (entry !== undefined && !isSame(entry.terms, terms)) {
        forget(asks, entry.id);
        entry = undefined;
      }
      entry ??= learn({ asks, identity, manners });
      // The last one used is the last one to be forgotten.
      known.delete(asks);
      known.set(asks, entry);
      newest = entry;
      return entry.id;
    },
  };
}

function isSame(one: Terms, other: Terms): boolean {
  return one.asks === other.asks && one.identity === other.identity && one.manners === other.manners;
}
