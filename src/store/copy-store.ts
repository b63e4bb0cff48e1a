import type { AuditNote } from '../core/audit.ts';
import { AppError } from '../core/errors.ts';
import { REMEMBER_DONE_MS } from './beginnings.ts';
import type { OnRecords } from './portable-file.ts';
import { lineOf, openTally, tallyOf } from './store-record.ts';
import type { StoreRecord, StoreSource, StoreTarget, Tally } from './store-record.ts';

const RECORDS_AT_ONCE = 1_000;

/** What is forgotten within this time is not copied: it would go while the copy is made and held against what was given. Units: milliseconds. */
const SOON_FORGOTTEN_MS = 3_600_000;

/**
 * Fills a store with all that a source holds, but for the keys of deliveries that are forgotten within the hour. It counts as filled only once it gives back
 * what it was given; then `note` is entered. A target that holds the same already, but for such notes, is left as it is (`isSame`); one whose filling was ended in the middle is emptied and filled anew.
 * Units: `now` milliseconds since 1970.
 * Fails: AppError `bad_input` when both are one store, or the target holds something else and may not be replaced; `store_failed` when a store is down, or
 * does not give back what it was given.
 */
export async function copyStore(
  source: StoreSource,
  target: StoreTarget,
  options: { mayReplace: boolean; now: number; note?: AuditNote; onRecords?: OnRecords | undefined },
): Promise<Tally & { isSame: boolean }> {
  if (await source.sees(await target.leaveMark())) {
    throw new AppError('bad_input', 'Both stores are one and the same.', { where: target.where });
  }
  const forgottenBy = options.now + SOON_FORGOTTEN_MS;
  const isWanted = (record: StoreRecord): boolean =>
    record.kind !== 'handled' || record.doneAt + REMEMBER_DONE_MS > forgottenBy;
  const state = await target.state();
  if (state === 'filled' && !options.mayReplace) {
    const isCompared = (record: StoreRecord): boolean => isWanted(record) && !isOfFilling(record);
    const given = await tallyOf(source, isCompared);
    const held = await tallyBack(target, isCompared);
    if (held.digest === given.digest) return { ...given, isSame: true };
    const what = `${target.where} holds ${held.counts.device} devices and ${held.counts.claim} claims, not the same`;
    throw new AppError('bad_input', `${what}; --force replaces them.`, { where: target.where });
  }
  const tally = openTally();
  await target.begin();
  let records = 0;
  for await (const some of source.records()) {
    const wanted = some.filter(isWanted);
    for (let from = 0; from < wanted.length; from += RECORDS_AT_ONCE) {
      const portion = wanted.slice(from, from + RECORDS_AT_ONCE);
      for (const record of portion) tally.add(record.kind, lineOf(record));
      await target.write(portion);
      records += portion.length;
      options.onRecords?.(records);
    }
  }
  const given = tally.total();
  const held = await tallyBack(target, isWanted);
  if (held.digest !== given.digest) {
    const facts = { where: target.where, given: given.counts, held: held.counts };
    throw new AppError('store_failed', `${target.where} does not give back what it was given`, facts);
  }
  if (options.note !== undefined) await target.write([{ kind: 'note', note: options.note }]);
  await target.finish();
  return { ...given, isSame: false };
}

/** Whether it tells that a store was filled: the filled one holds it, and the one it was filled from does not. */
function isOfFilling(record: StoreRecord): boolean {
  return record.kind === 'note' && (record.note.what === 'store-migrated' || record.note.what === 'store-restored');
}

async function tallyBack(target: StoreTarget, isWanted: (record: StoreRecord) => boolean): Promise<Tally> {
  const source = await target.readBack();
  try {
    return await tallyOf(source, isWanted);
  } finally {
    await source.close();
  }
}
