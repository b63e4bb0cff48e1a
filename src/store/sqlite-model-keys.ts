import type { Device } from '../core/device.ts';
import { modelKey } from './keys.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

/**
 * Lists each device under the key its model has now: at first the key was the name as registered, case aside.
 * Fails: when the file is damaged.
 */
export function renewModelKeys(driver: SqliteDriver): void {
  const change = driver.prepare('UPDATE device SET model_key = ? WHERE serial_key = ?');
  for (const { serial_key: serialKey, body } of driver.prepare('SELECT serial_key, body FROM device').all()) {
    if (typeof serialKey !== 'string' || typeof body !== 'string') continue;
    const device: Device = JSON.parse(body);
    change.run(modelKey(device), serialKey);
  }
}
