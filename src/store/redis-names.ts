import type { Device } from '../core/device.ts';
import { looksOf, reversed } from '../core/device-names.ts';
import { textKey } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, textIn } from './redis-reply.ts';

/** Which way of making looks a Redis follows; it grows whenever the way changes. */
const NAMES = '1';
const DEVICES_PER_COMMAND = 500;
const LOOKS_PER_COMMAND = 500;

/** Keys of the names' three sets: what each device is listed under, all names by look, all names by their end. */
const SETS = ['names', 'looks', 'endings'];

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

/** A device without a name of its own is one that an older program wrote. */
const NAME = `${NAME_DEVICE}
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[4], ARGV[i]) == ARGV[i + 1] then
    nameDevice(KEYS[1], KEYS[2], KEYS[3], ARGV[i], ARGV[i + 2])
    redis.call('ZADD', KEYS[5], 0, ARGV[i])
  end
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
  const replies = await Promise.all(
    portions.map((portion) => link.run(FIND, [link.key('devices', 'looks')], ['is', limit, ...portion])),
  );
  return devicesOf(link, replies.flatMap(listOf).map(textIn), limit);
}

/** Devices with a name whose look ends so. */
export async function findByEnding(link: RedisLink, look: string, limit: number): Promise<Device[]> {
  const begin = textKey(reversed(look));
  const keys = listOf(await link.run(FIND, [link.key('devices', 'endings')], ['begins', limit, begin]));
  return devicesOf(link, keys.map(textIn), limit);
}

async function devicesOf(link: RedisLink, keys: string[], limit: number): Promise<Device[]> {
  const wanted = [...new Set(keys)].sort().slice(0, limit);
  if (wanted.length === 0) return [];
  const bodies = await link.redis.hmget(link.key('devices', 'body'), ...wanted);
  return bodies.flatMap((body): Device[] => (body === null ? [] : [JSON.parse(body)]));
}

/**
 * Gives the devices of a Redis that an older program wrote their names, once.
 * Fails: when the server is down; what was done by then stays, and the next to open it does the rest.
 */
export async function nameDevices(link: RedisLink): Promise<void> {
  const mark = link.key('devices', 'names-mark');
  if ((await link.redis.get(mark)) === NAMES) return;
  const keys = [...SETS, 'body', 'order'].map((name) => link.key('devices', name));
  let cursor = '0';
  do {
    const [next, entries] = await link.redis.hscan(link.key('devices', 'body'), cursor, 'COUNT', DEVICES_PER_COMMAND);
    cursor = next;
    const values = inPortions(entries, 2).flatMap(([key = '', body = '']) => {
      const device: Device = JSON.parse(body);
      return [key, body, nameLines(device)];
    });
    if (values.length > 0) await link.run(NAME, keys, values);
  } while (cursor !== '0');
  await link.redis.set(mark, NAMES);
}
