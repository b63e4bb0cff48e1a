import type { SavedReadings } from '../core/ports.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import type { Words } from './words.ts';

const NEWER = 'SELECT id, word FROM word WHERE id > ? ORDER BY id';
const ADD =
  'INSERT INTO word (id, word) SELECT coalesce(max(id), 0) + 1, ? FROM word WHERE true ON CONFLICT (word) DO NOTHING';

/** Learns the words that other processes added since. */
export function refreshWords(db: Connection, words: Words): void {
  for (const row of db.all(NEWER, words.last())) words.add(numberOf(row, 'id'), textOf(row, 'word'));
}

/** Gives the words of readings their numbers, in a transaction of its own: what is not on disk must not be remembered. */
export function addWords(db: Connection, words: Words, saved: readonly SavedReadings[]): void {
  const missing = words.missing(saved.flatMap(({ readings }) => readings));
  if (missing.length === 0) return;
  db.transaction(() => {
    for (const word of missing) db.run(ADD, word);
  });
  refreshWords(db, words);
}
