import type { Device } from '../core/device.ts';
import { looksOf, reversed } from '../core/device-names.ts';
import { compareBytes } from './byte-order.ts';
import { textKey } from './keys.ts';
import { getDevices } from './redis-device-bodies.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { ALL_SHARDS } from './redis-keys.ts';
import { listOf, textIn } from './redis-reply.ts';

const LOOKS_PER_COMMAND = 500;

/**
 * Lua: lists a device under its names and no others. Names are lines of a look, a tab and the look reversed; members are a look, a line break and the
 * device's key, which stand in one order whatever the key. `textKey` leaves no line break or tab in any of them.
 */
export const NAME_DEVICE = `
local function nameDevice(names, looks, endings, key, lines)
  local old = redis.call('HGET', names, key)
  if old == lines then return end
  for look, ending in string.gmatch(old or '', '([^\\n\\t]+)\\t([^\\n\\t]+)') do
    redis.call('ZREM', looks, look .. '\\n' .. key)
    redis.call('ZREM', endings, ending .. '\\n' .. key)
  end
  for look, ending in string.gmatch(lines, '([^\\n\\t]+)\\t([^\\n\\t]+)') do
    redis.call('ZADD', looks, 0, look .. '\\n' .. key)
    redis.call('ZADD', endings, 0, ending .. '\\n' .. key)
  end
  redis.call('HSET', names, key, lines)
end`;

const FIND = `
local found, seen = {}, {}
for i = 3, #ARGV do
  local last = ARGV[1] == 'begins' and ARGV[i] .. '\\244\\143\\191\\191' or ARGV[i] .. '\\n\\255'
  local first = ARGV[1] == 'begins' and ARGV[i] or ARGV[i] .. '\\n'
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], '[' .. first, '(' .. last, 'LIMIT', 0, ARGV[2])) do
    local key = string.match(member, '\\n(.*)$')
    if not seen[key] then
      seen[key] = true
      found[#found + 1] = key
    end
  end
end
return found`;

/** The names of a device as the scripts take them. */
export function nameLines(device: Device): string {
  return looksOf(device)
    .map((look) => `${textKey(look)}\t${textKey(reversed(look))}`)
    .join('\n');
}

/** Devices with a name of one of these looks, in the order of their serials' keys. */
export async function findByLooks(link: RedisLink, looks: string[], limit: number): Promise<Device[]> {
  const portions = inPortions(looks.map(textKey), LOOKS_PER_COMMAND);
  const runs = ALL_SHARDS.flatMap((shard) => {
    const keys = [link.shardKey(shard, 'looks')];
    return portions.map((portion) => ({ keys, values: ['is', limit, ...portion] }));
  });
  return devicesOf(link, await link.runAll(FIND, runs), limit);
}

/** Devices with a name whose look ends so. */
export async function findByEnding(link: RedisLink, look: string, limit: number): Promise<Device[]> {
  const values = ['begins', limit, textKey(reversed(look))];
  const runs = ALL_SHARDS.map((shard) => ({ keys: [link.shardKey(shard, 'endings')], values }));
  return devicesOf(link, await link.runAll(FIND, runs), limit);
}

async function devicesOf(link: RedisLink, replies: unknown[], limit: number): Promise<Device[]> {
  const keys = new Set(replies.flatMap(listOf).map(textIn));
  return getDevices(link, [...keys].sort(compareBytes).slice(0, limit));
}
