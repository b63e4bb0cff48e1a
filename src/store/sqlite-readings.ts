import type { HistorySettings } from '../core/history.ts';
import type { SavedReadings } from '../core/ports.ts';
import { openFactsReader, parseFacts } from './facts.ts';
import { serialKey, toJson } from './keys.ts';
import { mergeReadings, unpackReadings } from './merge-readings.ts';
import { bytesOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { appendPast } from './sqlite-history.ts';
import { markDue } from './sqlite-tallies.ts';
import { addWords, refreshWords } from './sqlite-words.ts';
import type { Words } from './words.ts';

const DEVICES_AT_ONCE = 250;

const FACTS = 'SELECT facts FROM reading WHERE serial_key = ?';
const WHOLE = 'SELECT facts, rest FROM reading WHERE serial_key = ?';
const REST = 'SELECT rest FROM reading WHERE serial_key = ?';
const UPSERT = `
  INSERT INTO reading (serial_key, facts, rest) VALUES (?, ?, ?)
  ON CONFLICT (serial_key) DO UPDATE SET facts = excluded.facts, rest = excluded.rest`;
/**
 * The places among those asked for of the devices that have facts, and their facts, each one behind the other as one text: ten thousand rows handed
 * over one by one cost more than finding them.
 */
const FACTS_OF = `
  SELECT group_concat(key) AS places, group_concat(facts) AS facts
  FROM json_each(?) CROSS JOIN reading ON serial_key = value`;

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
  const rows = serials.map((serial) => db.get(WHOLE, serialKey(serial)));
  refreshWords(db, words);
  const wanted = { items: new Set(items), notBefore };
  return serials.flatMap((serial, i) => {
    const row = rows[i];
    if (row === undefined) return [];
    const kept = { facts: parseFacts(textOf(row, 'facts')), rest: () => bytesOf(row, 'rest') };
    const readings = unpackReadings(kept, words, wanted);
    return readings.length === 0 ? [] : [{ serial, readings }];
  });
}

/** The same without evidence, which takes a tenth of the time. */
export function latestValues(
  db: Connection,
  words: Words,
  serials: string[],
  items: string[],
  notBefore: number,
): SavedReadings[] {
  const read = openFactsReader(words, { items: new Set(items), notBefore });
  const saved: SavedReadings[] = [];
  // What is parsed goes again before the next is: all lists of ten thousand devices at once would take more room than their readings.
  for (let from = 0; from < serials.length; from += DEVICES_AT_ONCE) {
    const portion = serials.slice(from, from + DEVICES_AT_ONCE);
    const rows = factsOf(db, portion.map(serialKey));
    refreshWords(db, words);
    for (const [i, serial] of portion.entries()) {
      const facts = rows[i];
      const readings = facts === undefined ? [] : read(facts);
      if (readings.length > 0) saved.push({ serial, readings });
    }
  }
  return saved;
}

/** The facts of devices by the keys of their serials and in that order, undefined where there are none. */
function factsOf(db: Connection, keys: string[]): (unknown[] | undefined)[] {
  const row = db.get(FACTS_OF, toJson(keys)) ?? {};
  const found: (unknown[] | undefined)[] = keys.map(() => undefined);
  if (row['places'] === null) return found;
  const places: number[] = JSON.parse(`[${textOf(row, 'places')}]`);
  const lists: unknown[][] = JSON.parse(`[${textOf(row, 'facts')}]`);
  for (const [i, place] of places.entries()) found[place] = lists[i];
  return found;
}

function restOf(db: Connection, key: string): Uint8Array {
  return bytesOf(db.get(REST, key) ?? {}, 'rest');
}
