import type { Slot } from '../core/ports.ts';
import { ROOT_SLOT } from './beginnings.ts';
import { notFound } from './failures.ts';
import { fromTextKey, textKey } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import type { Row } from './sqlite-driver.ts';

const COLUMNS = 'claim_id, slot, channel, ts, thread_ts, digest';

/**
 * Claims the right to send a slot's message, or gives the slot that was claimed before.
 * Fails: AppError `not_found` when there is no such claim.
 */
export function claimSlot(
  db: Connection,
  wanted: { claimId: number; slot: string; channel: string; threadTs?: string | undefined },
): { slot: Slot; isNew: boolean } {
  return db.transaction(() => {
    const name = textKey(wanted.slot);
    const kept = db.get(`SELECT ${COLUMNS} FROM slot WHERE claim_id = ? AND slot = ?`, wanted.claimId, name);
    if (kept !== undefined) return { slot: toSlot(kept), isNew: false };
    if (db.get('SELECT id FROM claim WHERE id = ?', wanted.claimId) === undefined) {
      throw notFound(`claim ${wanted.claimId}`, { claimId: wanted.claimId });
    }
    const row = db.get(
      `INSERT INTO slot (claim_id, slot, channel, thread_ts) VALUES (?, ?, ?, ?) RETURNING ${COLUMNS}`,
      wanted.claimId,
      name,
      textKey(wanted.channel),
      wanted.threadTs === undefined ? null : textKey(wanted.threadTs),
    );
    return { slot: toSlot(row ?? {}), isNew: true };
  });
}

/**
 * Notes where a slot's message stands and what it said; again after each edit.
 * Fails: AppError `not_found` when the slot was never claimed.
 */
export function fillSlot(
  db: Connection,
  claimId: number,
  slot: string,
  sent: { ts: string; channel: string; digest: string },
): void {
  const changes = db.run(
    'UPDATE slot SET ts = ?, channel = ?, digest = ? WHERE claim_id = ? AND slot = ?',
    textKey(sent.ts),
    textKey(sent.channel),
    textKey(sent.digest),
    claimId,
    textKey(slot),
  );
  if (changes === 0) throw notFound(`slot ${slot} of claim ${claimId}`, { claimId, slot });
}

/** All slots of a claim, in the order they were claimed. */
export function listSlots(db: Connection, claimId: number): Slot[] {
  return db.all(`SELECT ${COLUMNS} FROM slot WHERE claim_id = ? ORDER BY id`, claimId).map(toSlot);
}

/** The claim of a root message, else the newest claim that has a message in this thread. */
export function findClaimByMessage(db: Connection, channel: string, ts: string): number | undefined {
  const where = [textKey(channel), textKey(ts)];
  const row =
    db.get(
      'SELECT claim_id FROM slot WHERE channel = ? AND ts = ? AND slot = ? ORDER BY claim_id DESC LIMIT 1',
      ...where,
      ROOT_SLOT,
    ) ??
    db.get('SELECT claim_id FROM slot WHERE channel = ? AND thread_ts = ? ORDER BY claim_id DESC LIMIT 1', ...where);
  return row === undefined ? undefined : numberOf(row, 'claim_id');
}

function toSlot(row: Row): Slot {
  const slot: Slot = {
    claimId: numberOf(row, 'claim_id'),
    slot: fromTextKey(textOf(row, 'slot')),
    channel: fromTextKey(textOf(row, 'channel')),
  };
  if (row['ts'] !== null) slot.ts = fromTextKey(textOf(row, 'ts'));
  if (row['thread_ts'] !== null) slot.threadTs = fromTextKey(textOf(row, 'thread_ts'));
  if (row['digest'] !== null) slot.digest = fromTextKey(textOf(row, 'digest'));
  return slot;
}
