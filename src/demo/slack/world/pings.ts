import type { Channel } from '../cast.ts';
import { type Fields, isFields } from '../json.ts';
import type { Message } from './message.ts';
import type { Ping } from './ping.ts';
import { repliesTo, type World } from './world.ts';

/**
 * Who is notified by a post, once each, with the strongest reason.
 * Shape: only members of the channel; edits are never handed here, for Slack notifies no one of an edit.
 */
export function pingsOf(world: World, channel: Channel, message: Message): Ping[] {
  const reasons = new Map<string, Ping['why']>();
  const add = (user: string, why: Ping['why']): void => {
    const person = world.people.get(user);
    if (person === undefined || person.isBot || user === message.user || !channel.members.has(user)) return;
    if (!reasons.has(user)) reasons.set(user, why);
  };
  const marks = marksOf(message);
  for (const id of marks.users) add(id, 'mention');
  for (const id of marks.groups) for (const user of world.groups.get(id)?.users ?? []) add(user, 'group');
  if (marks.everyone) for (const user of channel.members) add(user, 'everyone');
  if (channel.kind === 'im' || channel.kind === 'mpim') for (const user of channel.members) add(user, 'dm');
  if (message.threadTs !== undefined) for (const user of followersOf(world, message)) add(user, 'thread');
  return [...reasons].map(([user, why]) => ({
    user,
    why,
    channel: channel.id,
    ts: message.ts,
    at: message.postedAt,
  }));
}

/** People who wrote in the thread or were mentioned in it follow it. */
function followersOf(world: World, message: Message): Set<string> {
  const { threadTs } = message;
  const followers = new Set<string>();
  if (threadTs === undefined) return followers;
  const root = world.messages.get(message.channel)?.find((each) => each.ts === threadTs);
  const earlier = [...(root === undefined ? [] : [root]), ...repliesTo(world, message.channel, threadTs)];
  for (const each of earlier) {
    if (each.ts === message.ts) continue;
    followers.add(each.user);
    for (const id of marksOf(each).users) followers.add(id);
  }
  return followers;
}

interface Marks {
  readonly users: Set<string>;
  readonly groups: Set<string>;
  everyone: boolean;
}

/** The mentions in a message's text and in its blocks. */
export function marksOf(message: { text: string; blocks: readonly Fields[] }): Marks {
  const marks: Marks = { users: new Set(), groups: new Set(), everyone: false };
  readMrkdwn(message.text, marks);
  for (const block of message.blocks) walk(block, marks);
  return marks;
}

function readMrkdwn(text: string, marks: Marks): void {
  for (const [, kind, name] of text.matchAll(/<(@|!subteam\^|!)([A-Za-z0-9]+)(?:\|[^>]*)?>/g)) {
    if (name === undefined) continue;
    if (kind === '@') marks.users.add(name);
    else if (kind === '!subteam^') marks.groups.add(name);
    else if (['channel', 'here', 'everyone'].includes(name)) marks.everyone = true;
  }
}

/** Plain text and raw cells never mention; mrkdwn, markdown and rich text elements do. */
function walk(node: unknown, marks: Marks): void {
  if (Array.isArray(node)) for (const each of node) walk(each, marks);
  if (!isFields(node)) return;
  const { type, text } = node;
  if ((type === 'mrkdwn' || type === 'markdown') && typeof text === 'string') return readMrkdwn(text, marks);
  if (type === 'user' && typeof node['user_id'] === 'string') marks.users.add(node['user_id']);
  if (type === 'usergroup' && typeof node['usergroup_id'] === 'string') marks.groups.add(node['usergroup_id']);
  if (type === 'broadcast') marks.everyone = true;
  for (const each of Object.values(node)) if (typeof each === 'object') walk(each, marks);
}
