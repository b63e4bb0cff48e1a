import { siteKey } from './keys.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { eachStoredDevice } from './sqlite-each-device.ts';

/**
 * Lists the devices of a file that had no sites yet by theirs.
 * Fails: when the file is damaged.
 */
export function placeDevices(driver: SqliteDriver): void {
  const change = driver.prepare('UPDATE device SET site_key = ? WHERE serial_key = ?');
  for (const { key, device } of eachStoredDevice(driver)) {
    const site = siteKey(device);
    if (site !== undefined) change.run(site, key);
  }
}
