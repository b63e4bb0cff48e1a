import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';

const FIELDS_AT_ONCE = 500;
const KEYS_AT_ONCE = 1_000;

/** The fields of a hash, some at a time and in no order; one may come twice while the hash is written. */
export async function* scanHash(link: RedisLink, key: string): AsyncGenerator<[field: string, value: string][]> {
  let cursor = '0';
  do {
    const [next, flat] = await link.redis.hscan(key, cursor, 'COUNT', FIELDS_AT_ONCE);
    cursor = next;
    yield inPortions(flat, 2).map(([field = '', value = '']): [string, string] => [field, value]);
  } while (cursor !== '0');
}

/** The keys of a pattern on all servers of the store, some at a time and in no order. */
export async function* scanKeys(link: RedisLink, pattern: string): AsyncGenerator<string[]> {
  for (const redis of link.masters()) {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_AT_ONCE);
      cursor = next;
      if (keys.length > 0) yield keys;
    } while (cursor !== '0');
  }
}
