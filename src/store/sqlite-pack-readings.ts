import type { Reading } from '../core/reading.ts';
import { mergeReadings } from './merge-readings.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { openWords } from './words.ts';

const DEVICES_AT_ONCE = 1_000;
const PAGE = `
  SELECT serial_key, '[' || group_concat(body, ',') || ']' AS bodies FROM reading_by_item
  WHERE serial_key > ? GROUP BY serial_key ORDER BY serial_key LIMIT ?`;

/**
 * Packs the readings of a file that kept a row for each of them into one row a device, some devices at a time.
 * Fails: when the file is damaged.
 */
export function packReadings(driver: SqliteDriver): void {
  const words = openWords();
  const page = driver.prepare(PAGE);
  const addWord = driver.prepare('INSERT INTO word (id, word) VALUES (?, ?)');
  const put = driver.prepare('INSERT INTO reading (serial_key, facts, rest) VALUES (?, ?, ?)');
  // No key sorts before the empty text, and a device with none would be one without a serial.
  for (let last = '', rows = page.all(last, DEVICES_AT_ONCE); rows.length > 0; rows = page.all(last, DEVICES_AT_ONCE)) {
    for (const { serial_key: key, bodies } of rows) {
      if (typeof key !== 'string' || typeof bodies !== 'string') continue;
      const readings: Reading[] = JSON.parse(bodies);
      for (const word of words.missing(readings)) {
        words.add(words.last() + 1, word);
        addWord.run(words.last(), word);
      }
      const merged = mergeReadings(undefined, readings, words);
      if (merged !== undefined) put.run(key, merged.facts, merged.rest);
      last = key;
    }
  }
  driver.exec('DROP TABLE reading_by_item');
}
