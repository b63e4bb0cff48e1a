import type { Device } from '../core/device.ts';
import { modelKey } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';

/** Which way of making model keys the lists of a Redis follow; it grows whenever the way changes. Without a mark it was the name, case aside. */
const MODEL_KEYS = '2';
const DEVICES_PER_COMMAND = 500;

/** A device that was written anew meanwhile has its key from whoever wrote it. */
const RENEW = `
for i = 1, #ARGV, 3 do
  local key, body, model = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = redis.call('HGET', KEYS[2], key)
  if old ~= model and redis.call('HGET', KEYS[1], key) == body then
    if old then redis.call('SREM', KEYS[3] .. old, key) end
    redis.call('HSET', KEYS[2], key, model)
    redis.call('SADD', KEYS[3] .. model, key)
  end
end`;

/**
 * Lists each device under the key its model has now, once for a Redis that an older program wrote.
 * Fails: when the server is down; what was done by then stays, and the next to open it does the rest.
 */
export async function renewModelKeys(link: RedisLink): Promise<void> {
  const mark = link.key('devices', 'model-keys');
  if ((await link.redis.get(mark)) === MODEL_KEYS) return;
  const keys = ['body', 'model', 'of-model:'].map((name) => link.key('devices', name));
  const bodies = Object.entries(await link.redis.hgetall(link.key('devices', 'body')));
  for (const portion of inPortions(bodies, DEVICES_PER_COMMAND)) {
    const values = portion.flatMap(([key, body]) => {
      const device: Device = JSON.parse(body);
      return [key, body, modelKey(device)];
    });
    await link.run(RENEW, keys, values);
  }
  await link.redis.set(mark, MODEL_KEYS);
}
