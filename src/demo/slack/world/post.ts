import { randomUUID } from 'node:crypto';
import { BOT, type Channel, NOTICES } from '../cast.ts';
import { emitEvent } from '../delivery/events.ts';
import type { Engine } from '../engine.ts';
import type { Fields } from '../json.ts';
import { newId } from './ids.ts';
import { type Ephemeral, type Message, type StoredFile, wireMessage } from './message.ts';
import { marksOf, pingsOf } from './pings.ts';
import { changed, findMessage, messagesIn, repliesTo } from './world.ts';

/** What a new message is made of. */
export interface Draft {
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Fields[];
  readonly attachments?: readonly Fields[];
  readonly threadTs?: string;
  readonly isBroadcast?: boolean;
  readonly metadata?: Fields;
  readonly files?: readonly StoredFile[];
  /** Posted by a workflow of this name. */
  readonly botName?: string;
}

/** Puts a message into a channel, notifies whom it concerns, and tells the app. */
export function postMessage(engine: Engine, channel: Channel, draft: Draft): Message {
  const { world } = engine;
  const subtype =
    draft.botName !== undefined
      ? 'bot_message'
      : draft.isBroadcast === true
        ? 'thread_broadcast'
        : draft.files === undefined
          ? undefined
          : 'file_share';
  const message: Message = {
    ts: engine.newTs(),
    channel: channel.id,
    user: draft.user,
    fromBot: draft.user === BOT.id,
    text: draft.text,
    blocks: withBlockIds(draft.blocks ?? []),
    attachments: [...(draft.attachments ?? [])],
    files: [...(draft.files ?? [])],
    reactions: [],
    postedAt: performance.now(),
    ...(subtype === undefined ? {} : { subtype }),
    ...(draft.threadTs === undefined ? {} : { threadTs: draft.threadTs }),
    ...(draft.metadata === undefined ? {} : { metadata: draft.metadata }),
    ...(draft.botName === undefined ? {} : { botName: draft.botName }),
    ...(draft.user === BOT.id || draft.botName !== undefined ? {} : { clientMsgId: randomUUID() }),
  };
  messagesIn(world, channel.id).push(message);
  world.pings.push(...pingsOf(world, channel, message));
  if (message.fromBot && message.threadTs !== undefined) world.statuses.delete(`${channel.id} ${message.threadTs}`);
  changed(world);
  announce(engine, channel, message);
  return message;
}

/** Replaces what a message says; nobody is notified of an edit. */
export function editMessage(engine: Engine, channel: Channel, message: Message, change: Partial<Draft>): void {
  const before = told(engine, message);
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks !== undefined) message.blocks = withBlockIds(change.blocks);
  if (change.attachments !== undefined) message.attachments = [...change.attachments];
  if (change.metadata !== undefined) message.metadata = change.metadata;
  message.edited = { user: message.user, ts: engine.newTs() };
  changed(engine.world);
  emitHidden(engine, channel, 'message_changed', { message: told(engine, message), previous_message: before });
}

/** Takes a message away; a root with replies leaves a tombstone. */
export function deleteMessage(engine: Engine, channel: Channel, message: Message): void {
  const before = told(engine, message);
  if (repliesTo(engine.world, channel.id, message.ts).length > 0) {
    message.text = 'This message was deleted.';
    message.blocks = [];
    message.subtype = 'tombstone';
  } else {
    const list = messagesIn(engine.world, channel.id);
    list.splice(list.indexOf(message), 1);
  }
  changed(engine.world);
  emitHidden(engine, channel, 'message_deleted', { deleted_ts: message.ts, previous_message: before });
}

/** Shows a message to one person only. */
export function postEphemeral(engine: Engine, draft: Omit<Ephemeral, 'ts' | 'postedAt'>): Ephemeral {
  const ephemeral = { ...draft, blocks: withBlockIds(draft.blocks), ts: engine.newTs(), postedAt: performance.now() };
  engine.world.ephemerals.push(ephemeral);
  changed(engine.world);
  return ephemeral;
}

/** Tells a person, as the workspace itself, that something did not work. */
export function postNotice(engine: Engine, to: string, channel: string, text: string): void {
  postEphemeral(engine, { to, channel, from: NOTICES.id, text, blocks: [] });
}

/** The blocks with an id each, as Slack fills them in. */
export function withBlockIds(blocks: readonly Fields[]): Fields[] {
  return blocks.map((block) => {
    const own = block['block_id'];
    return typeof own === 'string' && own !== '' ? block : { ...block, block_id: newId('').slice(0, 5) };
  });
}

/** A message as the API and events tell it. */
export function told(engine: Engine, message: Message, withMetadata = false): Fields {
  const isReply = message.threadTs !== undefined && message.threadTs !== message.ts;
  const replies = isReply ? [] : repliesTo(engine.world, message.channel, message.ts);
  const wire = wireMessage(message, { team: engine.team, baseUrl: engine.baseUrl, replies, withMetadata });
  if (isReply) {
    const root = findMessage(engine.world, message.channel, message.threadTs ?? '');
    if (root !== undefined) wire['parent_user_id'] = root.user;
  }
  return wire;
}

function announce(engine: Engine, channel: Channel, message: Message): void {
  const wire = told(engine, message);
  const where = { channel: channel.id, event_ts: message.ts };
  emitEvent(engine, { ...wire, ...where, channel_type: channel.kind }, channel);
  if (marksOf(message).users.has(BOT.id) && !message.fromBot && channel.kind !== 'im') {
    const { subtype: _subtype, ...mention } = wire;
    emitEvent(engine, { ...mention, ...where, type: 'app_mention' }, channel);
  }
}

function emitHidden(engine: Engine, channel: Channel, subtype: string, fields: Fields): void {
  const ts = engine.newTs();
  const where = { channel: channel.id, channel_type: channel.kind, ts, event_ts: ts };
  emitEvent(engine, { type: 'message', subtype, hidden: true, ...fields, ...where }, channel);
}
