import type { Fetch } from '../core/dossier.ts';
import { beginFetch } from './beginnings.ts';
import { notFound } from './failures.ts';
import { textKey, toJson } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { bumpRevision } from './sqlite-revisions.ts';

/** Writes a pending fetch; the caller's transaction holds it together with what it belongs to. */
export function insertFetch(db: Connection, claimId: number, fetch: Fetch): void {
  db.run(
    'INSERT INTO fetch (claim_id, n, key, body) VALUES (?, ?, ?, ?)',
    claimId,
    fetch.n,
    textKey(fetch.key),
    toJson(fetch),
  );
}

/**
 * Adds the claim's next fetch, or gives the one that this key made already.
 * Fails: AppError `not_found` when there is no such claim.
 */
export function addFetch(
  db: Connection,
  claimId: number,
  asked: Pick<Fetch, 'key' | 'by' | 'askedAt' | 'options' | 'only'>,
): { fetch: Fetch; isNew: boolean } {
  return db.transaction(() => {
    const kept = db.get('SELECT body FROM fetch WHERE claim_id = ? AND key = ?', claimId, textKey(asked.key));
    if (kept !== undefined) return { fetch: JSON.parse(textOf(kept, 'body')), isNew: false };
    // Every claim was added with its fetch 0, so a claim without a last fetch does not exist.
    const last = db.get('SELECT n FROM fetch WHERE claim_id = ? ORDER BY n DESC LIMIT 1', claimId);
    if (last === undefined) throw notFound(`claim ${claimId}`, { claimId });
    const fetch = beginFetch(numberOf(last, 'n') + 1, asked);
    insertFetch(db, claimId, fetch);
    bumpRevision(db, claimId);
    return { fetch, isNew: true };
  });
}

/** All fetches of a claim, oldest first. */
export function listFetches(db: Connection, claimId: number): Fetch[] {
  const rows = db.all('SELECT body FROM fetch WHERE claim_id = ? ORDER BY n', claimId);
  return rows.map((row) => JSON.parse(textOf(row, 'body')));
}

/**
 * Seals a fetch: it is complete from now on and never written again.
 * Fails: AppError `not_found` when there is no such fetch.
 */
export function sealFetch(db: Connection, claimId: number, fetch: Fetch): { sealed: boolean } {
  return db.transaction(() => {
    const kept = db.get('SELECT sealed FROM fetch WHERE claim_id = ? AND n = ?', claimId, fetch.n);
    if (kept === undefined) throw notFound(`fetch ${fetch.n} of claim ${claimId}`, { claimId, n: fetch.n });
    if (numberOf(kept, 'sealed') === 1) return { sealed: false };
    db.run(
      'UPDATE fetch SET sealed = 1, body = ? WHERE claim_id = ? AND n = ?',
      toJson({ ...fetch, phase: 'complete' } satisfies Fetch),
      claimId,
      fetch.n,
    );
    bumpRevision(db, claimId);
    return { sealed: true };
  });
}
