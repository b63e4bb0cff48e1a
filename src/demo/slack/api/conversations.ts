import { BOT, type Channel } from '../cast.ts';
import { emitEvent } from '../delivery/events.ts';
import type { Engine } from '../engine.ts';
import { type Fields, isYes, textOf } from '../json.ts';
import { isInChannel } from '../world/message.ts';
import { told } from '../world/post.ts';
import { changed, findMessage, openDirect, repliesTo } from '../world/world.ts';
import { type Methods, Refusal } from './method.ts';
import { pageOf, pageWindow } from './paging.ts';
import { channelOf, joinedChannelOf, scopeByKind } from './places.ts';

/** Channels and what stands in them. */
export const CONVERSATION_METHODS: Methods = {
  'conversations.open': {
    token: 'bot',
    tier: 3,
    scopes: ({ args }) => [textOf(args['users']).includes(',') ? 'mpim:write' : 'im:write'],
    run({ engine, args }) {
      const users = textOf(args['users']).split(',').filter(Boolean);
      if (users.length === 0) {
        if (args['channel'] === undefined) throw new Refusal('users_list_not_supplied');
        return { channel: wireChannel(channelOf(engine, args['channel'])) };
      }
      for (const user of users) if (!engine.world.people.has(user)) throw new Refusal('user_not_found');
      const { channel, isNew } = openDirect(engine.world, [BOT.id, ...users]);
      const known = isNew ? {} : { no_op: true, already_open: true };
      return { channel: isYes(args['return_im']) ? wireChannel(channel) : { id: channel.id }, ...known };
    },
  },
  'conversations.history': {
    token: 'bot',
    tier: 3,
    scopes: scopeByKind('history'),
    run({ engine, args }) {
      const channel = joinedChannelOf(engine, args['channel']);
      const newestFirst = (engine.world.messages.get(channel.id) ?? []).filter(isInChannel).toReversed();
      const page = pageOf(pageWindow(newestFirst, args), args, 100);
      const withMetadata = isYes(args['include_all_metadata']);
      return { messages: page.items.map((each) => told(engine, each, withMetadata)), pin_count: 0, ...page.more };
    },
  },
  'conversations.replies': {
    token: 'bot',
    tier: 3,
    scopes: scopeByKind('history'),
    run({ engine, args }) {
      const channel = joinedChannelOf(engine, args['channel']);
      const root = findMessage(engine.world, channel.id, textOf(args['ts']));
      if (root === undefined) throw new Refusal('thread_not_found');
      const replies = pageWindow(repliesTo(engine.world, channel.id, root.ts), args);
      const page = pageOf([root, ...replies], args, 1000);
      const withMetadata = isYes(args['include_all_metadata']);
      return { messages: page.items.map((each) => told(engine, each, withMetadata)), ...page.more };
    },
  },
  'conversations.info': {
    token: 'bot',
    tier: 3,
    scopes: scopeByKind('read'),
    run: ({ engine, args }) => ({ channel: wireChannel(channelOf(engine, args['channel'])) }),
  },
  'conversations.list': {
    token: 'bot',
    tier: 2,
    scopes: () => ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
    run({ engine, args }) {
      const types = (textOf(args['types']) || 'public_channel').split(',').map((each) => each.trim());
      const page = pageOf(visible(engine, types), args, 100);
      return { channels: page.items.map(wireChannel), ...page.more };
    },
  },
  'conversations.members': {
    token: 'bot',
    tier: 4,
    scopes: scopeByKind('read'),
    run({ engine, args }) {
      const page = pageOf([...channelOf(engine, args['channel']).members], args, 100);
      return { members: page.items, ...page.more };
    },
  },
  'conversations.join': {
    token: 'bot',
    tier: 3,
    scopes: () => ['channels:join'],
    run({ engine, args }) {
      const channel = channelOf(engine, args['channel']);
      if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
      const known = channel.members.has(BOT.id) ? { warning: 'already_in_channel' } : {};
      addMember(engine, channel, BOT.id);
      return { channel: wireChannel(channel), ...known };
    },
  },
};

/** Puts someone into a channel and says so to the app. */
export function addMember(engine: Engine, channel: Channel, user: string): void {
  if (channel.members.has(user)) return;
  channel.members.add(user);
  changed(engine.world);
  const event = {
    type: 'member_joined_channel',
    user,
    channel: channel.id,
    channel_type: 'C',
    event_ts: engine.newTs(),
  };
  emitEvent(engine, event, channel);
}

function visible(engine: Engine, types: readonly string[]): Channel[] {
  const names = { channel: 'public_channel', group: 'private_channel', im: 'im', mpim: 'mpim' };
  return [...engine.world.channels.values()].filter(
    (each) => types.includes(names[each.kind]) && (each.kind === 'channel' || each.members.has(BOT.id)),
  );
}

function wireChannel(channel: Channel): Fields {
  const shared = { id: channel.id, created: 1_700_000_000, is_archived: false };
  if (channel.kind === 'im') {
    return { ...shared, is_im: true, is_open: true, user: [...channel.members].find((id) => id !== BOT.id) ?? BOT.id };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'channel',
    is_group: channel.kind === 'group',
    is_im: false,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'channel',
    is_member: channel.members.has(BOT.id),
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
