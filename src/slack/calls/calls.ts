import type { HomeView, ModalView } from '@slack/types';
import type { Content } from '../content.ts';
import type { Channel } from '../find-channel.ts';

/** Names a message of ours, so that it can be found again when the process ended before its ts was known. Slack keeps it as message metadata. */
export type Identity = Record<string, string | number>;

/** Where a message goes. */
export type Address = { channel: string; threadTs?: string | undefined };

/** A picture; `alt`, at most 1,000 characters, is for those who cannot see it. */
export type Picture = { name: string; png: Uint8Array; alt: string };

/** A file for people. */
export type SharedFile = { name: string; bytes: Uint8Array };

/** How a step of a workflow ends: with what it gives to the steps after it, or with words for whoever set it off. */
export type StepEnd = { outputs: Record<string, string | number> } | { error: string };

/** A user group of the workspace. Shape: `name` as people see it, hostile until escaped. */
export type UserGroup = { id: string; name: string };

/** A shared file as Slack tells of it. Shape: texts of Slack's and of people's, hostile until escaped. Units: `size` octets. */
export type FileFacts = { id: string; name: string; mimetype: string; size: number; url: string };

/** The calls to Slack this room makes. Each fails with the web client's own error, which `troubleOf` reads. */
export type Calls = {
  post(to: Address, content: Content, identity: Identity): Promise<{ ts: string; channel: string }>;
  update(at: { channel: string; ts: string }, content: Content, identity: Identity): Promise<void>;
  /** The ts of our message of this identity, if it stands. Units: `since` milliseconds since 1970. */
  find(at: Address, identity: Identity, since: number): Promise<string | undefined>;
  /** Uploads a picture and shows it nowhere; its file's id. Fails also: with BytesLost. */
  upload(picture: Picture): Promise<string>;
  /** Uploads files and shares them in one message there. Fails also: with BytesLost. */
  share(to: Address, files: readonly SharedFile[]): Promise<void>;
  /** What Slack knows of a file, where an event tells no more than its id; undefined where that is nothing we can fetch. */
  fileFacts(id: string): Promise<FileFacts | undefined>;
  /** The octets of a file that somebody shared. Fails: FileRefused, or FileLost. */
  download(url: string, mostBytes: number): Promise<Uint8Array>;
  openDirect(userId: string): Promise<string>;
  /** The link to a message, as Slack says now: it gives none of what was deleted. */
  permalink(channel: string, ts: string): Promise<string | undefined>;
  /** The link to a message that stands, and in no thread; mostly without a call. */
  rootLink(channel: string, ts: string): Promise<string | undefined>;
  userName(userId: string): Promise<string | undefined>;
  openForm(triggerId: string, view: ModalView): Promise<void>;
  /** Says something to one person in a channel, in the thread where one is named. */
  whisper(channel: string, userId: string, content: Content, threadTs?: string): Promise<void>;
  /** Shows somebody their home. */
  publish(userId: string, view: HomeView): Promise<void>;
  /** Puts another view in the place of one that is open. */
  changeForm(viewId: string, view: ModalView): Promise<void>;
  /** The user groups of the workspace that are in use. */
  listGroups(): Promise<UserGroup[]>;
  /** Ids of everybody in a user group. */
  groupMembers(group: string): Promise<string[]>;
  /** Ids of everybody in a channel. */
  members(channel: string): Promise<string[]>;
  listChannels(): Promise<Channel[]>;
  channel(id: string): Promise<Channel>;
  /** Ends a step. Shape: `token` is the one Slack gave for this run; ours where absent. */
  endStep(execution: string, end: StepEnd, token?: string): Promise<void>;
  /** Who we are to Slack. */
  whoAmI(): Promise<{ userId: string; botId: string; name: string }>;
};
