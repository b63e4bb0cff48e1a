import { DEFAULT_HISTORY } from '../core/history.ts';
import type { Reading } from '../core/reading.ts';
import { fromTextKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { saveReadings } from './redis-readings.ts';
import { listOf, textIn } from './redis-reply.ts';
import { scanKeys } from './redis-scan.ts';
import { openWords } from './words.ts';
import type { Words } from './words.ts';

// A device's readings were a hash: first of one field each, then of two, `facts` and `rest`. Many values of their own come by one command, fields of many hashes do not.

/** Gives what was a device's two fields a key each, as they are. */
const PART = `
local kept = redis.call('HMGET', KEYS[1], 'facts', 'rest')
if kept[1] and kept[2] then redis.call('MSET', KEYS[2], kept[1], KEYS[3], kept[2]) end
redis.call('HDEL', KEYS[1], 'facts', 'rest')
return 1`;

/** Packs readings of which each was a field of its device's hash, named by a JSON list. */
export async function packReadings(link: RedisLink): Promise<void> {
  const words = openWords();
  const begin = hashesBegin(link);
  for await (const keys of scanKeys(link, `${begin}*`)) {
    // A program of before may have packed some of them.
    await partSome(link, keys);
    await packSome(link, words, keys, begin.length);
  }
}

/** Gives what the readings of each device say, and the rest of them, a key of its own. */
export async function partReadings(link: RedisLink): Promise<void> {
  for await (const keys of scanKeys(link, `${hashesBegin(link)}*`)) await partSome(link, keys);
}

function hashesBegin(link: RedisLink): string {
  return `${link.prefix}:readings:{`;
}

async function partSome(link: RedisLink, keys: string[]): Promise<void> {
  const begin = hashesBegin(link);
  const ofDevice = (name: string, key: string): string => `${link.prefix}:${name}:{${key.slice(begin.length)}`;
  // Braces with nothing in them are of the first form, which had no such fields, and are no tag.
  const tagged = keys.filter((key) => !key.startsWith(`${begin}}`));
  await link.runAll(
    PART,
    tagged.map((key) => ({ keys: [key, ofDevice('facts', key), ofDevice('rest', key)], values: [] })),
  );
}

async function packSome(link: RedisLink, words: Words, keys: string[], begin: number): Promise<void> {
  const fields = (await link.bulk(keys.map((key) => ['HKEYS', key]))).map((reply) => listOf(reply).map(textIn));
  for (const [i, key] of keys.entries()) {
    const old = (fields[i] ?? []).filter((field) => field.startsWith('['));
    if (old.length === 0) continue;
    const entries = await link.redis.hmget(key, ...old);
    const readings = entries.flatMap((entry): Reading[] =>
      entry === null ? [] : [JSON.parse(entry.slice(entry.indexOf('|', 2) + 1))],
    );
    await saveReadings(link, words, [{ serial: fromTextKey(key.slice(begin, -1)), readings }], DEFAULT_HISTORY);
    await link.redis.hdel(key, ...old);
  }
}
