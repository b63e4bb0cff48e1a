import { AppError } from '../core/errors.ts';
import { learn, type Learnt, type Sighting, stateOf } from '../core/learnt.ts';
import { serialKey, toJson } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { changeDevices } from './redis-due.ts';
import { byShard } from './redis-keys.ts';
import { listOf, textIn } from './redis-reply.ts';

const DEVICES_PER_COMMAND = 500;
/** Another process that writes the same devices at every one of so many tries is a fault of ours. */
const MOST_TRIES = 50;

/** Writes what was learnt where it is still what it was when it was read, and names those where it is not. An empty text stands for nothing. */
const SWAP = `
local missed = {}
for i = 1, #ARGV, 3 do
  local kept = redis.call('HGET', KEYS[1], ARGV[i]) or ''
  if kept == ARGV[i + 1] then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
  else missed[#missed + 1] = ARGV[i] end
end
return missed`;

/**
 * Takes sightings in, those of one device together.
 * Fails: when the server is down; what was written by then stays.
 */
export async function learnDevices(link: RedisLink, sightings: Sighting[]): Promise<void> {
  const ofDevice = new Map<string, Sighting[]>();
  for (const seen of sightings) {
    const key = serialKey(seen.serial);
    const known = ofDevice.get(key);
    if (known === undefined) ofDevice.set(key, [seen]);
    else known.push(seen);
  }
  for (const [shard, seen] of byShard([...ofDevice], ([key]) => key)) {
    for (const portion of inPortions(seen, DEVICES_PER_COMMAND)) {
      await swapIn(link, link.shardKey(shard, 'learnt'), new Map(portion));
    }
  }
}

async function swapIn(link: RedisLink, hash: string, sightings: Map<string, Sighting[]>): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const entries = [...sightings];
    const bodies = await link.redis.hmget(hash, ...sightings.keys());
    const otherState: { key: string }[] = [];
    const values = entries.flatMap(([key, seen], index) => {
      const body = bodies[index] ?? '';
      const before: Learnt | undefined = body === '' ? undefined : JSON.parse(body);
      const after = seen.reduce<Learnt | undefined>(learn, before);
      if (stateOf({}, before) !== stateOf({}, after)) otherState.push({ key });
      return [key, body, toJson(after)];
    });
    const reply = await changeDevices(link, otherState, () => link.run(SWAP, [hash], values));
    const missed = new Set(listOf(reply).map(textIn));
    if (missed.size === 0) return;
    for (const [key] of entries) if (!missed.has(key)) sightings.delete(key);
  }
  throw new AppError('store_failed', 'what was learnt of devices was changed by others again and again');
}

/** What was learnt of each device, in the order given. */
export function listLearnt(link: RedisLink, serials: string[]): Promise<(Learnt | undefined)[]> {
  return learntOf(link, serials.map(serialKey));
}

/** What was learnt of the devices of these keys, in the order given. */
export async function learntOf(link: RedisLink, keys: string[]): Promise<(Learnt | undefined)[]> {
  const found = new Map<string, Learnt>();
  const asked = byShard([...new Set(keys)], (key) => key).flatMap(([shard, ofShard]) =>
    inPortions(ofShard, DEVICES_PER_COMMAND).map((portion) => ({ hash: link.shardKey(shard, 'learnt'), portion })),
  );
  const replies = await link.bulk(asked.map(({ hash, portion }) => ['HMGET', hash, ...portion]));
  asked.forEach(({ portion }, i) => {
    listOf(replies[i]).forEach((body, at) => {
      if (typeof body === 'string') found.set(portion[at] ?? '', JSON.parse(body));
    });
  });
  return keys.map((key) => found.get(key));
}
