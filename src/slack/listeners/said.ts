import type { FileFacts } from '../calls/calls.ts';
import { readFileFacts } from '../calls/file-facts.ts';
import { isFields } from '../fields.ts';
import { photoLinks } from '../text/photo-links.ts';

/**
 * A message that may be for us, as it is kept until it was handled.
 * Shape: `threadTs` is the root of the thread it stands in, for a reply; `isMention` when it calls us by name; `photos` are links to the files that
 * came with it, `files` the files themselves of a reply that may bring a list. `change` when it is not new: its text was replaced, or it was taken away. Units: `changedAt` milliseconds since 1970.
 */
export type Said = {
  channel: string;
  ts: string;
  user: string;
  text: string;
  threadTs?: string | undefined;
  isMention?: true | undefined;
  photos?: string[] | undefined;
  files?: SharedFile[] | undefined;
  change?: 'edited' | 'deleted' | undefined;
  changedAt?: number | undefined;
};

/** A file of a reply; one of another workspace is known by its id alone. */
export type SharedFile = FileFacts | { id: string; file_access: 'check_file_info' };

/** Files of one message that are looked at. */
const MOST_FILES = 10;

/** Where we listen, and who we are there. */
export type Ears = { claimsChannels: ReadonlySet<string>; me: { userId: string; botId: string } };

/**
 * A new, edited or deleted message in one of the claims channels, or a new one anywhere that calls us by name; undefined for everything else.
 * A form of Workflow Builder comes as a bot's message and counts; what we said ourselves never does, nor what is said in a thread without our name.
 * Slack brings a message that stands in a claims channel and calls us as two events; both give the same.
 * Shape: `event` as Slack sends it. Fails: never.
 */
export function readSaid(event: unknown, ears: Ears): Said | undefined {
  if (!isFields(event)) return undefined;
  const { type, subtype, channel } = event;
  if (typeof channel !== 'string') return undefined;
  if (type === 'app_mention') return readMention(event, channel);
  if (type !== 'message') return undefined;
  const brought = readFiles(event, channel, ears);
  if (brought !== undefined) return brought;
  if (!ears.claimsChannels.has(channel)) return undefined;
  if (subtype === 'message_changed') return readChange(event, channel, ears);
  if (subtype === 'message_deleted') return readDeletion(event, channel, ears);
  return readNew(event, channel, ears);
}

function readMention(event: Record<string, unknown>, channel: string): Said | undefined {
  const { user, text, ts, thread_ts } = event;
  if (isGiven(event['bot_id']) || typeof ts !== 'string') return undefined;
  if (typeof user !== 'string' || typeof text !== 'string' || text.trim() === '') return undefined;
  const thread = typeof thread_ts === 'string' && thread_ts !== ts ? { threadTs: thread_ts } : {};
  return { channel, ts, user, text, ...thread, isMention: true, ...photosOf(event) };
}

/** A reply with files, in whichever channel we are: claims have threads in all of them. */
function readFiles(event: Record<string, unknown>, channel: string, ears: Ears): Said | undefined {
  const { subtype, ts, text, thread_ts, user, files } = event;
  if (typeof ts !== 'string' || typeof thread_ts !== 'string' || thread_ts === ts || !Array.isArray(files))
    return undefined;
  if (isGiven(subtype) && subtype !== 'file_share' && subtype !== 'thread_broadcast') return undefined;
  // What we share ourselves is no list of anybody's.
  if (isGiven(event['bot_id']) || typeof user !== 'string' || user === ears.me.userId) return undefined;
  const shared = files.slice(0, MOST_FILES).flatMap((file) => readFile(file) ?? []);
  if (shared.length === 0) return undefined;
  return { channel, ts, user, text: typeof text === 'string' ? text : '', threadTs: thread_ts, files: shared };
}

/**
 * A file of an event, or of a message that was kept. Fails: never; undefined where it is none that can be fetched.
 * Shape: of one that was shared from another workspace Slack tells the id alone, and the rest when it is asked.
 * Source: docs.slack.dev, "File object" (`file_access: check_file_info`).
 */
function readFile(file: unknown): SharedFile | undefined {
  const facts = readFileFacts(file);
  if (facts !== undefined || !isFields(file)) return facts;
  const { id, file_access } = file;
  return typeof id === 'string' && file_access === 'check_file_info' ? { id, file_access } : undefined;
}

/** A root message of a person, or of a workflow. */
function readNew(message: Record<string, unknown>, channel: string, ears: Ears): Said | undefined {
  const { subtype, ts, text, thread_ts, user } = message;
  if (typeof ts !== 'string' || typeof text !== 'string' || text.trim() === '') return undefined;
  if (isGiven(thread_ts) && thread_ts !== ts) return undefined;
  const isWorkflow = subtype === 'bot_message' && message['bot_id'] !== ears.me.botId && user !== ears.me.userId;
  if (isWorkflow) return { channel, ts, user: nameOfBot(message), text };
  if (isGiven(subtype) && subtype !== 'file_share') return undefined;
  if (isGiven(message['bot_id']) || typeof user !== 'string') return undefined;
  const isMention = new RegExp(`<@${ears.me.userId}[|>]`).test(text);
  return { channel, ts, user, text, ...(isMention ? { isMention } : {}), ...photosOf(message) };
}

/** Slack also tells of a change when a link was unfurled or a reply came; the words are then the same. */
function readChange(event: Record<string, unknown>, channel: string, ears: Ears): Said | undefined {
  const { message, previous_message, event_ts } = event;
  if (!isFields(message) || !isFields(previous_message)) return undefined;
  // A root that has replies is not taken away but emptied.
  if (message['subtype'] === 'tombstone') return readDeletion(event, channel, ears);
  if (message['text'] === previous_message['text']) return undefined;
  const said = readNew(message, channel, ears);
  if (said === undefined) return undefined;
  const { isMention: _isMention, ...words } = said;
  const edited = isFields(message['edited']) ? message['edited']['ts'] : undefined;
  return { ...words, change: 'edited', changedAt: momentOf(edited ?? event_ts) };
}

function readDeletion(event: Record<string, unknown>, channel: string, ears: Ears): Said | undefined {
  const { previous_message, event_ts } = event;
  if (!isFields(previous_message)) return undefined;
  const said = readNew(previous_message, channel, ears);
  if (said === undefined) return undefined;
  return { channel, ts: said.ts, user: said.user, text: said.text, change: 'deleted', changedAt: momentOf(event_ts) };
}

/** The photos that came with a message. Shape: `message` as Slack sends it. */
export function photosOf({ files }: Record<string, unknown>): { photos?: string[] } {
  return photoLinks(Array.isArray(files) ? files.map((file) => (isFields(file) ? file['permalink'] : undefined)) : []);
}

/** A workflow has a name and is no user; what is shown of it must not look like one. */
function nameOfBot({ username, bot_id }: Record<string, unknown>): string {
  const name = typeof username === 'string' && username.trim() !== '' ? username : String(bot_id);
  return `workflow ${name.slice(0, 60)}`;
}

function momentOf(ts: unknown): number {
  const seconds = Number(ts);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
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
  const { channel, ts, user, text, threadTs, isMention, photos, files, change, changedAt } = body;
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  if (typeof user !== 'string' || typeof text !== 'string') return undefined;
  const said: Said = { channel, ts, user, text };
  if (typeof threadTs === 'string') said.threadTs = threadTs;
  if (isMention === true) said.isMention = true;
  if (Array.isArray(photos)) said.photos = photos.map(String);
  if (Array.isArray(files)) said.files = files.flatMap((file) => readFile(file) ?? []);
  if (change === 'edited' || change === 'deleted') said.change = change;
  if (typeof changedAt === 'number') said.changedAt = changedAt;
  return said;
}
