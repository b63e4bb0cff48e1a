import type { SavedReadings } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { fromTextKey } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { repliesOf } from './redis-reply.ts';

type Save = (saved: SavedReadings[]) => Promise<void>;

/** Which way readings are kept; it grows whenever the way changes. Without a mark each reading was a field of its device's hash, named by a JSON list. */
const FORM = '2';
const DEVICES_AT_ONCE = 500;

/**
 * Packs the readings of the registered devices, once for a Redis that an older program wrote.
 * Fails: when the server is down; what was done by then stays, and the next to open it does the rest.
 */
export async function packReadings(link: RedisLink, save: Save): Promise<void> {
  const mark = link.key('devices', 'readings-form');
  if ((await link.redis.get(mark)) === FORM) return;
  for (const keys of inPortions(await link.redis.hkeys(link.key('devices', 'serial')), DEVICES_AT_ONCE)) {
    await packSome(link, save, keys);
  }
  await link.redis.set(mark, FORM);
}

async function packSome(link: RedisLink, save: Save, keys: string[]): Promise<void> {
  const asked = link.redis.pipeline();
  for (const key of keys) asked.hkeys(link.readingsKey(key));
  const fields = repliesOf(await asked.exec()).map((reply) => (Array.isArray(reply) ? reply.map(String) : []));
  const drop = link.redis.pipeline();
  for (const [i, key] of keys.entries()) {
    const old = (fields[i] ?? []).filter((field) => field.startsWith('['));
    if (old.length === 0) continue;
    const entries = await link.redis.hmget(link.readingsKey(key), ...old);
    const readings = entries.flatMap((entry): Reading[] =>
      entry === null ? [] : [JSON.parse(entry.slice(entry.indexOf('|', 2) + 1))],
    );
    await save([{ serial: fromTextKey(key), readings }]);
    drop.hdel(link.readingsKey(key), ...old);
  }
  repliesOf(await drop.exec());
}
