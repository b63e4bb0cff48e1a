import type { Fields } from '../json.ts';
import { APP_ID, BOT_ID, type Team } from '../cast.ts';

/** The bot behind messages of Workflow Builder. */
const WORKFLOW_BOT_ID = 'B0WORKFLOW1';

/** A file that was uploaded and shared. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly user: string;
  readonly created: number;
  readonly bytes: Buffer;
  readonly altText?: string;
}

interface Reaction {
  readonly name: string;
  readonly users: string[];
}

/** One message as it stands in a channel. */
export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly fromBot: boolean;
  text: string;
  blocks: Fields[];
  attachments: Fields[];
  metadata?: Fields;
  subtype?: string;
  edited?: { user: string; ts: string };
  readonly threadTs?: string;
  readonly files: StoredFile[];
  readonly reactions: Reaction[];
  readonly clientMsgId?: string;
  /** The workflow that posted it in a name of its own. */
  readonly botName?: string;
  /** Units: milliseconds of performance.now, for measuring. */
  readonly postedAt: number;
}

/** A message only one person sees; it is in no history. */
export interface Ephemeral {
  readonly ts: string;
  readonly channel: string;
  readonly to: string;
  readonly from: string;
  text: string;
  blocks: Fields[];
  readonly threadTs?: string;
  /** Units: milliseconds of performance.now. */
  readonly postedAt: number;
}

/** True for a message that shows in the channel itself, not only in a thread. */
export function isInChannel(message: Message): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts || message.subtype === 'thread_broadcast';
}

/** A file as the API tells it. */
export function wireFile(file: StoredFile, baseUrl: string): Fields {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    size: file.bytes.length,
    user: file.user,
    created: file.created,
    permalink: `${baseUrl}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    mode: 'hosted',
    is_external: false,
    url_private: `${baseUrl}/files-pri/${file.id}/${encodeURIComponent(file.name)}`,
    url_private_download: `${baseUrl}/files-pri/${file.id}/download/${encodeURIComponent(file.name)}`,
  };
}

/** What a message needs of its surroundings to be told over the wire. */
export interface WireContext {
  readonly team: Team;
  readonly baseUrl: string;
  readonly replies: readonly Message[];
  readonly withMetadata: boolean;
}

/** A message as the API and the events tell it. */
export function wireMessage(message: Message, context: WireContext): Fields {
  const wire: Fields = {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: context.team.id,
  };
  if (message.subtype !== undefined) wire['subtype'] = message.subtype;
  if (message.fromBot) {
    wire['bot_id'] = BOT_ID;
    wire['app_id'] = APP_ID;
    wire['bot_profile'] = { id: BOT_ID, app_id: APP_ID, name: 'claimscope', deleted: false, team_id: context.team.id };
  }
  if (message.botName !== undefined) {
    delete wire['user'];
    wire['bot_id'] = WORKFLOW_BOT_ID;
    wire['username'] = message.botName;
  }
  if (message.clientMsgId !== undefined) wire['client_msg_id'] = message.clientMsgId;
  if (message.blocks.length > 0) wire['blocks'] = message.blocks;
  if (message.attachments.length > 0) wire['attachments'] = message.attachments;
  if (message.edited !== undefined) wire['edited'] = message.edited;
  if (message.files.length > 0) {
    wire['files'] = message.files.map((file) => wireFile(file, context.baseUrl));
    wire['upload'] = false;
  }
  if (message.reactions.length > 0) {
    wire['reactions'] = message.reactions.map((each) => ({ ...each, count: each.users.length }));
  }
  if (message.threadTs !== undefined) wire['thread_ts'] = message.threadTs;
  const { replies } = context;
  const last = replies.at(-1);
  if (last !== undefined) {
    wire['thread_ts'] = message.ts;
    wire['reply_count'] = replies.length;
    wire['reply_users'] = [...new Set(replies.map((reply) => reply.user))];
    wire['reply_users_count'] = new Set(replies.map((reply) => reply.user)).size;
    wire['latest_reply'] = last.ts;
  }
  if (context.withMetadata && message.metadata !== undefined) wire['metadata'] = message.metadata;
  return wire;
}
