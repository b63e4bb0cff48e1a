import type { Slot } from '../core/ports.ts';
import { ROOT_SLOT } from './beginnings.ts';
import { notFound } from './failures.ts';
import { fromTextKey, textKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

/** A slot is four fields of its claim's hash; `at` names the message index, `["channel","ts"]`. */
const SLOT = `
local slots, name = KEYS[1], ARGV[1]
local function get(field) return redis.call('HGET', slots, field .. ' ' .. name) end
local function set(field, value) redis.call('HSET', slots, field .. ' ' .. name, value) end
local function at(index, channel, ts) return index .. '["' .. channel .. '","' .. ts .. '"]' end
local function row() return { name, get('channel'), get('ts'), get('thread'), get('digest') } end`;

const CLAIM = `${SLOT}
local id, channel, thread = ARGV[2], ARGV[3], ARGV[4]
if get('channel') then return { 0, row() } end
if redis.call('HEXISTS', KEYS[4], id) == 0 then return false end
set('channel', channel)
redis.call('RPUSH', KEYS[2], name)
if thread then
  set('thread', thread)
  redis.call('ZADD', at(KEYS[3], channel, thread), id, id .. ':' .. name)
end
return { 1, row() }`;

/**
 * Claims the right to send a slot's message, or gives the slot that was claimed before.
 * Fails: AppError `not_found` when there is no such claim.
 */
export async function claimSlot(
  link: RedisLink,
  wanted: { claimId: number; slot: string; channel: string; threadTs?: string | undefined },
): Promise<{ slot: Slot; isNew: boolean }> {
  const { claimId, slot, channel, threadTs } = wanted;
  const keys = [...slotKeys(link, claimId), link.key('claims', 'thread:'), link.key('claims', 'said')];
  const values = [textKey(slot), claimId, textKey(channel), ...(threadTs === undefined ? [] : [textKey(threadTs)])];
  const reply = await link.run(CLAIM, keys, values);
  if (reply === null) throw notFound(`claim ${claimId}`, { claimId });
  const [isNew, row] = listOf(reply);
  return { slot: toSlot(claimId, row), isNew: numberIn(isNew) === 1 };
}

const FILL = `${SLOT}
local id, channel, ts, digest = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local was, wasTs, thread = get('channel'), get('ts'), get('thread')
if not was then return 0 end
if name == ARGV[6] then
  if wasTs then redis.call('ZREM', at(KEYS[4], was, wasTs), id) end
  redis.call('ZADD', at(KEYS[4], channel, ts), id, id)
end
if thread then
  redis.call('ZREM', at(KEYS[3], was, thread), id .. ':' .. name)
  redis.call('ZADD', at(KEYS[3], channel, thread), id, id .. ':' .. name)
end
set('channel', channel)
set('ts', ts)
set('digest', digest)
return 1`;

/**
 * Notes where a slot's message stands and what it said; again after each edit.
 * Fails: AppError `not_found` when the slot was never claimed.
 */
export async function fillSlot(
  link: RedisLink,
  claimId: number,
  slot: string,
  sent: { ts: string; channel: string; digest: string },
): Promise<void> {
  const keys = [...slotKeys(link, claimId), link.key('claims', 'thread:'), link.key('claims', 'root:')];
  const values = [textKey(sent.channel), textKey(sent.ts), textKey(sent.digest), ROOT_SLOT];
  const known = await link.run(FILL, keys, [textKey(slot), claimId, ...values]);
  if (numberIn(known) === 0) throw notFound(`slot ${slot} of claim ${claimId}`, { claimId, slot });
}

const LIST = `
local rows = {}
for i, name in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  local fields = { name }
  for j, field in ipairs({ 'channel', 'ts', 'thread', 'digest' }) do
    fields[j + 1] = redis.call('HGET', KEYS[1], field .. ' ' .. name)
  end
  rows[i] = fields
end
return rows`;

/** All slots of a claim, in the order they were claimed. */
export async function listSlots(link: RedisLink, claimId: number): Promise<Slot[]> {
  return listOf(await link.run(LIST, slotKeys(link, claimId), [])).map((row) => toSlot(claimId, row));
}

/** The claim of a root message, else the newest claim that has a message in this thread. */
export async function findClaimByMessage(link: RedisLink, channel: string, ts: string): Promise<number | undefined> {
  const message = `["${textKey(channel)}","${textKey(ts)}"]`;
  const newest = (index: string): Promise<string[]> =>
    link.redis.zrevrange(link.key('claims', `${index}:${message}`), 0, 0);
  const [[root], [inThread]] = await Promise.all([newest('root'), newest('thread')]);
  const found = root ?? inThread;
  return found === undefined ? undefined : Number.parseInt(found, 10);
}

function slotKeys(link: RedisLink, claimId: number): string[] {
  return [link.key('claims', `slots:${claimId}`), link.key('claims', `slot-names:${claimId}`)];
}

function toSlot(claimId: number, reply: unknown): Slot {
  const [name, channel, ts, threadTs, digest] = listOf(reply);
  const slot: Slot = { claimId, slot: fromTextKey(textIn(name)), channel: fromTextKey(textIn(channel)) };
  if (ts !== null) slot.ts = fromTextKey(textIn(ts));
  if (threadTs !== null) slot.threadTs = fromTextKey(textIn(threadTs));
  if (digest !== null) slot.digest = fromTextKey(textIn(digest));
  return slot;
}
