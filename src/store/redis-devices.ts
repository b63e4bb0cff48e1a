import type { Device } from '../core/device.ts';
import { stableJson } from '../core/stable-json.ts';
import { compareBytes, sortByBytes } from './byte-order.ts';
import { fromTextKey, modelKey, serialKey, siteKey, textKey } from './keys.ts';
import { getDevices } from './redis-device-bodies.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { changeDevices } from './redis-due.ts';
import { ALL_SHARDS, byShard, shardOf } from './redis-keys.ts';
import { NAME_DEVICE, nameLines } from './redis-names.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';
import { PLACE_DEVICE, SITE_KEYS } from './redis-sites.ts';

const DEVICES_PER_COMMAND = 500;

const PUT_KEYS = ['body', 'serial', 'model', 'of-model:', 'names', 'looks', 'endings', 'order', ...SITE_KEYS];

const PUT = `${NAME_DEVICE}${PLACE_DEVICE}
local added, changed, same = 0, 0, 0
for i = 1, #ARGV, 6 do
  local key, serial, model, body = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local kept = redis.call('HGET', KEYS[1], key)
  if kept == body then
    same = same + 1
  else
    if kept then
      changed = changed + 1
      redis.call('SREM', KEYS[4] .. redis.call('HGET', KEYS[3], key), key)
    else
      added = added + 1
    end
    redis.call('HSET', KEYS[1], key, body)
    redis.call('HSET', KEYS[2], key, serial)
    redis.call('HSET', KEYS[3], key, model)
    redis.call('SADD', KEYS[4] .. model, key)
    redis.call('ZADD', KEYS[8], 0, key)
    nameDevice(KEYS[5], KEYS[6], KEYS[7], key, ARGV[i + 4])
    placeDevice(KEYS[9], KEYS[10], key, ARGV[i + 5])
  end
end
return { added, changed, same }`;

/** A model with more devices in one shard is listed in several steps, since what one does holds up everybody else. */
const MOST_OF_MODEL = 1_000;

/**
 * The keys of a model's devices in one shard, a line each, and all of them as one JSON list; the keys alone where they are more than so many. Texts of
 * their own cost us several times what they cost as one.
 */
const OF_MODEL = `
local keys = redis.call('SMEMBERS', KEYS[1])
if #keys == 0 then return {} end
local names = table.concat(keys, '\\n')
if #keys > tonumber(ARGV[1]) then return { names } end
local bodies = redis.call('HMGET', KEYS[2], unpack(keys))
for i = 1, #keys do bodies[i] = bodies[i] or 'null' end
return { names, '[' .. table.concat(bodies, ',') .. ']' }`;

/** Adds or replaces devices and counts what became of them; a batch of many thousands is written in several steps. */
export async function putDevices(
  link: RedisLink,
  devices: Device[],
): Promise<{ added: number; changed: number; same: number }> {
  const runs = byShard(devices, (device) => serialKey(device.serial)).flatMap(([shard, ofShard]) => {
    const keys = PUT_KEYS.map((name) => link.shardKey(shard, name));
    return inPortions(ofShard, DEVICES_PER_COMMAND).map((portion) => ({ keys, values: portion.flatMap(valuesOf) }));
  });
  const counts = { added: 0, changed: 0, same: 0 };
  const changed = devices.map((device) => ({ key: serialKey(device.serial), model: modelKey(device) }));
  for (const reply of await changeDevices(link, changed, () => link.runAll(PUT, runs))) {
    const [added, changed, same] = listOf(reply);
    counts.added += numberIn(added);
    counts.changed += numberIn(changed);
    counts.same += numberIn(same);
  }
  return counts;
}

function valuesOf(device: Device): string[] {
  const [key, site] = [serialKey(device.serial), siteKey(device) ?? ''];
  return [key, textKey(device.serial), modelKey(device), stableJson(device), nameLines(device), site];
}

/** The device of a serial, case and spaces aside. */
export async function getDevice(link: RedisLink, serial: string): Promise<Device | undefined> {
  const key = serialKey(serial);
  const body = await link.redis.hget(link.shardKey(shardOf(key), 'body'), key);
  return body === null ? undefined : JSON.parse(body);
}

/** All serials as they were registered, in the order of their keys. */
export async function listSerials(link: RedisLink): Promise<string[]> {
  const shards = await link.bulk(ALL_SHARDS.map((shard) => ['HGETALL', link.shardKey(shard, 'serial')]));
  const serials = shards.flatMap((reply) => inPortions(listOf(reply).map(textIn), 2));
  return serials.sort(([a = ''], [b = '']) => compareBytes(a, b)).map(([, serial = '']) => fromTextKey(serial));
}

/** All devices of a model, whichever way it is written, in the order of their serials' keys. */
export async function listDevicesOfModel(link: RedisLink, model: string): Promise<Device[]> {
  const wanted = modelKey({ model });
  const runs = ALL_SHARDS.map((shard) => ({
    keys: [link.shardKey(shard, `of-model:${wanted}`), link.shardKey(shard, 'body')],
    values: [MOST_OF_MODEL],
  }));
  const found = new Map<string, Device>();
  const many: string[] = [];
  for (const reply of await link.runAll(OF_MODEL, runs)) {
    const [names, bodies] = listOf(reply);
    if (names === undefined) continue;
    const keys = textIn(names).split('\n');
    if (bodies === undefined) {
      for (const key of keys) many.push(key);
      continue;
    }
    const devices: (Device | null)[] = JSON.parse(textIn(bodies));
    for (const [i, device] of devices.entries()) if (device !== null) found.set(keys[i] ?? '', device);
  }
  // One may have changed its model between the two questions; to work out its key anew would cost as much as all else.
  const others = await getDevices(link, many, { name: 'model', value: wanted });
  for (const device of others) found.set(serialKey(device.serial), device);
  return sortByBytes([...found.keys()]).flatMap((key) => found.get(key) ?? []);
}

/** Devices of one customer's site, in the order of their serials' keys. */
export async function listDevicesOfSite(link: RedisLink, customer: string, site: string): Promise<Device[]> {
  const wanted = siteKey({ customer, site });
  if (wanted === undefined) return [];
  const sets = await link.bulk(ALL_SHARDS.map((shard) => ['SMEMBERS', link.shardKey(shard, `of-site:${wanted}`)]));
  const keys = sets.flatMap((reply) => listOf(reply).map(textIn)).sort(compareBytes);
  // One may have been moved between the two questions.
  return (await getDevices(link, keys)).filter((device) => siteKey(device) === wanted);
}

/** How many devices are registered. */
export async function countDevices(link: RedisLink): Promise<number> {
  const counts = await link.bulk(ALL_SHARDS.map((shard) => ['HLEN', link.shardKey(shard, 'body')]));
  return counts.reduce<number>((sum, count) => sum + numberIn(count), 0);
}

/** How many devices a model has, counted up to `most`. */
export async function countOfModel(link: RedisLink, model: string, most: number): Promise<number> {
  const list = `of-model:${modelKey({ model })}`;
  const counts = await link.bulk(ALL_SHARDS.map((shard) => ['SCARD', link.shardKey(shard, list)]));
  return Math.min(
    most,
    counts.reduce<number>((sum, count) => sum + numberIn(count), 0),
  );
}

/** The next devices after a serial, in the order of their serials' keys. */
export async function pageDevices(
  link: RedisLink,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Device[]> {
  return getDevices(link, await pageKeys(link, after === undefined ? undefined : serialKey(after), limit));
}

/** Every shard is asked for about its share of a page, and for more where it holds more of it. */
async function pageKeys(link: RedisLink, after: string | undefined, limit: number): Promise<string[]> {
  const shards = ALL_SHARDS.map((shard) => ({
    order: link.shardKey(shard, 'order'),
    last: after,
    keys: Array<string>(),
    isDone: false,
  }));
  let page: string[] = [];
  while (page.length < limit) {
    const empty = shards.filter((shard) => !shard.isDone && shard.keys.length === 0);
    const share = Math.ceil(((limit - page.length) / shards.length) * 1.3) + 4;
    const replies = await link.bulk(
      empty.map(({ order, last }) => {
        const first = last === undefined ? '-' : `(${last}`;
        return ['ZRANGEBYLEX', order, first, '+', 'LIMIT', 0, share];
      }),
    );
    empty.forEach((shard, i) => {
      shard.keys = listOf(replies[i]).map(textIn);
      shard.last = shard.keys.at(-1) ?? shard.last;
      shard.isDone = shard.keys.length < share;
    });
    const keys = shards.flatMap((shard) => shard.keys).sort(compareBytes);
    if (keys.length === 0) break;
    // Beyond the end of a shard's share others of that shard may follow.
    const ends = shards.filter((shard) => !shard.isDone).map((shard) => shard.last ?? '');
    const end = ends.sort(compareBytes)[0];
    const sure = end === undefined ? keys : keys.filter((key) => compareBytes(key, end) <= 0);
    page = [...page, ...sure];
    const taken = new Set(sure);
    for (const shard of shards) shard.keys = shard.keys.filter((key) => !taken.has(key));
  }
  return page.slice(0, limit);
}
