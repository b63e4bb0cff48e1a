import type { Config } from '../config/config.ts';
import { type AuditLine, auditLines } from '../core/audit.ts';
import { AppError } from '../core/errors.ts';
import { openStore } from '../open-store.ts';

/** Which lines are wanted. Units: `since` milliseconds since 1970. */
export type AuditWish = { claim?: number | undefined; since: number };

/**
 * Who did what: events of claims, and notes of what else was done, oldest first; of one claim its own alone.
 * Fails: AppError `not_found` when there is no such claim, `store_failed`.
 */
export async function auditOf(config: Config, { claim, since }: AuditWish): Promise<AuditLine[]> {
  const store = await openStore(config);
  try {
    const notes = await store.listNotes(since);
    if (claim === undefined)
      return auditLines(await store.listClaims({ limit: Number.MAX_SAFE_INTEGER }), notes, since);
    const found = await store.getClaim(claim);
    if (found === undefined) throw new AppError('not_found', `There is no claim ${claim}.`, { claim });
    const own = notes.filter((note) => note.claim === claim);
    return auditLines([found], own, since);
  } finally {
    await store.close();
  }
}
