import type { Claim, ClaimEvent, ClaimStatus, NewClaim } from '../core/claim.ts';
import { beginClaim, beginFetch, FIRST_FETCH_KEY } from './beginnings.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

const CLAIMS_PER_COMMAND = 200;

/** What a claim is read from: its number, what was said, its status, its events one after the other, its revision. */
const ROW = `
local function row(id)
  return {
    id, redis.call('HGET', KEYS[1], id), redis.call('HGET', KEYS[2], id),
    redis.call('HGET', KEYS[3], id), redis.call('HGET', KEYS[4], id)
  }
end`;
const ROW_KEYS = ['said', 'status', 'events', 'revision'];

const ADD = `${ROW}
local kept = redis.call('HGET', KEYS[5], ARGV[1])
if kept then return { 0, row(kept) } end
local id = redis.call('INCR', KEYS[6])
redis.call('HSET', KEYS[5], ARGV[1], id)
redis.call('HSET', KEYS[1], id, ARGV[2])
redis.call('HSET', KEYS[2], id, ARGV[3])
redis.call('HSET', KEYS[3], id, ARGV[4])
redis.call('HSET', KEYS[4], id, 1)
for i = 7, 10 do redis.call('ZADD', KEYS[i], id, id) end
redis.call('HSET', KEYS[11], id .. ':0', ARGV[5])
redis.call('HSET', KEYS[12], id .. ':' .. ARGV[6], 0)
redis.call('HSET', KEYS[13], id, 1)
redis.call('HSET', KEYS[14], id, 1)
return { 1, row(id) }`;

/** Adds a claim with its first fetch, or gives the claim that this delivery made already. */
export async function addClaim(link: RedisLink, claim: NewClaim): Promise<{ claim: Claim; isNew: boolean }> {
  const begun = beginClaim(0, claim);
  const names = [
    ...ROW_KEYS,
    'source',
    'last',
    'all',
    `status:${begun.status}`,
    `serial:${serialKey(claim.serial)}`,
    'unfinished',
    'fetch',
    'fetch-key',
    'fetches',
    'unsealed',
  ];
  const first = beginFetch(0, { key: FIRST_FETCH_KEY, by: claim.by, askedAt: claim.at });
  const reply = await link.run(ADD, claimKeys(link, names), [
    textKey(claim.sourceKey),
    toJson(claim),
    begun.status,
    begun.events.map(toJson).join(','),
    toJson(first),
    textKey(first.key),
  ]);
  const [isNew, row] = listOf(reply);
  return { claim: toClaim(row), isNew: numberIn(isNew) === 1 };
}

const GET = `${ROW}
local rows = {}
for i, id in ipairs(ARGV) do
  if redis.call('HEXISTS', KEYS[1], id) == 1 then rows[#rows + 1] = row(id) end
end
return rows`;

/** The claim of a number. */
export async function getClaim(link: RedisLink, id: number): Promise<Claim | undefined> {
  const [claim] = await getClaims(link, [`${id}`]);
  return claim;
}

async function getClaims(link: RedisLink, ids: string[]): Promise<Claim[]> {
  const keys = claimKeys(link, ROW_KEYS);
  const replies = await Promise.all(inPortions(ids, CLAIMS_PER_COMMAND).map((portion) => link.run(GET, keys, portion)));
  return replies.flatMap(listOf).map(toClaim);
}

/** Claims that fit the filter, newest first. */
export async function listClaims(
  link: RedisLink,
  filter: { status?: ClaimStatus[]; serial?: string; limit: number },
): Promise<Claim[]> {
  const limit = Math.max(0, Math.floor(filter.limit));
  if (limit === 0) return [];
  const { status, serial } = filter;
  const newest = (name: string, most: number): Promise<string[]> =>
    link.redis.zrevrange(link.key('claims', name), 0, Number.isSafeInteger(most) ? most - 1 : -1);
  if (serial !== undefined) {
    const claims = await getClaims(link, await newest(`serial:${serialKey(serial)}`, Number.POSITIVE_INFINITY));
    return claims.filter((claim) => status?.includes(claim.status) ?? true).slice(0, limit);
  }
  if (status === undefined) return getClaims(link, await newest('all', limit));
  const lists = await Promise.all([...new Set(status)].map((one) => newest(`status:${one}`, limit)));
  const ids = [...new Set(lists.flat())].sort((a, b) => Number(b) - Number(a)).slice(0, limit);
  // One may have changed its status between the two questions.
  return (await getClaims(link, ids)).filter((claim) => status.includes(claim.status));
}

const CHANGE = `${ROW}
local id, status = ARGV[1], ARGV[2]
local was = redis.call('HGET', KEYS[2], id)
if not was then return false end
if status == '' then status = was end
redis.call('ZREM', KEYS[6] .. was, id)
redis.call('ZADD', KEYS[6] .. status, id, id)
redis.call('HSET', KEYS[2], id, status)
redis.call('HSET', KEYS[3], id, redis.call('HGET', KEYS[3], id) .. ',' .. ARGV[3])
redis.call('HINCRBY', KEYS[4], id, 1)
redis.call('ZADD', KEYS[5], id, id)
return row(id)`;

/** Sets the status, appends the event. */
export async function changeClaim(
  link: RedisLink,
  id: number,
  change: { status?: ClaimStatus; event: ClaimEvent },
): Promise<Claim | undefined> {
  const keys = claimKeys(link, [...ROW_KEYS, 'unfinished', 'status:']);
  const reply = await link.run(CHANGE, keys, [id, change.status ?? '', toJson(change.event)]);
  return reply === null ? undefined : toClaim(reply);
}

/** Keys of the claims' subject, in the order a script names them. */
export function claimKeys(link: RedisLink, names: string[]): string[] {
  return names.map((name) => link.key('claims', name));
}

function toClaim(reply: unknown): Claim {
  const [id, said, status, events, revision] = listOf(reply);
  return {
    ...JSON.parse(textIn(said)),
    id: numberIn(id),
    status: textIn(status),
    events: JSON.parse(`[${textIn(events)}]`),
    revision: numberIn(revision),
  };
}
