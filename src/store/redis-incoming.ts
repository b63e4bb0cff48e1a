import { REMEMBER_DONE_MS } from './beginnings.ts';
import { fromTextKey, textKey, toJson } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

/** Begins the names of keys by which handled deliveries are remembered. */
export const REMEMBERED = 'done:';

const ADD = `
if redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[1])
return 1`;

/** Keeps a delivery, once per key. */
export async function addIncoming(
  link: RedisLink,
  key: string,
  body: unknown,
  at: number,
): Promise<{ isNew: boolean }> {
  const added = await link.run(ADD, incomingKeys(link, key), [textKey(key), toJson({ at, body: body ?? null })]);
  return { isNew: numberIn(added) === 1 };
}

const DONE = `
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SET', KEYS[4], ARGV[3], 'PX', ARGV[2])
return 1`;

/** Marks a delivery as handled. Its key is remembered for a week; what the person said is not kept a second time. */
export async function doneIncoming(link: RedisLink, key: string): Promise<void> {
  await link.run(DONE, incomingKeys(link, key), [textKey(key), REMEMBER_DONE_MS, Date.now()]);
}

const LIST = `
local rows = {}
for i, key in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  rows[i] = { key, redis.call('HGET', KEYS[1], key) }
end
return rows`;

/** Deliveries that were not handled yet, in the order they came. */
export async function listIncoming(link: RedisLink): Promise<{ key: string; body: unknown; at: number }[]> {
  const reply = await link.run(LIST, incomingKeys(link, ''), []);
  return listOf(reply).map((row) => {
    const [key, entry] = listOf(row);
    const { at, body }: { at: number; body: unknown } = JSON.parse(textIn(entry));
    return { key: fromTextKey(textIn(key)), body, at };
  });
}

/** The key by which a handled delivery is remembered; it holds when that was. */
export function doneKey(link: RedisLink, key: string): string {
  return link.key('incoming', `${REMEMBERED}${textKey(key)}`);
}

function incomingKeys(link: RedisLink, key: string): string[] {
  return [...['body', 'order', 'last'].map((name) => link.key('incoming', name)), doneKey(link, key)];
}
