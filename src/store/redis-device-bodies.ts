import type { Device } from '../core/device.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { byShard } from './redis-keys.ts';
import { listOf } from './redis-reply.ts';

const DEVICES_PER_COMMAND = 500;

/**
 * Devices by their keys, in the order given; those that are not there are left out.
 * Shape: `only` those of which a list of their shard holds this value; it is asked behind the devices, and so is never older than they are.
 */
export async function getDevices(
  link: RedisLink,
  keys: string[],
  only?: { name: 'model'; value: string },
): Promise<Device[]> {
  const found = new Map<string, Device>();
  const asked = byShard(keys, (key) => key).flatMap(([shard, ofShard]) =>
    inPortions(ofShard, DEVICES_PER_COMMAND).map((portion) => ({ shard, portion })),
  );
  const lists = ['body', ...(only === undefined ? [] : [only.name])];
  const replies = await link.bulk(
    asked.flatMap(({ shard, portion }) =>
      lists.map((name) => ['HMGET', link.shardKey(shard, name), ...portion] as const),
    ),
  );
  asked.forEach(({ portion }, i) => {
    const [bodies, values] = lists.map((_, list) => listOf(replies[i * lists.length + list]));
    bodies?.forEach((body, at) => {
      if (typeof body !== 'string' || (only !== undefined && values?.[at] !== only.value)) return;
      found.set(portion[at] ?? '', JSON.parse(body));
    });
  });
  return keys.flatMap((key) => found.get(key) ?? []);
}
