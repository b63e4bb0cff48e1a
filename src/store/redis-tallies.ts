import { serialKey, textKey, toJson } from './keys.ts';
import { EVERYTHING } from './merge-readings.ts';
import type { RedisLink } from './redis-connection.ts';
import { getDevices } from './redis-device-bodies.ts';
import { countedModels, dueKey, markDue, NOW } from './redis-due.ts';
import { ALL_SHARDS } from './redis-keys.ts';
import { learntOf } from './redis-learnt.ts';
import { valuesOf } from './redis-readings.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';
import { headOf, partsKey, valuesOfTally, writtenByKey } from './redis-sums.ts';
import type { Due, TallyChange, TallyKeeper } from './sum-up.ts';
import { itemOfPart } from './tally-form.ts';
import type { Words } from './words.ts';

/** Begins a model's sums anew where nobody has written them since; every device of it was made due before. */
const BEGIN = `
local base, writes = ARGV[1], tonumber(ARGV[2])
if tonumber(redis.call('HGET', KEYS[1], 'writes') or '0') ~= writes - 1 then return 0 end
for _, item in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('UNLINK', base .. 'parts:' .. item) end
for _, customer in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('UNLINK', base .. 'of:' .. customer) end
for i = 2, #KEYS do redis.call('UNLINK', KEYS[i]) end
redis.call('HSET', KEYS[1], 'writes', ARGV[2], 'ready', '0', 'body', ARGV[3])
return 1`;
const BEGIN_KEYS = ['head', 'items', 'customers', 'tallies', 'customer-of', 'by-spread'];

/** Gives some devices that are due, each with its moment. Until all were counted once, those that are only noted are counted too; they stay due. */
const DUE = `${NOW}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', moment(now), 'WITHSCORES', 'LIMIT', 0, ARGV[1])
if redis.call('HGET', KEYS[2], 'ready') == '1' or #due >= 2 * ARGV[1] then return due end
due = redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES')
for i = 2, #due, 2 do if tonumber(due[i]) > now then due[i] = '' end end
return due`;

const IS_DUE = `${NOW}
local ready = redis.call('HGET', KEYS[2], 'ready')
if ready == '0' then return 1 end
if not ready then return 0 end
return #redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', moment(now), 'LIMIT', 0, 1)`;

/** Writes a change where the head is what it was when the change was worked out: head, so many parts, so many tallies, and what was done. */
const COMMIT = `
local head, tallies, customerOf, spread, due = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local base, writes = ARGV[1], tonumber(ARGV[2])
if tonumber(redis.call('HGET', head, 'writes') or '0') ~= writes - 1 then return 0 end
redis.call('HSET', head, 'writes', ARGV[2], 'ready', ARGV[3], 'body', ARGV[4])
local at = 7
for i = 1, tonumber(ARGV[5]) do
  local item, name, octets = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if octets == '' then redis.call('HDEL', base .. 'parts:' .. item, name)
  else
    redis.call('HSET', base .. 'parts:' .. item, name, octets)
    redis.call('SADD', KEYS[6], item)
  end
  at = at + 3
end
for i = 1, tonumber(ARGV[6]) do
  local key, customer, place, body = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local before = redis.call('HGET', customerOf, key)
  if place == '' then redis.call('ZREM', spread, key) else redis.call('ZADD', spread, place, key) end
  if before and (body == '' or before ~= customer) then redis.call('SREM', base .. 'of:' .. before, key) end
  if body == '' then
    redis.call('HDEL', tallies, key)
    redis.call('HDEL', customerOf, key)
  else
    redis.call('HSET', tallies, key, body)
    if before ~= customer then
      redis.call('HSET', customerOf, key, customer)
      redis.call('SADD', base .. 'of:' .. customer, key)
      redis.call('SADD', KEYS[7], customer)
    end
  end
  at = at + 4
end
for i = at, #ARGV, 2 do
  if redis.call('ZSCORE', due, ARGV[i]) == ARGV[i + 1] then redis.call('ZREM', due, ARGV[i]) end
end
return 1`;
const COMMIT_KEYS = ['head', 'tallies', 'customer-of', 'by-spread', 'due', 'items', 'customers'];

/** The models with devices that are due. */
export async function listDueModels(link: RedisLink): Promise<string[]> {
  const models = await countedModels(link);
  const replies = await link.runAll(
    IS_DUE,
    models.map((model) => ({ keys: [dueKey(link, model), link.sumsKey(model, 'head')], values: [] })),
  );
  return models.filter((_, i) => numberIn(replies[i]) === 1);
}

/** Keeps summaries in Redis, each on one node; what stands of a device may be on others, and is made due by who changes it. */
export function openTallyKeeper(link: RedisLink, words: () => Words): TallyKeeper {
  return {
    head: (model) => headOf(link, model),
    async begin(model, head) {
      // From here on who changes a device makes it due, so that none is overlooked that changes while the others are listed.
      await link.redis.sadd(link.key('sums', 'models'), model);
      for (const shard of ALL_SHARDS) {
        await markDue(link, model, await link.redis.smembers(link.shardKey(shard, `of-model:${model}`)));
      }
      const keys = BEGIN_KEYS.map((name) => link.sumsKey(model, name));
      await link.run(BEGIN, keys, [link.sumsKey(model, ''), head.writes, toJson(head)]);
    },
    async due(model, limit): Promise<Due[]> {
      const flat = listOf(await link.run(DUE, [dueKey(link, model), link.sumsKey(model, 'head')], [limit])).map(textIn);
      return flat.flatMap((key, i) => (i % 2 === 0 ? [{ key, mark: flat[i + 1] ?? '' }] : []));
    },
    async devices(model, keys) {
      const [devices, learnt, readings, before] = await Promise.all([
        getDevices(link, keys),
        learntOf(link, keys),
        valuesOf(link, words(), keys, EVERYTHING),
        writtenByKey(link, model, keys),
      ]);
      const known = new Map(devices.map((device) => [serialKey(device.serial), device]));
      return keys.map((key, i) => ({
        device: known.get(key),
        learnt: learnt[i],
        readings: readings[i] ?? [],
        before: before[i],
      }));
    },
    async parts(model, names) {
      const asked = names.map((name) => ['HGET', partsKey(link, model, itemOfPart(name)), name] as const);
      return (await link.bulkBuffers(asked)).map((octets) => (Buffer.isBuffer(octets) ? octets : undefined));
    },
    commit: (model, change) => commit(link, model, change),
  };
}

async function commit(link: RedisLink, model: string, { head, parts, tallies, done }: TallyChange): Promise<boolean> {
  const keys = COMMIT_KEYS.map((name) => link.sumsKey(model, name));
  const reply = await link.run(COMMIT, keys, [
    link.sumsKey(model, ''),
    head.writes,
    head.isReady ? 1 : 0,
    toJson(head),
    parts.size,
    tallies.size,
    ...[...parts].flatMap(([name, octets]) => [
      textKey(itemOfPart(name)),
      name,
      octets === undefined ? '' : Buffer.from(octets),
    ]),
    ...[...tallies].flatMap(([key, tally]) => valuesOfTally(key, tally)),
    ...done.flatMap(({ key, mark }) => [key, mark]),
  ]);
  return numberIn(reply) === 1;
}
