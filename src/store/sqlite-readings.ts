import type { SavedReadings } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import { textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** A value beats none, whatever their times: a service's value is as old as its reading, while an absent one is always of now. */
const UPSERT = `
  INSERT INTO reading (serial_key, item, part, at, present, body) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (serial_key, item, part) DO UPDATE SET at = excluded.at, present = excluded.present, body = excluded.body
  WHERE excluded.present > reading.present OR (excluded.present = reading.present AND excluded.at >= reading.at)`;

/** One row a device, its readings joined into one JSON text: half the time of a row a reading. */
const LATEST = `
  SELECT serial_key, '[' || group_concat(body, ',') || ']' AS bodies FROM reading
  WHERE serial_key IN (SELECT value FROM json_each(?)) AND item IN (SELECT value FROM json_each(?)) AND at >= ?
  GROUP BY serial_key`;

/** Keeps the newest reading of each item and part, in one transaction. */
export function saveReadings(db: Connection, saved: SavedReadings[]): void {
  db.transaction(() => {
    for (const { serial, readings } of saved) {
      const key = serialKey(serial);
      for (const reading of readings) {
        const present = reading.value.kind === 'absent' ? 0 : 1;
        db.run(UPSERT, key, textKey(reading.item), partKey(reading), reading.at, present, toJson(reading));
      }
    }
  });
}

/** Latest readings of the devices and items asked for, in the order the serials were given and named as they were. */
export function latestReadings(db: Connection, serials: string[], items: string[], notBefore: number): SavedReadings[] {
  const keys = serials.map(serialKey);
  const rows = db.all(LATEST, toJson(keys), toJson(items.map(textKey)), notBefore);
  const bodies = new Map(rows.map((row) => [textOf(row, 'serial_key'), textOf(row, 'bodies')]));
  return serials.flatMap((serial, i) => {
    const found = bodies.get(keys[i] ?? '');
    return found === undefined ? [] : [{ serial, readings: JSON.parse(found) }];
  });
}

/** A reading without a part must not meet one whose part is the empty text. */
function partKey(reading: Reading): string {
  return reading.part === undefined ? '' : `/${textKey(reading.part)}`;
}
