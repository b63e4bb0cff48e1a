import type { Device } from '../core/device.ts';
import { looksOf, reversed } from '../core/device-names.ts';
import { textKey } from './keys.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

/** Lists a device under one of its looks. */
export const ADD_NAME = 'INSERT INTO device_name (serial_key, look, ending) VALUES (?, ?, ?)';
const DEVICES_AT_ONCE = 1_000;

/**
 * Gives the devices of a file that had no names yet theirs, some at a time.
 * Fails: when the file is damaged.
 */
export function nameDevices(driver: SqliteDriver): void {
  const add = driver.prepare(ADD_NAME);
  const first = driver.prepare('SELECT serial_key, body FROM device ORDER BY serial_key LIMIT ?');
  const next = driver.prepare('SELECT serial_key, body FROM device WHERE serial_key > ? ORDER BY serial_key LIMIT ?');
  for (let rows = first.all(DEVICES_AT_ONCE), last = ''; rows.length > 0; rows = next.all(last, DEVICES_AT_ONCE)) {
    for (const { serial_key: key, body } of rows) {
      if (typeof key !== 'string' || typeof body !== 'string') continue;
      const device: Device = JSON.parse(body);
      for (const look of looksOf(device)) add.run(key, textKey(look), textKey(reversed(look)));
      last = key;
    }
  }
}
