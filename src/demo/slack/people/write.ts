import { BOT, type Channel, NOTICES, type Person } from '../cast.ts';
import { storeFile } from '../api/files.ts';
import { addReaction } from '../api/reactions.ts';
import { hasScope } from '../app-facts.ts';
import { emitEvent } from '../delivery/events.ts';
import type { Engine } from '../engine.ts';
import type { Message } from '../world/message.ts';
import { deleteMessage, editMessage, postMessage } from '../world/post.ts';
import { encodeTyped } from '../world/typed-text.ts';
import { findMessage } from '../world/world.ts';

/** Where in a channel something is written. */
export interface WriteOptions {
  /** The root of the thread. */
  readonly threadTs?: string;
  readonly isBroadcast?: boolean;
  /** Files that go with the message. */
  readonly files?: readonly { readonly name: string; readonly bytes: Buffer }[];
}

/** A person writes a message; mentions, channels and addresses become what a client makes of them. */
export function writeMessage(
  engine: Engine,
  person: Person,
  channel: Channel,
  typed: string,
  options: WriteOptions,
): Message {
  const { threadTs, isBroadcast } = options;
  if (channel.kind === 'im' && channel.members.has(BOT.id) && !engine.facts.takesMessages) {
    throw new RangeError('Sending messages to this app has been turned off.');
  }
  if (threadTs !== undefined && findMessage(engine.world, channel.id, threadTs) === undefined) {
    throw new RangeError(`no message ${threadTs} to reply to`);
  }
  const files = options.files?.map((each) => storeFile(engine, { ...each, user: person.id }));
  return postMessage(engine, channel, {
    user: person.id,
    ...encodeTyped(engine.world, typed),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(isBroadcast === undefined ? {} : { isBroadcast }),
    ...(files === undefined ? {} : { files }),
  });
}

/** A workflow posts what somebody filled into its form, in its own name. */
export function writeAsWorkflow(engine: Engine, channel: Channel, name: string, text: string): Message {
  return postMessage(engine, channel, { user: NOTICES.id, botName: name, ...encodeTyped(engine.world, text) });
}

/** A person changes what they wrote. Fails: RangeError when the message is not theirs. */
export function rewriteMessage(engine: Engine, person: Person, channel: Channel, ts: string, typed: string): Message {
  const message = ownMessage(engine, person, channel, ts);
  editMessage(engine, channel, message, encodeTyped(engine.world, typed));
  return message;
}

/** A person takes back what they wrote. Fails: RangeError when the message is not theirs. */
export function unwriteMessage(engine: Engine, person: Person, channel: Channel, ts: string): void {
  deleteMessage(engine, channel, ownMessage(engine, person, channel, ts));
}

/** A person reacts with an emoji, and the app hears of it. */
export function react(engine: Engine, person: Person, channel: Channel, ts: string, name: string): void {
  const message = findMessage(engine.world, channel.id, ts);
  if (message === undefined) throw new RangeError(`no message ${ts}`);
  if (!addReaction(engine, message, name, person.id) || !hasScope(engine.facts, ['reactions:read'])) return;
  const item = { type: 'message', channel: channel.id, ts };
  const event = { type: 'reaction_added', user: person.id, reaction: name, item_user: message.user, item };
  emitEvent(engine, { ...event, event_ts: engine.newTs() }, channel);
}

function ownMessage(engine: Engine, person: Person, channel: Channel, ts: string): Message {
  const message = findMessage(engine.world, channel.id, ts);
  if (message === undefined || message.user !== person.id)
    throw new RangeError(`${ts} is not ${person.handle}'s message`);
  return message;
}
