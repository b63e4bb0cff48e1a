import type { Device } from '../core/device.ts';
import { stableJson } from '../core/stable-json.ts';
import { fromTextKey, modelKey, serialKey, siteKey, textKey } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { writeNames } from './sqlite-names.ts';
import { markDue } from './sqlite-tallies.ts';

/** Adds or replaces devices in one transaction and counts what became of them. */
export function putDevices(db: Connection, devices: Device[]): { added: number; changed: number; same: number } {
  return db.transaction(() => {
    const counts = { added: 0, changed: 0, same: 0 };
    for (const device of devices) {
      const key = serialKey(device.serial);
      const body = stableJson(device);
      const kept = db.get('SELECT body FROM device WHERE serial_key = ?', key);
      if (kept !== undefined && textOf(kept, 'body') === body) {
        counts.same++;
        continue;
      }
      db.run(
        `INSERT INTO device (serial_key, serial, model_key, site_key, body) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (serial_key) DO UPDATE SET serial = excluded.serial, model_key = excluded.model_key,
           site_key = excluded.site_key, body = excluded.body`,
        key,
        textKey(device.serial),
        modelKey(device),
        siteKey(device) ?? null,
        body,
      );
      writeNames(db, key, device, kept === undefined ? undefined : JSON.parse(textOf(kept, 'body')));
      markDue(db, key);
      if (kept === undefined) counts.added++;
      else counts.changed++;
    }
    return counts;
  });
}

/** The device of a serial, case and spaces aside. */
export function getDevice(db: Connection, serial: string): Device | undefined {
  const row = db.get('SELECT body FROM device WHERE serial_key = ?', serialKey(serial));
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

/** All serials as they were registered, in the order of their keys. */
export function listSerials(db: Connection): string[] {
  return db.all('SELECT serial FROM device ORDER BY serial_key').map((row) => fromTextKey(textOf(row, 'serial')));
}

/** All devices of a model, whichever way it is written, in the order of their serials' keys. */
export function listDevicesOfModel(db: Connection, model: string): Device[] {
  // As one text: a thousand rows handed over one by one cost three times as much.
  const found = db.get(
    `SELECT '[' || coalesce(group_concat(body), '') || ']' AS found
     FROM (SELECT body FROM device WHERE model_key = ? ORDER BY serial_key)`,
    modelKey({ model }),
  );
  return JSON.parse(textOf(found ?? {}, 'found'));
}

/** Devices of one customer's site, in the order of their serials' keys. */
export function listDevicesOfSite(db: Connection, customer: string, site: string): Device[] {
  const key = siteKey({ customer, site });
  if (key === undefined) return [];
  const rows = db.all('SELECT body FROM device WHERE site_key = ? ORDER BY serial_key', key);
  return rows.map((row) => JSON.parse(textOf(row, 'body')));
}

/** How many devices are registered. */
export function countDevices(db: Connection): number {
  const row = db.get('SELECT count(*) AS n FROM device');
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** The next devices after a serial, in the order of their serials' keys. */
export function pageDevices(db: Connection, { after, limit }: { after?: string | undefined; limit: number }): Device[] {
  const rows =
    after === undefined
      ? db.all('SELECT body FROM device ORDER BY serial_key LIMIT ?', limit)
      : db.all('SELECT body FROM device WHERE serial_key > ? ORDER BY serial_key LIMIT ?', serialKey(after), limit);
  return rows.map((row) => JSON.parse(textOf(row, 'body')));
}
