import type { MessageMetadata } from '@slack/types';
import type { ConversationsRepliesResponse, WebClient } from '@slack/web-api';
import { AppError } from '../../core/errors.ts';
import type { Content } from '../content.ts';
import { isFields } from '../fields.ts';
import type { Channel } from '../find-channel.ts';
import type { Address, Calls, Identity } from './calls.ts';
import { fetchFile } from './fetch-file.ts';
import { readFileFacts } from './file-facts.ts';
import { linkIn, linkUnder } from './permalinks.ts';
import { shareFiles, uploadPicture } from './upload-picture.ts';

type Message = NonNullable<ConversationsRepliesResponse['messages']>[number];

/** Our event type in message metadata. */
const METADATA_TYPE = 'claimscope';
/** Pages of history looked through for a message that may have been sent; a page holds 200. */
const MOST_PAGES = 10;
/** Clocks of Slack and of this machine may differ by so much. */
const CLOCK_SLACK_S = 120;

/** The calls over the web client. Shape: the client must not retry by itself, since a post repeated blindly could stand twice. */
export function openWebCalls(client: WebClient): Calls {
  let me: { userId: string; botId: string } | undefined;
  /** The address of the workspace. */
  let site: string | undefined;

  async function permalink(channel: string, ts: string): Promise<string | undefined> {
    return linkIn((await client.chat.getPermalink({ channel, message_ts: ts })).permalink);
  }

  /** Our own messages there, the last pages of them. Units: `since` milliseconds since 1970. */
  async function* ours({ channel, threadTs }: Address, since: number): AsyncGenerator<Message> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const paging = { limit: 200, include_all_metadata: true, ...(cursor === undefined ? {} : { cursor }) };
      const oldest = String(Math.max(0, Math.floor(since / 1000) - CLOCK_SLACK_S));
      const answer: { messages?: Message[]; response_metadata?: { next_cursor?: string } } =
        threadTs === undefined
          ? await client.conversations.history({ channel, oldest, ...paging })
          : await client.conversations.replies({ channel, ts: threadTs, ...paging });
      for (const message of answer.messages ?? []) {
        if (me === undefined || message.bot_id === me.botId || message.user === me.userId) yield message;
      }
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') return;
    }
  }

  return {
    async post(to, content, identity) {
      const message = {
        channel: to.channel,
        ...(to.threadTs === undefined ? {} : { thread_ts: to.threadTs }),
        ...bodyOf(content),
        metadata: metadataOf(identity),
        unfurl_links: false,
        unfurl_media: false,
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
      const sent = await client.chat.postMessage(message);
      if (sent.ts === undefined) throw new AppError('slack_failed', 'Slack took a message and gave no ts for it.');
      return { ts: sent.ts, channel: sent.channel ?? to.channel };
    },
    async update({ channel, ts }, content, identity) {
      await client.chat.update({ channel, ts, ...bodyOf(content), metadata: metadataOf(identity) });
    },
    async find(at, identity, since) {
      for await (const { metadata, ts } of ours(at, since)) {
        if (metadata?.event_type === METADATA_TYPE && isSame(metadata.event_payload, identity)) return ts;
      }
      return undefined;
    },
    upload: (picture) => uploadPicture(client, picture),
    share: (to, files) => shareFiles(client, to, files),
    async fileFacts(id) {
      return readFileFacts((await client.files.info({ file: id })).file);
    },
    download: (url, mostBytes) => fetchFile(url, { token: client.token ?? '', apiUrl: client.slackApiUrl, mostBytes }),
    async openDirect(userId) {
      const opened = await client.conversations.open({ users: userId });
      if (opened.channel?.id === undefined) throw new AppError('slack_failed', 'Slack opened no direct message.');
      return opened.channel.id;
    },
    permalink,
    rootLink: async (channel, ts) => linkUnder(site, channel, ts) ?? permalink(channel, ts),
    async userName(userId) {
      const { user } = await client.users.info({ user: userId });
      const names = [user?.profile?.display_name, user?.profile?.real_name, user?.real_name, user?.name];
      return names.find((name) => name !== undefined && name.trim() !== '');
    },
    async openForm(triggerId, view) {
      await client.views.open({ trigger_id: triggerId, view });
    },
    async changeForm(viewId, view) {
      await client.views.update({ view_id: viewId, view });
    },
    async publish(userId, view) {
      await client.views.publish({ user_id: userId, view });
    },
    async whisper(channel, userId, content, threadTs) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await client.chat.postEphemeral({ channel, user: userId, ...thread, ...bodyOf(content) });
    },
    async listGroups() {
      const { usergroups = [] } = await client.usergroups.list();
      return usergroups.flatMap(({ id, name, handle, date_delete }) => {
        if (id === undefined || (date_delete ?? 0) > 0) return [];
        return [{ id, name: handle === undefined ? (name ?? id) : `${name ?? handle} (@${handle})` }];
      });
    },
    async groupMembers(group) {
      return (await client.usergroups.users.list({ usergroup: group })).users ?? [];
    },
    async members(channel) {
      const members: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.conversations.members({
          channel,
          limit: 1000,
          ...(cursor === undefined ? {} : { cursor }),
        });
        members.push(...(page.members ?? []));
        cursor = page.response_metadata?.next_cursor;
      } while (cursor !== undefined && cursor !== '');
      return members;
    },
    async listChannels() {
      const channels: Channel[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.conversations.list({
          types: 'public_channel,private_channel',
          exclude_archived: true,
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { id, name, is_member } of page.channels ?? []) {
          if (id !== undefined) channels.push({ id, name: name ?? '', isMember: is_member === true });
        }
        cursor = page.response_metadata?.next_cursor;
      } while (cursor !== undefined && cursor !== '');
      return channels;
    },
    async channel(id) {
      const { name, is_member } = (await client.conversations.info({ channel: id })).channel ?? {};
      return { id, name: name ?? '', isMember: is_member === true };
    },
    async endStep(execution, end, token) {
      const run = { function_execution_id: execution, ...(token === undefined ? {} : { token }) };
      if ('outputs' in end) await client.functions.completeSuccess({ ...run, outputs: end.outputs });
      else await client.functions.completeError({ ...run, error: end.error });
    },
    async whoAmI() {
      const answer = await client.auth.test();
      if (answer.user_id === undefined || answer.bot_id === undefined) {
        throw new AppError('bad_config', 'The Slack token is not a bot token (it should begin with xoxb-).');
      }
      me = { userId: answer.user_id, botId: answer.bot_id };
      site = answer.url;
      return { ...me, name: answer.user ?? 'claimscope' };
    },
  };
}

/** A content without blocks must say so on an update, or Slack would keep the old ones. */
function bodyOf(content: Content): Content {
  return { text: content.text, blocks: content.blocks };
}

function metadataOf(identity: Identity): MessageMetadata {
  return { event_type: METADATA_TYPE, event_payload: identity };
}

function isSame(payload: unknown, identity: Identity): boolean {
  return isFields(payload) && Object.entries(identity).every(([key, value]) => String(payload[key]) === String(value));
}
