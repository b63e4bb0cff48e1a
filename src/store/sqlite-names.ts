import type { Device } from '../core/device.ts';
import { looksOf, reversed } from '../core/device-names.ts';
import { ADD_NAME } from './sqlite-name-devices.ts';
import { textKey, toJson } from './keys.ts';
import { textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** No text sorts behind this one. */
const LAST = '\u{10ffff}';

/** Writes the looks that a device is found by; nothing where they are what they were. */
export function writeNames(db: Connection, key: string, device: Device, before: Device | undefined): void {
  const looks = looksOf(device);
  if (before !== undefined) {
    if (toJson(looksOf(before)) === toJson(looks)) return;
    db.run('DELETE FROM device_name WHERE serial_key = ?', key);
  }
  for (const look of looks) db.run(ADD_NAME, key, textKey(look), textKey(reversed(look)));
}

/** Devices with a name of one of these looks, in the order of their serials' keys. */
export function findByLooks(db: Connection, looks: string[], limit: number): Device[] {
  const rows = db.all(
    `SELECT body FROM device WHERE serial_key IN (
       SELECT serial_key FROM device_name WHERE look IN (SELECT value FROM json_each(?))
     ) ORDER BY serial_key LIMIT ?`,
    toJson(looks.map(textKey)),
    limit,
  );
  return rows.map((row) => JSON.parse(textOf(row, 'body')));
}

/** Devices with a name whose look ends so. */
export function findByEnding(db: Connection, look: string, limit: number): Device[] {
  const begin = textKey(reversed(look));
  const rows = db.all(
    `SELECT body FROM device WHERE serial_key IN (
       SELECT DISTINCT serial_key FROM device_name WHERE ending >= ? AND ending < ? LIMIT ?
     ) ORDER BY serial_key`,
    begin,
    begin + LAST,
    limit,
  );
  return rows.map((row) => JSON.parse(textOf(row, 'body')));
}
