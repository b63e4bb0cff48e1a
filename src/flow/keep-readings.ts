import type { SavedReadings, Store } from '../core/ports.ts';
import type { RuleBook } from '../rules/book.ts';
import { withRates } from './with-rates.ts';
import { tallyRulesOf } from './tally-rules.ts';

/** So many devices are added up in one step; a step holds up everybody else of the process for some milliseconds. */
const DEVICES_A_STEP = 250;

/**
 * Keeps what was read of devices: the one way into the store for readings, whatever they were read for. Where there are rules, what follows from it and
 * from the past is kept beside it, and devices of models that are added up are counted anew, a little more than were kept.
 * Fails: when the store is down; nothing of `saved` is kept then, or it is safe to keep it again.
 */
export async function keepReadings(
  { store, book }: { store: Store; book?: RuleBook },
  saved: SavedReadings[],
): Promise<void> {
  if (saved.length === 0) return;
  await store.saveReadings(book === undefined ? saved : await withRates({ store, book }, saved));
  if (book === undefined) return;
  for (let counted = 0; counted <= saved.length; counted += DEVICES_A_STEP) {
    const { left } = await store.sumUp(tallyRulesOf(book), DEVICES_A_STEP);
    if (!left) return;
  }
}
