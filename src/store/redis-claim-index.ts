import { randomUUID } from 'node:crypto';
import type { ClaimEvent, ClaimStatus, NewClaim } from '../core/claim.ts';
import { beginClaim, beginFirstFetch } from './beginnings.ts';
import { countsOf, listsOf } from './claim-entries.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

// A claim has its own place in a cluster and the lists of all claims have another, so no step can change both at once. Therefore: what will change a claim
// is noted beside the lists first (a mark, or the whole claim while it is new), then the claim is changed, then the lists follow and the note goes. Whoever
// reads the lists does what the notes of a process that ended say is left. Lists follow a claim's `version`, so that a late one cannot undo a newer one.

/** A mark so old is nobody's work any more: each of its three commands ends after ten seconds. Units: milliseconds. */
const STALE_MARK_MS = 60_000;

/** What the lists hold of a claim. */
export type ClaimFacts = {
  version: number;
  status: ClaimStatus;
  isUnfinished: boolean;
  /** Its events, where it was ever resolved or rang a bell; what is counted and listed of it follows from them. */
  events: ClaimEvent[];
};

/** Lua: the facts of the claim whose head is KEYS[1]. */
export const FACTS = `
local function facts()
  local h = redis.call('HMGET', KEYS[1], 'version', 'status', 'revision', 'shown', 'unsealed')
  local unfinished = tonumber(h[4]) < tonumber(h[3]) or tonumber(h[5]) > 0
  local events = redis.call('HGET', KEYS[1], 'events')
  local listed = string.find(events, '"what":"resolved"', 1, true) or string.find(events, '"what":"rang"', 1, true)
  return { h[1], h[2], unfinished and 1 or 0, listed and events or '' }
end`;

const BEGIN = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept and kept ~= ARGV[6] then return { 'kept', kept, redis.call('HGET', KEYS[3], kept) } end
if ARGV[4] ~= '*' and (redis.call('HGET', KEYS[4], ARGV[3]) or '') ~= ARGV[4] then return { 'again' } end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[5])
  return { 'joins', ARGV[5] }
end
local id = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], id)
redis.call('HSET', KEYS[3], id, ARGV[2])
redis.call('HSET', KEYS[4], ARGV[3], id)
return { 'new', id, ARGV[2] }`;

/**
 * What was seen of a device's claims before one of it is begun: its newest (`*` where that does not matter), and the one that is to be joined where there is one.
 * `left` is a claim that this delivery was to join and that was resolved in between.
 */
export type Seen = { newest: string; joins?: number | undefined; left?: number | undefined };

/** What became of a delivery; `again` where the device has a newer claim than was seen. `said` is the claim as it was handed in, while it may not have been made yet. */
export type Begun = { kind: 'kept' | 'new' | 'joins'; id: number; said: string | undefined } | { kind: 'again' };

/** The newest claim of a device that was begun, as far as it was noted; of a store that was filled by a copy nothing is. */
export async function newestOf(link: RedisLink, serial: string): Promise<string> {
  return (await link.redis.hget(link.key('claims', 'newest'), serialKey(serial))) ?? '';
}

/** Gives a delivery's claim its number, or the number of the claim it joins. */
export async function beginInLists(link: RedisLink, claim: NewClaim, seen: Seen): Promise<Begun> {
  const keys = ['source', 'last', 'new', 'newest'].map((name) => link.key('claims', name));
  const seenBefore = [seen.newest, seen.joins ?? '', seen.left ?? ''];
  const values = [textKey(claim.sourceKey), toJson(claim), serialKey(claim.serial), ...seenBefore];
  const [word, id, said] = listOf(await link.run(BEGIN, keys, values));
  const kind = textIn(word);
  if (kind !== 'kept' && kind !== 'new' && kind !== 'joins') return { kind: 'again' };
  return { kind, id: numberIn(id), said: typeof said === 'string' ? said : undefined };
}

const MAKE = `${FACTS}
if redis.call('EXISTS', KEYS[1]) == 1 then return { 0, facts() } end
redis.call('HSET', KEYS[1], 'said', ARGV[1], 'status', ARGV[2], 'events', ARGV[3],
  'revision', 1, 'shown', 0, 'fetches', 1, 'unsealed', 1, 'version', 1)
redis.call('HSET', KEYS[2], 0, ARGV[4])
redis.call('HSET', KEYS[3], ARGV[5], 0)
return { 1, facts() }`;

/** Makes a claim that has its number, and lists it; again changes nothing. */
export async function makeClaim(link: RedisLink, id: number, said: string): Promise<{ isNew: boolean }> {
  const claim: NewClaim = JSON.parse(said);
  const begun = beginClaim(0, claim);
  const first = beginFirstFetch(claim);
  const keys = ['head', 'fetch', 'fetch-key'].map((name) => link.claimKey(id, name));
  const values = [said, begun.status, begun.events.map(toJson).join(','), toJson(first), textKey(first.key)];
  const [isNew, facts] = listOf(await link.run(MAKE, keys, values));
  await settle(link, id, { facts: toFacts(facts), serial: claim.serial });
  return { isNew: numberIn(isNew) === 1 };
}

const MARK = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])`;

/**
 * Changes a claim in a way that its lists must follow. `change` gives the facts as they are after it, or undefined where there was nothing to change.
 * Fails: with the change's error; the lists follow at their next reading, should the claim have been changed all the same.
 */
export async function changeListed<T extends { facts: ClaimFacts }>(
  link: RedisLink,
  id: number,
  change: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const mark = `${id}:${randomUUID()}`;
  await link.run(MARK, [link.key('claims', 'marks')], [mark]);
  const changed = await change();
  if (changed === undefined) await link.redis.zrem(link.key('claims', 'marks'), mark);
  else await settle(link, id, { facts: changed.facts, mark });
  return changed;
}

const SETTLE = `
local id, version, status, unfinished, serial, mark = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local entered = ARGV[7]
local function enter(text, amount)
  for name in string.gmatch(text, '[^\\n]+') do
    local list = string.match(name, '^%+(.*)$')
    if not list then redis.call('HINCRBY', KEYS[9], name, amount)
    elseif amount > 0 then redis.call('ZADD', KEYS[10] .. list, id, id)
    else redis.call('ZREM', KEYS[10] .. list, id) end
  end
end
local listed = redis.call('HGET', KEYS[1], id)
if not listed and serial == '' then return 0 end
local at, was = string.match(listed or '', '^(%d+) (.*)$')
if not at or tonumber(at) <= version then
  if was and was ~= status then redis.call('ZREM', KEYS[5] .. was, id) end
  redis.call('ZADD', KEYS[5] .. status, id, id)
  redis.call('HSET', KEYS[1], id, version .. ' ' .. status)
  if unfinished == '1' then redis.call('ZADD', KEYS[4], id, id) else redis.call('ZREM', KEYS[4], id) end
  local before = redis.call('HGET', KEYS[8], id) or ''
  if before ~= entered then
    enter(before, -1)
    enter(entered, 1)
    redis.call('HSET', KEYS[8], id, entered)
  end
end
if serial ~= '' then
  redis.call('ZADD', KEYS[6], id, id)
  redis.call('ZADD', KEYS[7] .. string.sub(serial, 2), id, id)
  redis.call('HDEL', KEYS[3], id)
end
if mark ~= '' then redis.call('ZREM', KEYS[2], mark) end
return 1`;

/** Lists a claim as its facts say, unless it is listed by newer ones. `serial` is given once, when it is new. */
export async function settle(
  link: RedisLink,
  id: number,
  told: { facts: ClaimFacts; serial?: string; mark?: string },
): Promise<void> {
  const { facts, serial, mark = '' } = told;
  const names = ['listed', 'marks', 'new', 'unfinished', 'status:', 'all', 'serial:', 'counted', 'counts', 'list:'];
  const keys = names.map((name) => link.key('claims', name));
  const found = serial === undefined ? '' : `=${serialKey(serial)}`;
  const { version, status, isUnfinished } = facts;
  const entered = [...countsOf(facts), ...listsOf(facts).map((name) => `+${name}`)].join('\n');
  const values = [id, version, status, isUnfinished ? 1 : 0, found, mark, entered];
  const known = numberIn(await link.run(SETTLE, keys, values));
  if (known === 1) return;
  const body = await link.redis.hget(link.claimKey(id, 'head'), 'said');
  const claim: NewClaim = JSON.parse(textIn(body));
  await settle(link, id, { ...told, serial: claim.serial });
}

const LEFT = `
local time = redis.call('TIME')
return { redis.call('HGETALL', KEYS[1]), redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES'),
  time[1] * 1000 + math.floor(time[2] / 1000) }`;

/** Lua: the facts of one claim, nothing where it is not there. */
export const READ_FACTS = `${FACTS}
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return facts()`;

/**
 * What the lists say once nothing is left to do in them. They are asked right behind the question whether there is, and again where there was: mostly
 * there is nothing, and a claim waits for one answer instead of two.
 */
export async function readSettled<T>(link: RedisLink, read: () => Promise<T>): Promise<T> {
  const [wasLeft, found] = await link.readBehind(() => settleLeft(link), read);
  return wasLeft ? read() : found;
}

/** Does what a process that ended, or lost its connection, has left to do in the lists, and tells whether anything was. Marks of work that may still run stay. */
async function settleLeft(link: RedisLink): Promise<boolean> {
  const keys = ['new', 'marks'].map((name) => link.key('claims', name));
  const [made, marked, now] = listOf(await link.run(LEFT, keys, []));
  const news = listOf(made).map(String);
  for (let i = 0; i < news.length; i += 2) await makeClaim(link, Number(news[i]), news[i + 1] ?? '');
  const marks = listOf(marked).map(String);
  for (let i = 0; i < marks.length; i += 2) {
    const mark = marks[i] ?? '';
    const isStale = numberIn(now) - Number(marks[i + 1]) > STALE_MARK_MS;
    await settleMark(link, mark, isStale);
  }
  return news.length > 0 || marks.length > 0;
}

async function settleMark(link: RedisLink, mark: string, isStale: boolean): Promise<void> {
  const id = Number.parseInt(mark, 10);
  const facts = await link.run(READ_FACTS, [link.claimKey(id, 'head')], []);
  if (facts !== null) await settle(link, id, { facts: toFacts(facts), ...(isStale ? { mark } : {}) });
  else if (isStale) await link.redis.zrem(link.key('claims', 'marks'), mark);
}

/** Reads facts as scripts give them. */
export function toFacts(reply: unknown): ClaimFacts {
  const [version, status, isUnfinished, events] = listOf(reply);
  return {
    version: numberIn(version),
    status: statusOf(textIn(status)),
    isUnfinished: numberIn(isUnfinished) === 1,
    events: JSON.parse(`[${textIn(events)}]`),
  };
}

function statusOf(text: string): ClaimStatus {
  return text === 'resolved' || text === 'taken' ? text : 'open';
}
