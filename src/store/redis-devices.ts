import type { Device } from '../core/device.ts';
import { fromTextKey, modelKey, serialKey, stableJson, textKey } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { NAME_DEVICE, nameLines } from './redis-names.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

const DEVICES_PER_COMMAND = 500;

const PUT_KEYS = ['body', 'serial', 'model', 'of-model:', 'names', 'looks', 'endings', 'order'];

const PUT = `${NAME_DEVICE}
local added, changed, same = 0, 0, 0
for i = 1, #ARGV, 5 do
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
  end
end
return { added, changed, same }`;

/** Adds or replaces devices and counts what became of them; a batch of many thousands is written in several steps. */
export async function putDevices(
  link: RedisLink,
  devices: Device[],
): Promise<{ added: number; changed: number; same: number }> {
  const keys = PUT_KEYS.map((name) => link.key('devices', name));
  const steps = inPortions(devices, DEVICES_PER_COMMAND).map((portion) =>
    link.run(
      PUT,
      keys,
      portion.flatMap((device) => [
        serialKey(device.serial),
        textKey(device.serial),
        modelKey(device),
        stableJson(device),
        nameLines(device),
      ]),
    ),
  );
  const counts = { added: 0, changed: 0, same: 0 };
  for (const reply of await Promise.all(steps)) {
    const [added, changed, same] = listOf(reply);
    counts.added += numberIn(added);
    counts.changed += numberIn(changed);
    counts.same += numberIn(same);
  }
  return counts;
}

/** The device of a serial, case and spaces aside. */
export async function getDevice(link: RedisLink, serial: string): Promise<Device | undefined> {
  const body = await link.redis.hget(link.key('devices', 'body'), serialKey(serial));
  return body === null ? undefined : JSON.parse(body);
}

/** All serials as they were registered, in the order of their keys. */
export async function listSerials(link: RedisLink): Promise<string[]> {
  const serials = await link.redis.hgetall(link.key('devices', 'serial'));
  return Object.keys(serials)
    .sort()
    .map((key) => fromTextKey(textIn(serials[key])));
}

/** All devices of a model, whichever way it is written, in the order of their serials' keys. */
export async function listDevicesOfModel(link: RedisLink, model: string): Promise<Device[]> {
  const wanted = modelKey({ model });
  const keys = await link.redis.smembers(link.key('devices', `of-model:${wanted}`));
  const bodies = await Promise.all(
    inPortions(keys.sort(), DEVICES_PER_COMMAND).map((portion) =>
      link.redis.hmget(link.key('devices', 'body'), ...portion),
    ),
  );
  const devices = bodies.flat().flatMap((body): Device[] => (body === null ? [] : [JSON.parse(body)]));
  // One may have changed its model between the two questions.
  return devices.filter((device) => modelKey(device) === wanted);
}

/** How many devices are registered. */
export function countDevices(link: RedisLink): Promise<number> {
  return link.redis.hlen(link.key('devices', 'body'));
}

/** The next devices after a serial, in the order of their serials' keys. */
export async function pageDevices(
  link: RedisLink,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Device[]> {
  const first = after === undefined ? '-' : `(${serialKey(after)}`;
  const keys = await link.redis.zrangebylex(link.key('devices', 'order'), first, '+', 'LIMIT', 0, limit);
  if (keys.length === 0) return [];
  const bodies = await link.redis.hmget(link.key('devices', 'body'), ...keys);
  return bodies.flatMap((body): Device[] => (body === null ? [] : [JSON.parse(body)]));
}
