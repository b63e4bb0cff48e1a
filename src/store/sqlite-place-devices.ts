import type { Device } from '../core/device.ts';
import { siteKey } from './keys.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

const DEVICES_AT_ONCE = 1_000;

/**
 * Lists the devices of a file that had no sites yet by theirs, some at a time.
 * Fails: when the file is damaged.
 */
export function placeDevices(driver: SqliteDriver): void {
  const change = driver.prepare('UPDATE device SET site_key = ? WHERE serial_key = ?');
  const first = driver.prepare('SELECT serial_key, body FROM device ORDER BY serial_key LIMIT ?');
  const next = driver.prepare('SELECT serial_key, body FROM device WHERE serial_key > ? ORDER BY serial_key LIMIT ?');
  for (let rows = first.all(DEVICES_AT_ONCE), last = ''; rows.length > 0; rows = next.all(last, DEVICES_AT_ONCE)) {
    for (const { serial_key: key, body } of rows) {
      if (typeof key !== 'string' || typeof body !== 'string') continue;
      const device: Device = JSON.parse(body);
      const site = siteKey(device);
      if (site !== undefined) change.run(site, key);
      last = key;
    }
  }
}
