import { AppError } from '../core/errors.ts';
import type { OnRecords } from './portable-file.ts';
import { lineOf, openTally, tallyOf } from './store-record.ts';
import type { StoreSource, StoreTarget, Tally } from './store-record.ts';

const RECORDS_AT_ONCE = 1_000;

/**
 * Fills a store with all that a source holds. A target that holds the same already is left as it is (`isSame`); one whose filling was ended in the middle
 * is emptied and filled anew.
 * Shape: `reopen` gives what the target holds, read through as a source.
 * Fails: AppError `bad_input` when the target holds something else and may not be replaced; `store_failed` when a store is down, or does not give back what it
 * was given.
 */
export async function copyStore(
  source: StoreSource,
  target: StoreTarget,
  options: { mayReplace: boolean; reopen: () => Promise<StoreSource>; onRecords?: OnRecords | undefined },
): Promise<Tally & { isSame: boolean }> {
  const state = await target.state();
  if (state === 'filled' && !options.mayReplace) {
    const given = await tallyOf(source);
    const held = await readAgain(options.reopen);
    if (held.digest === given.digest) return { ...given, isSame: true };
    const what = `${target.where} holds ${held.counts.device} devices and ${held.counts.claim} claims, not the same`;
    throw new AppError('bad_input', `${what}; --force replaces them.`, { where: target.where });
  }
  const tally = openTally();
  await target.begin();
  let records = 0;
  for await (const some of source.records()) {
    for (let from = 0; from < some.length; from += RECORDS_AT_ONCE) {
      const portion = some.slice(from, from + RECORDS_AT_ONCE);
      for (const record of portion) tally.add(record.kind, lineOf(record));
      await target.write(portion);
      records += portion.length;
      options.onRecords?.(records);
    }
  }
  await target.finish();
  const given = tally.total();
  const held = await readAgain(options.reopen);
  if (held.digest !== given.digest) {
    const facts = { where: target.where, given: given.counts, held: held.counts };
    throw new AppError('store_failed', `${target.where} does not give back what it was given`, facts);
  }
  return { ...given, isSame: false };
}

async function readAgain(reopen: () => Promise<StoreSource>): Promise<Tally> {
  const source = await reopen();
  try {
    return await tallyOf(source);
  } finally {
    await source.close();
  }
}
