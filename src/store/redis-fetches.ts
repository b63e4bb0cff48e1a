import type { Fetch } from '../core/dossier.ts';
import { beginFetch } from './beginnings.ts';
import { notFound } from './failures.ts';
import { textKey, toJson } from './keys.ts';
import { claimKeys } from './redis-claims.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

const ADD = `
local id, key = ARGV[1], ARGV[1] .. ':' .. ARGV[2]
local n = redis.call('HGET', KEYS[1], key)
if n then return { 0, n, redis.call('HGET', KEYS[2], id .. ':' .. n) } end
n = redis.call('HGET', KEYS[3], id)
if not n then return false end
redis.call('HSET', KEYS[1], key, n)
redis.call('HSET', KEYS[2], id .. ':' .. n, ARGV[3])
redis.call('HINCRBY', KEYS[3], id, 1)
redis.call('HINCRBY', KEYS[4], id, 1)
redis.call('HINCRBY', KEYS[5], id, 1)
redis.call('ZADD', KEYS[6], id, id)
return { 1, n, ARGV[3] }`;

/**
 * Adds the claim's next fetch, or gives the one that this key made already.
 * Fails: AppError `not_found` when there is no such claim.
 */
export async function addFetch(
  link: RedisLink,
  claimId: number,
  asked: { key: string; by: string; askedAt: number },
): Promise<{ fetch: Fetch; isNew: boolean }> {
  const keys = claimKeys(link, ['fetch-key', 'fetch', 'fetches', 'unsealed', 'revision', 'unfinished']);
  // The script gives the number; the one in the text is never read.
  const reply = await link.run(ADD, keys, [claimId, textKey(asked.key), toJson(beginFetch(0, asked))]);
  if (reply === null) throw notFound(`claim ${claimId}`, { claimId });
  const [isNew, n, body] = listOf(reply);
  return { fetch: toFetch(body, numberIn(n)), isNew: numberIn(isNew) === 1 };
}

const LIST = `
local bodies = {}
for n = 0, (tonumber(redis.call('HGET', KEYS[1], ARGV[1])) or 0) - 1 do
  bodies[n + 1] = redis.call('HGET', KEYS[2], ARGV[1] .. ':' .. n)
end
return bodies`;

/** All fetches of a claim, oldest first. */
export async function listFetches(link: RedisLink, claimId: number): Promise<Fetch[]> {
  const reply = await link.run(LIST, claimKeys(link, ['fetches', 'fetch']), [claimId]);
  return listOf(reply).map(toFetch);
}

const SEAL = `
local field = ARGV[1] .. ':' .. ARGV[2]
if redis.call('HEXISTS', KEYS[1], field) == 0 then return -1 end
if redis.call('HSETNX', KEYS[2], field, 1) == 0 then return 0 end
redis.call('HSET', KEYS[1], field, ARGV[3])
redis.call('HINCRBY', KEYS[3], ARGV[1], -1)
redis.call('HINCRBY', KEYS[4], ARGV[1], 1)
return 1`;

/**
 * Seals a fetch: it is complete from now on and never written again. The claim stays unfinished, for this revision was not shown.
 * Fails: AppError `not_found` when there is no such fetch.
 */
export async function sealFetch(link: RedisLink, claimId: number, fetch: Fetch): Promise<{ sealed: boolean }> {
  const keys = claimKeys(link, ['fetch', 'sealed', 'unsealed', 'revision']);
  const body = toJson({ ...fetch, phase: 'complete' } satisfies Fetch);
  const done = numberIn(await link.run(SEAL, keys, [claimId, fetch.n, body]));
  if (done === -1) throw notFound(`fetch ${fetch.n} of claim ${claimId}`, { claimId, n: fetch.n });
  return { sealed: done === 1 };
}

const SHOWN = `
local id = ARGV[1]
local revision = tonumber(redis.call('HGET', KEYS[1], id))
if not revision then return 0 end
local shown = math.max(tonumber(redis.call('HGET', KEYS[2], id)) or 0, math.min(tonumber(ARGV[2]), revision))
redis.call('HSET', KEYS[2], id, shown)
if shown >= revision and tonumber(redis.call('HGET', KEYS[3], id)) == 0 then redis.call('ZREM', KEYS[4], id) end
return 1`;

/**
 * Notes up to which revision a claim was shown; never past the one it has.
 * Fails: AppError `not_found` when there is no such claim.
 */
export async function markShown(link: RedisLink, claimId: number, revision: number): Promise<void> {
  const keys = claimKeys(link, ['revision', 'shown', 'unsealed', 'unfinished']);
  const known = await link.run(SHOWN, keys, [claimId, revision]);
  if (numberIn(known) === 0) throw notFound(`claim ${claimId}`, { claimId });
}

/** Claims with a fetch that is not sealed or a revision that was not shown, oldest first. */
export async function listUnfinished(link: RedisLink): Promise<number[]> {
  return (await link.redis.zrange(link.key('claims', 'unfinished'), 0, '-1')).map(Number);
}

function toFetch(body: unknown, n: number): Fetch {
  return { ...JSON.parse(textIn(body)), n };
}
