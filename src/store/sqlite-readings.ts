import type { HistorySettings } from '../core/history.ts';
import type { SavedReadings } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { serialKey, toJson } from './keys.ts';
import { mergeReadings, unpackFacts, unpackReadings } from './merge-readings.ts';
import { bytesOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { appendPast } from './sqlite-history.ts';
import { markDue } from './sqlite-tallies.ts';
import { addWords, refreshWords } from './sqlite-words.ts';
import type { Words } from './words.ts';

const FACTS = 'SELECT facts FROM reading WHERE serial_key = ?';
const REST = 'SELECT rest FROM reading WHERE serial_key = ?';
const UPSERT = `
  INSERT INTO reading (serial_key, facts, rest) VALUES (?, ?, ?)
  ON CONFLICT (serial_key) DO UPDATE SET facts = excluded.facts, rest = excluded.rest`;
/** Of each device its place among those asked for and its facts, as one text: ten thousand rows handed over one by one cost more than finding them. */
const FACTS_OF = `
  SELECT '[' || coalesce(group_concat('[' || key || ',' || facts || ']'), '') || ']' AS found
  FROM json_each(?) JOIN reading ON serial_key = value`;

/** Keeps the newest reading of each item and part, and adds all to the past of their devices, in one transaction. A device is one row: thirty rows cost ten times as much. */
export function saveReadings(db: Connection, words: Words, saved: SavedReadings[], history: HistorySettings): void {
  addWords(db, words, saved);
  db.transaction(() => {
    refreshWords(db, words);
    for (const { serial, readings } of saved) {
      const key = serialKey(serial);
      const row = db.get(FACTS, key);
      const kept = row === undefined ? undefined : { facts: textOf(row, 'facts'), rest: () => restOf(db, key) };
      const merged = mergeReadings(kept, readings, words);
      if (merged !== undefined) {
        db.run(UPSERT, key, merged.facts, merged.rest);
        markDue(db, key);
      }
      appendPast(db, key, readings, history);
    }
  });
}

/** Latest readings of the devices and items asked for, in the order the serials were given and named as they were. */
export function latestReadings(
  db: Connection,
  words: Words,
  serials: string[],
  items: string[],
  notBefore: number,
): SavedReadings[] {
  const wanted = { items: new Set(items), notBefore };
  return eachOf(db, words, serials, (facts, key) =>
    unpackReadings({ facts, rest: () => restOf(db, key) }, words, wanted),
  );
}

/** The same without evidence, which takes a tenth of the time. */
export function latestValues(
  db: Connection,
  words: Words,
  serials: string[],
  items: string[],
  notBefore: number,
): SavedReadings[] {
  const wanted = { items: new Set(items), notBefore };
  return eachOf(db, words, serials, (facts) => unpackFacts(facts, words, wanted));
}

function eachOf(
  db: Connection,
  words: Words,
  serials: string[],
  unpack: (facts: unknown[], key: string) => Reading[],
): SavedReadings[] {
  const keys = serials.map(serialKey);
  const found: [number, unknown[]][] = JSON.parse(textOf(db.get(FACTS_OF, toJson(keys)) ?? {}, 'found'));
  refreshWords(db, words);
  const saved: (SavedReadings | undefined)[] = [];
  for (const [index, facts] of found) {
    const serial = serials[index] ?? '';
    const readings = unpack(facts, keys[index] ?? '');
    if (readings.length > 0) saved[index] = { serial, readings };
  }
  return saved.filter((one) => one !== undefined);
}

function restOf(db: Connection, key: string): Uint8Array {
  return bytesOf(db.get(REST, key) ?? {}, 'rest');
}
