import type { Device } from '../core/device.ts';
import { siteKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { ALL_SHARDS } from './redis-keys.ts';
import { scanHash } from './redis-scan.ts';

/** Keys of a shard: the site of each of its devices that has one, and the devices of each site. */
export const SITE_KEYS: readonly string[] = ['site', 'of-site:'];

/** Lua: lists a device under its site, and under none where that is the empty text. */
export const PLACE_DEVICE = `
local function placeDevice(sites, ofSite, key, site)
  local was = redis.call('HGET', sites, key)
  if was and was ~= site then redis.call('SREM', ofSite .. was, key) end
  if site == '' then
    redis.call('HDEL', sites, key)
  else
    redis.call('HSET', sites, key, site)
    redis.call('SADD', ofSite .. site, key)
  end
end`;

/** A device that was changed since it was looked at is left to who changed it. */
const PLACE = `${PLACE_DEVICE}
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then placeDevice(KEYS[2], KEYS[3], ARGV[i], ARGV[i + 2]) end
end
return 1`;

/** Lists the devices of a store from before there were such lists by their sites. */
export async function placeAllDevices(link: RedisLink): Promise<void> {
  for (const shard of ALL_SHARDS) {
    const keys = ['body', ...SITE_KEYS].map((name) => link.shardKey(shard, name));
    for await (const entries of scanHash(link, link.shardKey(shard, 'body'))) {
      const values = entries.flatMap(([key, body]) => {
        const device: Device = JSON.parse(body);
        return [key, body, siteKey(device) ?? ''];
      });
      if (values.length > 0) await link.run(PLACE, keys, values);
    }
  }
}
