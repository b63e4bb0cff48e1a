import { isFields } from '../fields.ts';

/** A message that may be a claim, as it is kept until it was handled. */
export type Said = { channel: string; ts: string; user: string; text: string };

/**
 * A person's own new message in one of the channels; undefined for everything else: other channels, bots, edits, joins, replies in threads.
 * A photo with words comes as subtype `file_share` and counts.
 * Shape: `event` as Slack sends it. Fails: never.
 */
export function readSaid(event: unknown, channels: ReadonlySet<string>): Said | undefined {
  if (!isFields(event)) return undefined;
  const { type, subtype, channel, ts, user, text, bot_id, thread_ts } = event;
  if (type !== 'message' || (subtype !== undefined && subtype !== 'file_share')) return undefined;
  if (bot_id !== undefined && bot_id !== null) return undefined;
  if (typeof channel !== 'string' || !channels.has(channel)) return undefined;
  if (typeof ts !== 'string' || typeof user !== 'string' || typeof text !== 'string' || text.trim() === '')
    return undefined;
  if (thread_ts !== undefined && thread_ts !== ts) return undefined;
  return { channel, ts, user, text };
}

/** The key under which an event is kept; undefined for a body that is no event. */
export function eventKey(body: unknown): string | undefined {
  if (!isFields(body)) return undefined;
  const { event_id } = body;
  return typeof event_id === 'string' && event_id !== '' ? `event:${event_id}` : undefined;
}

/** Reads a kept message back. Fails: never; what is not one is undefined. */
export function readKept(body: unknown): Said | undefined {
  if (!isFields(body)) return undefined;
  const { channel, ts, user, text } = body;
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  return typeof user === 'string' && typeof text === 'string' ? { channel, ts, user, text } : undefined;
}
