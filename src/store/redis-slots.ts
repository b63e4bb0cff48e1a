import type { Slot } from '../core/ports.ts';
import { ROOT_SLOT } from './beginnings.ts';
import { notFound } from './failures.ts';
import { fromTextKey, textKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

// A message is looked up by an index in a place of its own. It is written before the slot it speaks of, and every hit is held against that slot: an entry
// whose slot was never written, or whose message has moved, is passed over.

/** A slot is four fields of its claim's hash. */
const SLOT = `
local slots, name = KEYS[1], ARGV[1]
local function get(field) return redis.call('HGET', slots, field .. ' ' .. name) end
local function set(field, value) redis.call('HSET', slots, field .. ' ' .. name, value) end
local function row() return { name, get('channel'), get('ts'), get('thread'), get('digest') } end`;

const CLAIM = `${SLOT}
local channel, thread = ARGV[2], ARGV[3]
if get('channel') then return { 0, row() } end
if redis.call('EXISTS', KEYS[3]) == 0 then return false end
set('channel', channel)
redis.call('RPUSH', KEYS[2], name)
if thread then set('thread', thread) end
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
  const thread = threadTs === undefined ? [] : [textKey(threadTs)];
  if (threadTs !== undefined) await noteThread(link, claimId, slot, { channel, threadTs });
  const keys = [...slotKeys(link, claimId), link.claimKey(claimId, 'head')];
  const reply = await link.run(CLAIM, keys, [textKey(slot), textKey(channel), ...thread]);
  if (reply === null) throw notFound(`claim ${claimId}`, { claimId });
  const [isNew, row] = listOf(reply);
  return { slot: toSlot(claimId, row), isNew: numberIn(isNew) === 1 };
}

const FILL = `${SLOT}
if not get('channel') then return 0 end
set('channel', ARGV[2])
set('ts', ARGV[3])
set('digest', ARGV[4])
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
  const { channel, ts } = sent;
  const was = await readSlot(link, claimId, textKey(slot));
  if (was.channel !== textKey(channel) || was.ts !== textKey(ts)) {
    if (slot === ROOT_SLOT) await link.redis.zadd(rootKey(link, channel, ts), claimId, claimId);
    if (was.thread !== undefined) {
      await noteThread(link, claimId, slot, { channel, threadTs: fromTextKey(was.thread) });
    }
  }
  const values = [textKey(channel), textKey(ts), textKey(sent.digest)];
  const known = await link.run(FILL, slotKeys(link, claimId), [textKey(slot), ...values]);
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
  const [roots, threads] = await Promise.all([
    link.redis.zrevrange(rootKey(link, channel, ts), 0, -1),
    link.redis.zrevrange(threadKey(link, channel, ts), 0, -1),
  ]);
  for (const id of roots.map(Number)) {
    const slot = await readSlot(link, id, ROOT_SLOT);
    if (slot.channel === textKey(channel) && slot.ts === textKey(ts)) return id;
  }
  // Of one number they stand in the order of their texts; a claim of a higher number comes first whatever its slot.
  for (const member of threads) {
    const id = Number.parseInt(member, 10);
    const slot = await readSlot(link, id, member.slice(member.indexOf(':') + 1));
    if (slot.channel === textKey(channel) && slot.thread === textKey(ts)) return id;
  }
  return undefined;
}

type KeptSlot = Record<'channel' | 'ts' | 'thread', string | undefined>;

async function readSlot(link: RedisLink, claimId: number, name: string): Promise<KeptSlot> {
  const fields = ['channel', 'ts', 'thread'].map((field) => `${field} ${name}`);
  const [channel, ts, thread] = await link.redis.hmget(link.claimKey(claimId, 'slots'), ...fields);
  return { channel: channel ?? undefined, ts: ts ?? undefined, thread: thread ?? undefined };
}

async function noteThread(
  link: RedisLink,
  claimId: number,
  slot: string,
  at: { channel: string; threadTs: string },
): Promise<void> {
  await link.redis.zadd(threadKey(link, at.channel, at.threadTs), claimId, `${claimId}:${textKey(slot)}`);
}

function rootKey(link: RedisLink, channel: string, ts: string): string {
  return link.messageKey(messageName(channel, ts), 'root');
}

function threadKey(link: RedisLink, channel: string, ts: string): string {
  return link.messageKey(messageName(channel, ts), 'thread');
}

function messageName(channel: string, ts: string): string {
  return `["${textKey(channel)}","${textKey(ts)}"]`;
}

function slotKeys(link: RedisLink, claimId: number): string[] {
  return [link.claimKey(claimId, 'slots'), link.claimKey(claimId, 'slot-names')];
}

function toSlot(claimId: number, reply: unknown): Slot {
  const [name, channel, ts, threadTs, digest] = listOf(reply);
  const slot: Slot = { claimId, slot: fromTextKey(textIn(name)), channel: fromTextKey(textIn(channel)) };
  if (ts !== null) slot.ts = fromTextKey(textIn(ts));
  if (threadTs !== null) slot.threadTs = fromTextKey(textIn(threadTs));
  if (digest !== null) slot.digest = fromTextKey(textIn(digest));
  return slot;
}
