import { EventEmitter } from 'node:events';
import type { Channel, ChannelOption, Person, UserGroup } from '../cast.ts';
import { BOT, NOTICES } from '../cast.ts';
import type { Ephemeral, Message, StoredFile } from './message.ts';
import type { Ping } from './ping.ts';
import type { StepRun } from './step-run.ts';
import type { StoredView } from './view.ts';

/** All that the local Slack remembers, in memory. */
export interface World {
  readonly people: Map<string, Person>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Message[]>;
  ephemerals: Ephemeral[];
  readonly files: Map<string, StoredFile>;
  /** Modals of each person, bottom first. */
  readonly stacks: Map<string, StoredView[]>;
  /** App Home of each person. */
  readonly homes: Map<string, StoredView>;
  /** Status lines of threads, by `channel ts`. */
  readonly statuses: Map<string, { text: string; until: number }>;
  pings: Ping[];
  /** Steps that workflows ran, oldest first. */
  stepRuns: StepRun[];
  /** Says 'change' after every change. */
  readonly changes: EventEmitter;
}

export interface Cast {
  readonly users: readonly Person[];
  readonly groups: readonly UserGroup[];
  readonly channels: readonly ChannelOption[];
}

/** A fresh workspace with this cast and no messages. */
export function createWorld(cast: Cast): World {
  const people = [...cast.users, BOT, NOTICES];
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  return {
    people: new Map(people.map((person) => [person.id, person])),
    groups: new Map(cast.groups.map((group) => [group.id, group])),
    channels: new Map(cast.channels.map((each) => [each.id, channelOf(each)])),
    messages: new Map(),
    ephemerals: [],
    files: new Map(),
    stacks: new Map(),
    homes: new Map(),
    statuses: new Map(),
    pings: [],
    stepRuns: [],
    changes,
  };
}

function channelOf(option: ChannelOption): Channel {
  return {
    id: option.id,
    name: option.name,
    kind: option.isPrivate === true ? 'group' : 'channel',
    members: new Set(option.members),
    topic: option.topic ?? '',
  };
}

/** Forgets messages, views, files, pings and steps; people and channels stay. */
export function clearWorld(world: World): void {
  world.messages.clear();
  world.ephemerals = [];
  world.files.clear();
  world.stacks.clear();
  world.homes.clear();
  world.statuses.clear();
  world.pings = [];
  world.stepRuns = [];
  changed(world);
}

/** Tells everyone who watches that something changed. */
export function changed(world: World): void {
  world.changes.emit('change');
}

/** The messages of a channel, oldest first; a list that may be added to. */
export function messagesIn(world: World, channel: string): Message[] {
  const known = world.messages.get(channel);
  if (known !== undefined) return known;
  const fresh: Message[] = [];
  world.messages.set(channel, fresh);
  return fresh;
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return world.messages.get(channel)?.find((message) => message.ts === ts);
}

/** The replies under a root message, oldest first, without the root. */
export function repliesTo(world: World, channel: string, rootTs: string): Message[] {
  return (world.messages.get(channel) ?? []).filter((each) => each.threadTs === rootTs && each.ts !== rootTs);
}

/** The direct conversation of these people, opened when there is none yet. */
export function openDirect(world: World, members: readonly string[]): { channel: Channel; isNew: boolean } {
  const wanted = [...new Set(members)].sort();
  const kind = wanted.length > 2 ? 'mpim' : 'im';
  for (const channel of world.channels.values()) {
    if (channel.kind === kind && [...channel.members].sort().join() === wanted.join()) return { channel, isNew: false };
  }
  const others = wanted.filter((id) => id !== BOT.id);
  const id = `${kind === 'im' ? 'D' : 'G'}${others
    .join('')
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 20)}`;
  const channel: Channel = { id, name: others.join('-'), kind, members: new Set(wanted), topic: '' };
  world.channels.set(id, channel);
  changed(world);
  return { channel, isNew: true };
}

/** A person by id, handle or full name, with or without the at sign. */
export function findPerson(world: World, word: string): Person | undefined {
  const plain = word.replace(/^@/, '').toLowerCase();
  for (const person of world.people.values()) {
    if ([person.id, person.handle, person.realName].some((name) => name.toLowerCase() === plain)) return person;
  }
  return undefined;
}

/** A channel by id or name, with or without the hash. */
export function findChannel(world: World, word: string): Channel | undefined {
  const plain = word.replace(/^#/, '').toLowerCase();
  for (const channel of world.channels.values()) {
    if (channel.id.toLowerCase() === plain || (channel.kind !== 'im' && channel.name === plain)) return channel;
  }
  return undefined;
}
