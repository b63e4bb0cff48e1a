import { DEFAULT_HISTORY } from '../core/history.ts';
import type { Reading } from '../core/reading.ts';
import { fromTextKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { saveReadings } from './redis-readings.ts';
import { listOf, textIn } from './redis-reply.ts';
import { scanKeys } from './redis-scan.ts';
import { openWords } from './words.ts';
import type { Words } from './words.ts';

/** Packs readings of which each was a field of its device's hash, named by a JSON list. */
export async function packReadings(link: RedisLink): Promise<void> {
  const words = openWords();
  const begin = `${link.prefix}:readings:{`;
  for await (const keys of scanKeys(link, `${begin}*`)) await packSome(link, words, keys, begin.length);
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
