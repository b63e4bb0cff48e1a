import type { Device } from '../core/device.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { byShard } from './redis-keys.ts';
import { listOf } from './redis-reply.ts';

const DEVICES_PER_COMMAND = 500;

/** Devices by their keys, in the order given; those that are not there are left out. */
export async function getDevices(link: RedisLink, keys: string[]): Promise<Device[]> {
  const found = new Map<string, Device>();
  const asked = byShard(keys, (key) => key).flatMap(([shard, ofShard]) =>
    inPortions(ofShard, DEVICES_PER_COMMAND).map((portion) => ({ shard, portion })),
  );
  const replies = await link.bulk(
    asked.map(({ shard, portion }) => ['HMGET', link.shardKey(shard, 'body'), ...portion]),
  );
  asked.forEach(({ portion }, i) => {
    listOf(replies[i]).forEach((body, at) => {
      if (typeof body === 'string') found.set(portion[at] ?? '', JSON.parse(body));
    });
  });
  return keys.flatMap((key) => found.get(key) ?? []);
}
