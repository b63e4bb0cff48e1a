import { BOT, type Channel } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { type Fields, isYes, textOf } from '../json.ts';
import type { Message } from '../world/message.ts';
import { deleteMessage, editMessage, postEphemeral, postMessage, told } from '../world/post.ts';
import { findMessage } from '../world/world.ts';
import { contentOf, metadataOf } from './content.ts';
import { type Methods, RateLimited, Refusal } from './method.ts';
import { channelOf, joinedChannelOf, postTargetOf } from './places.ts';

const CAN_WRITE = (): readonly string[] => ['chat:write'];

/** Messages: post, change, take away, show to one person, link to. */
export const CHAT_METHODS: Methods = {
  'chat.postMessage': {
    token: 'bot',
    tier: 'none',
    scopes: CAN_WRITE,
    run({ engine, args }) {
      const channel = postTargetOf(engine, args['channel']);
      const content = contentOf(args);
      const metadata = metadataOf(args['metadata']);
      const threadTs = threadOf(engine, channel, args['thread_ts']);
      // Counted last: Slack's own order is not documented, and a refused post should not cost the next one a second.
      const seconds = engine.limits.waitForPost(channel.id);
      if (seconds > 0) throw new RateLimited(seconds);
      const message = postMessage(engine, channel, {
        user: BOT.id,
        ...content,
        ...(threadTs === undefined ? {} : { threadTs, isBroadcast: isYes(args['reply_broadcast']) }),
        ...(metadata === undefined ? {} : { metadata }),
      });
      return { channel: channel.id, ts: message.ts, message: told(engine, message, true) };
    },
  },
  'chat.update': {
    token: 'bot',
    tier: 3,
    scopes: CAN_WRITE,
    run({ engine, args }) {
      const { channel, message } = ownMessage(engine, args, 'cant_update_message');
      const metadata = metadataOf(args['metadata']);
      // Blocks and attachments that are not sent stay as they were; an empty list takes them away.
      const content = contentOf(args, message);
      editMessage(engine, channel, message, { ...content, ...(metadata === undefined ? {} : { metadata }) });
      return { channel: channel.id, ts: message.ts, text: message.text, message: told(engine, message, true) };
    },
  },
  'chat.delete': {
    token: 'bot',
    tier: 3,
    scopes: CAN_WRITE,
    run({ engine, args }) {
      const { channel, message } = ownMessage(engine, args, 'cant_delete_message');
      deleteMessage(engine, channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.postEphemeral': {
    token: 'bot',
    tier: 4,
    scopes: CAN_WRITE,
    run({ engine, args }) {
      const channel = joinedChannelOf(engine, args['channel']);
      const user = textOf(args['user']);
      if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
      const { text, blocks } = contentOf(args);
      const threadTs = threadOf(engine, channel, args['thread_ts']);
      const thread = threadTs === undefined ? {} : { threadTs };
      const where = { channel: channel.id, to: user, from: BOT.id };
      return { message_ts: postEphemeral(engine, { ...where, text, blocks, ...thread }).ts };
    },
  },
  'chat.getPermalink': {
    token: 'bot',
    tier: 'none',
    run({ engine, args }) {
      const channel = channelOf(engine, args['channel']);
      const message = findMessage(engine.world, channel.id, textOf(args['message_ts']));
      if (message === undefined) throw new Refusal('message_not_found');
      return { channel: channel.id, permalink: permalinkOf(engine, message) };
    },
  },
};

/** The address of a message on the local page. */
function permalinkOf(engine: Engine, message: Message): string {
  const link = `${engine.baseUrl}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  const { threadTs } = message;
  return threadTs === undefined || threadTs === message.ts
    ? link
    : `${link}?thread_ts=${threadTs}&cid=${message.channel}`;
}

function ownMessage(engine: Engine, args: Fields, refusal: string): { channel: Channel; message: Message } {
  const channel = channelOf(engine, args['channel']);
  const message = findMessage(engine.world, channel.id, textOf(args['ts']));
  if (message === undefined) throw new Refusal('message_not_found');
  if (message.user !== BOT.id || message.subtype === 'tombstone') throw new Refusal(refusal);
  return { channel, message };
}

/** The root a reply goes under. Fails: thread_not_found when there is no such root, or it is itself a reply. */
function threadOf(engine: Engine, channel: Channel, value: unknown): string | undefined {
  const ts = textOf(value);
  if (ts === '') return undefined;
  const root = findMessage(engine.world, channel.id, ts);
  if (root === undefined || (root.threadTs !== undefined && root.threadTs !== root.ts)) {
    throw new Refusal('thread_not_found');
  }
  return ts;
}
