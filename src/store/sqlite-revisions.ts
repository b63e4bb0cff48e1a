import { notFound } from './failures.ts';
import { numberOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** One more write to a claim or to one of its fetches. */
export function bumpRevision(db: Connection, id: number): void {
  db.run('UPDATE claim SET revision = revision + 1 WHERE id = ?', id);
}

/**
 * Notes up to which revision a claim was shown; never past the one it has.
 * Fails: AppError `not_found` when there is no such claim.
 */
export function markShown(db: Connection, id: number, revision: number): void {
  const changes = db.run('UPDATE claim SET shown = max(shown, min(?, revision)) WHERE id = ?', revision, id);
  if (changes === 0) throw notFound(`claim ${id}`, { claimId: id });
}

/** Claims with a fetch that is not sealed or a revision that was not shown, oldest first. */
export function listUnfinished(db: Connection): number[] {
  const rows = db.all(
    'SELECT id FROM claim WHERE shown < revision UNION SELECT claim_id FROM fetch WHERE sealed = 0 ORDER BY id',
  );
  return rows.map((row) => numberOf(row, 'id'));
}
