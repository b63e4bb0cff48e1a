import { isFields } from '../fields.ts';

/**
 * A message that may be for us, as it is kept until it was handled.
 * Shape: `threadTs` is the root of the thread it stands in, for a reply; `isMention` when it calls us by name.
 */
export type Said = {
  channel: string;
  ts: string;
  user: string;
  text: string;
  threadTs?: string | undefined;
  isMention?: true | undefined;
};

/** Where we listen, and who we are there. */
export type Ears = { claimsChannels: ReadonlySet<string>; me: { userId: string; botId: string } };

/**
 * A person's own new message in one of the claims channels, or one anywhere that calls us by name; undefined for everything else.
 * Slack brings a message that does both as two events; both give the same.
 * Shape: `event` as Slack sends it. Fails: never.
 */
export function readSaid(event: unknown, ears: Ears): Said | undefined {
  if (!isFields(event)) return undefined;
  const { type, subtype, channel, ts, user, text, bot_id, thread_ts } = event;
  if (type !== 'app_mention' && type !== 'message') return undefined;
  if (bot_id !== undefined && bot_id !== null) return undefined;
  if (typeof channel !== 'string' || typeof ts !== 'string' || typeof user !== 'string') return undefined;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const isReply = typeof thread_ts === 'string' && thread_ts !== ts;
  if (type === 'message') {
    if (subtype !== undefined && subtype !== 'file_share') return undefined;
    if (isReply || !ears.claimsChannels.has(channel)) return undefined;
  }
  const said: Said = { channel, ts, user, text };
  if (isReply) said.threadTs = thread_ts;
  if (type === 'app_mention' || new RegExp(`<@${ears.me.userId}[|>]`).test(text)) said.isMention = true;
  return said;
}

/** The key under which an event is kept; undefined for a body that is no event. Both events of one mention have the same. */
export function eventKey(body: unknown, said: Said): string | undefined {
  if (!isFields(body)) return undefined;
  const { event_id } = body;
  if (typeof event_id !== 'string' || event_id === '') return undefined;
  return said.isMention === true ? `event:mention:${said.channel}:${said.ts}` : `event:${event_id}`;
}

/** Reads a kept message back. Fails: never; what is not one is undefined. */
export function readKept(body: unknown): Said | undefined {
  if (!isFields(body)) return undefined;
  const { channel, ts, user, text, threadTs, isMention } = body;
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  if (typeof user !== 'string' || typeof text !== 'string') return undefined;
  return {
    channel,
    ts,
    user,
    text,
    ...(typeof threadTs === 'string' ? { threadTs } : {}),
    ...(isMention === true ? { isMention } : {}),
  };
}
