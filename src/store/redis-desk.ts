import { randomUUID } from 'node:crypto';
import type { AuditNote } from '../core/audit.ts';
import type { ChannelSettings } from '../core/channel-settings.ts';
import { fromTextKey, textKey, toJson } from './keys.ts';
import type { RedisCommand } from './redis-commands.ts';
import type { RedisLink } from './redis-connection.ts';
import { textIn } from './redis-reply.ts';

/** Of two notes of one moment, which was first is told by this process' count; the rest of the mark keeps equal notes apart. */
let count = 0;
const MARK_LENGTH = 12 + 36;

/** What is set for a channel. */
export async function getChannel(link: RedisLink, channel: string): Promise<ChannelSettings | undefined> {
  const body = await link.redis.hget(channelsKey(link), textKey(channel));
  return body === null ? undefined : JSON.parse(body);
}

/** Every channel for which something is set. */
export async function listChannels(link: RedisLink): Promise<{ channel: string; settings: ChannelSettings }[]> {
  const all = Object.entries(await link.redis.hgetall(channelsKey(link)));
  return all
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, body]) => ({ channel: fromTextKey(id), settings: JSON.parse(body) }));
}

const SET = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
return 1`;

/** Sets a channel and notes who did, or neither. */
export async function setChannel(
  link: RedisLink,
  channel: string,
  settings: ChannelSettings,
  note: AuditNote,
): Promise<void> {
  const values = [textKey(channel), toJson(settings), note.at, memberOf(note)];
  await link.run(SET, [channelsKey(link), auditKey(link)], values);
}

/** What sets a channel. */
export function channelCommand(link: RedisLink, channel: string, settings: ChannelSettings): RedisCommand {
  return ['HSET', channelsKey(link), textKey(channel), toJson(settings)];
}

/** Notes what was done. */
export async function addNote(link: RedisLink, note: AuditNote): Promise<void> {
  await link.redis.zadd(auditKey(link), note.at, memberOf(note));
}

/** What notes it. */
export function noteCommand(link: RedisLink, note: AuditNote): RedisCommand {
  return ['ZADD', auditKey(link), note.at, memberOf(note)];
}

/** Notes from a moment on, oldest first. */
export async function listNotes(link: RedisLink, since: number): Promise<AuditNote[]> {
  const members = await link.redis.zrangebyscore(auditKey(link), since, '+inf');
  return members.map((member): AuditNote => JSON.parse(textIn(member).slice(MARK_LENGTH)));
}

function memberOf(note: AuditNote): string {
  count += 1;
  return `${String(count).padStart(12, '0')}${randomUUID()}${toJson(note)}`;
}

function channelsKey(link: RedisLink): string {
  return link.key('desk', 'channels');
}

function auditKey(link: RedisLink): string {
  return link.key('desk', 'audit');
}
