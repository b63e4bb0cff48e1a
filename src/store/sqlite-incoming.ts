import { REMEMBER_DONE_MS } from './beginnings.ts';
import type { Outcome } from './group-commit.ts';
import { fromTextKey, textKey, toJson } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** A delivery to be kept, as it is written; one without `body` was handled. Units: `at`, when that was, milliseconds since 1970. */
export type IncomingChange = { key: string; at: number; body?: string };

/** A delivery to be kept. Fails: throws TypeError for a body that is no JSON. */
export function incomingToAdd(key: string, body: unknown, at: number): IncomingChange {
  return { key: textKey(key), at, body: toJson(body) };
}

/** A delivery that was handled. */
export function incomingToEnd(key: string, at: number): IncomingChange {
  return { key: textKey(key), at };
}

/** Keeps deliveries, each once, and ends those that were handled, in one commit and in their order. Shape: whether each changed anything. */
export function changeIncoming(db: Connection, list: readonly IncomingChange[]): Outcome<boolean>[] {
  return db.transaction(() =>
    list.map(({ key, at, body }) => ({
      value: (body === undefined ? end(db, key, at) : add(db, key, at, body)) === 1,
    })),
  );
}

function add(db: Connection, key: string, at: number, body: string): number {
  return db.run('INSERT INTO incoming (key, at, body) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING', key, at, body);
}

/** Its key is remembered; what the person said is not kept a second time. */
function end(db: Connection, key: string, at: number): number {
  return db.run(`UPDATE incoming SET done_at = ?, body = 'null' WHERE key = ? AND done_at IS NULL`, at, key);
}

/** Deliveries that were not handled yet, in the order they came. */
export function listIncoming(db: Connection): { key: string; body: unknown; at: number }[] {
  const rows = db.all('SELECT key, body, at FROM incoming WHERE done_at IS NULL ORDER BY id');
  return rows.map((row) => ({
    key: fromTextKey(textOf(row, 'key')),
    body: JSON.parse(textOf(row, 'body')),
    at: numberOf(row, 'at'),
  }));
}

/** Forgets deliveries that were handled long ago. */
export function pruneIncoming(db: Connection, now: number): void {
  db.run('DELETE FROM incoming WHERE done_at < ?', now - REMEMBER_DONE_MS);
}
