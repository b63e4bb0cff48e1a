import { looksOf, reversed } from '../core/device-names.ts';
import { textKey } from './keys.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { eachStoredDevice } from './sqlite-each-device.ts';

/** Lists a device under one of its looks. */
export const ADD_NAME = 'INSERT INTO device_name (serial_key, look, ending) VALUES (?, ?, ?)';

/**
 * Gives the devices of a file that had no names yet theirs.
 * Fails: when the file is damaged.
 */
export function nameDevices(driver: SqliteDriver): void {
  const add = driver.prepare(ADD_NAME);
  for (const { key, device } of eachStoredDevice(driver))
    for (const look of looksOf(device)) add.run(key, textKey(look), textKey(reversed(look)));
}
