import type { Device } from '../core/device.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

const DEVICES_AT_ONCE = 1_000;

/**
 * All devices of a file with their keys, some at a time, for a change of the stored form.
 * Fails: when the file is damaged.
 */
export function* eachStoredDevice(driver: SqliteDriver): Generator<{ key: string; device: Device }> {
  const first = driver.prepare('SELECT serial_key, body FROM device ORDER BY serial_key LIMIT ?');
  const next = driver.prepare('SELECT serial_key, body FROM device WHERE serial_key > ? ORDER BY serial_key LIMIT ?');
  for (let rows = first.all(DEVICES_AT_ONCE), last = ''; rows.length > 0; rows = next.all(last, DEVICES_AT_ONCE)) {
    for (const { serial_key: key, body } of rows) {
      if (typeof key !== 'string' || typeof body !== 'string') continue;
      const device: Device = JSON.parse(body);
      yield { key, device };
      last = key;
    }
  }
}
