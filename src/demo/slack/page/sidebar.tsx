import type { ReactNode } from 'react';
import { BOT, type Channel, type Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { nameOf } from './scene.ts';

/** What a person has read: the last time stamp they saw, by channel. */
export type ReadMarks = ReadonlyMap<string, string>;

interface Props {
  readonly engine: Engine;
  readonly viewer: Person;
  readonly open: string;
  readonly read: ReadMarks;
}

/** The list of channels and conversations, and who one plays. */
export function Sidebar({ engine, viewer, open, read }: Props): ReactNode {
  const channels = [...engine.world.channels.values()].filter((each) => each.members.has(viewer.id));
  const isDirect = (each: Channel): boolean => each.kind === 'im' || each.kind === 'mpim';
  const people = [...engine.world.people.values()].filter((each) => !each.isBot);
  const row = (channel: Channel): ReactNode => (
    <ChannelRow key={channel.id} channel={channel} engine={engine} viewer={viewer} open={open} read={read} />
  );
  return (
    <>
      <h1>{engine.team.name}</h1>
      <label className="who">
        You are
        <select data-act="who" defaultValue={viewer.id}>
          {people.map((each) => (
            <option key={each.id} value={each.id}>
              {each.realName}
            </option>
          ))}
        </select>
      </label>
      <h2>Channels</h2>
      {channels.filter((each) => !isDirect(each)).map(row)}
      <h2>Direct messages</h2>
      {channels.filter(isDirect).map(row)}
      {engine.facts.hasHome ? (
        <button type="button" className={`row ${open === 'home' ? 'open' : ''}`} data-act="home">
          <span className="sign">⌂</span> {BOT.realName} home
        </button>
      ) : null}
    </>
  );
}

function ChannelRow({ channel, engine, viewer, open, read }: Props & { channel: Channel }): ReactNode {
  const seen = read.get(channel.id) ?? '0';
  const isUnread = (engine.world.messages.get(channel.id) ?? []).some(
    (each) => each.ts > seen && each.user !== viewer.id,
  );
  const pings = engine.world.pings.filter(
    (each) => each.user === viewer.id && each.channel === channel.id && each.ts > seen,
  ).length;
  const isOpen = open === channel.id;
  return (
    <button
      type="button"
      className={`row ${isOpen ? 'open' : ''} ${isUnread && !isOpen ? 'unread' : ''}`}
      data-act="channel"
      data-channel={channel.id}
    >
      <span className="sign">{channel.kind === 'channel' ? '#' : channel.kind === 'group' ? '⚿' : '●'}</span>
      <span className="name">{titleOf(engine, viewer, channel)}</span>
      {pings > 0 && !isOpen ? <span className="badge">{pings}</span> : null}
    </button>
  );
}

/** A channel's name, or for a direct conversation those one talks with. */
export function titleOf(engine: Engine, viewer: Person, channel: Channel): string {
  if (channel.kind === 'channel' || channel.kind === 'group') return channel.name;
  return [...channel.members]
    .filter((id) => id !== viewer.id)
    .map((id) => nameOf(engine.world, id))
    .join(', ');
}
