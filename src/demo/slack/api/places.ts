import { BOT, type Channel } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { textOf } from '../json.ts';
import { findChannel, openDirect } from '../world/world.ts';
import { type Call, Refusal } from './method.ts';

/** The channel a call names by id. Fails: channel_not_found, also for a private one the bot is not in. */
export function channelOf(engine: Engine, value: unknown): Channel {
  const channel = engine.world.channels.get(textOf(value));
  if (channel === undefined) throw new Refusal('channel_not_found');
  if (channel.kind !== 'channel' && !channel.members.has(BOT.id)) throw new Refusal('channel_not_found');
  return channel;
}

/** The same, and the bot is in it. Fails: not_in_channel. */
export function joinedChannelOf(engine: Engine, value: unknown): Channel {
  const channel = channelOf(engine, value);
  if (!channel.members.has(BOT.id)) throw new Refusal('not_in_channel');
  return channel;
}

/** Where a post goes: a channel by id or name, or a person, whose direct conversation is opened. */
export function postTargetOf(engine: Engine, value: unknown): Channel {
  const word = textOf(value);
  const person = engine.world.people.get(word);
  if (person !== undefined) return openDirect(engine.world, [BOT.id, person.id]).channel;
  return joinedChannelOf(engine, findChannel(engine.world, word)?.id ?? word);
}

/** `channels:history`, `groups:history` and so on, after the kind of the channel a call names. */
export function scopeByKind(what: 'history' | 'read'): (call: Call) => readonly string[] {
  return ({ engine, args }) => {
    const kind = engine.world.channels.get(textOf(args['channel']))?.kind ?? 'channel';
    const word = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[kind];
    return [`${word}:${what}`];
  };
}
