import { REMEMBER_DONE_MS } from './beginnings.ts';
import { fromTextKey, textKey, toJson } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** Keeps a delivery, once per key. */
export function addIncoming(db: Connection, key: string, body: unknown, at: number): { isNew: boolean } {
  const changes = db.run(
    'INSERT INTO incoming (key, at, body) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
    textKey(key),
    at,
    toJson(body),
  );
  return { isNew: changes === 1 };
}

/** Marks a delivery as handled. Its key is remembered; what the person said is not kept a second time. */
export function doneIncoming(db: Connection, key: string, now: number): void {
  db.run(`UPDATE incoming SET done_at = ?, body = 'null' WHERE key = ? AND done_at IS NULL`, now, textKey(key));
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
