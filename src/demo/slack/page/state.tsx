import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { BOT, type Channel, type Person } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { type Ephemeral, isInChannel, type Message } from '../world/message.ts';
import { findMessage, openDirect, repliesTo } from '../world/world.ts';
import { EphemeralRow, MessageRow } from './message.tsx';
import { type ReadMarks, Sidebar, titleOf } from './sidebar.tsx';
import { Home, Modal } from './view.tsx';

/** More than this many messages of a channel are not drawn. */
const SHOWN = 200;

/** One message as HTML, and the name under which the browser keeps it. */
interface Piece {
  readonly key: string;
  readonly html: string;
}

/** All a browser shows at one moment. */
export interface PageState {
  readonly user: string;
  readonly channel: string;
  readonly title: string;
  readonly topic: string;
  readonly sidebar: string;
  readonly messages: readonly Piece[];
  /** Null when no thread is open. */
  readonly thread: readonly Piece[] | null;
  readonly threadTs: string;
  readonly status: string;
  /** Null when no modal is open; the errors and values are in the HTML, errors again to set beside inputs. */
  readonly modal: {
    readonly id: string;
    readonly version: string;
    readonly html: string;
    readonly errors: Record<string, string>;
  } | null;
  readonly commands: readonly { readonly command: string; readonly hint: string }[];
  readonly shortcuts: readonly { readonly name: string; readonly callbackId: string }[];
}

/** What the browser asks to see. */
export interface Look {
  readonly user: string;
  /** A channel's id, `home`, or empty for the first channel. */
  readonly channel: string;
  readonly thread: string;
}

/** The page's state for one person looking at one place. */
export function stateOf(engine: Engine, look: Look, read: ReadMarks): PageState {
  const { world } = engine;
  const people = [...world.people.values()].filter((each) => !each.isBot);
  const viewer = people.find((each) => each.id === look.user) ?? people[0] ?? BOT;
  openDirect(world, [BOT.id, viewer.id]);
  const seen = [...world.channels.values()].filter((each) => each.members.has(viewer.id));
  const isHome = look.channel === 'home';
  const channel = isHome ? undefined : (seen.find((each) => each.id === look.channel) ?? seen[0]);
  const root = channel && findMessage(world, channel.id, look.thread);
  const view = world.stacks.get(viewer.id)?.at(-1);
  const status = root && world.statuses.get(`${root.channel} ${root.ts}`);
  return {
    user: viewer.id,
    channel: isHome ? 'home' : (channel?.id ?? ''),
    title: channel === undefined ? `${BOT.realName} home` : headingOf(engine, viewer, channel),
    topic: channel?.topic ?? '',
    sidebar: html(<Sidebar engine={engine} viewer={viewer} open={isHome ? 'home' : (channel?.id ?? '')} read={read} />),
    messages: channel === undefined ? homePieces(engine, viewer) : channelPieces(engine, viewer, channel),
    thread: root === undefined ? null : threadPieces(engine, viewer, root),
    threadTs: root?.ts ?? '',
    status: status !== undefined && status.until > Date.now() ? `${BOT.realName} ${status.text}` : '',
    modal:
      view === undefined
        ? null
        : {
            id: view.id,
            version: `${view.hash} ${JSON.stringify(view.errors)}`,
            html: html(<Modal engine={engine} viewer={viewer} view={view} />),
            errors: view.errors,
          },
    commands: [...(engine.facts.commands ?? [])].map(([command, { hint }]) => ({ command, hint })),
    shortcuts: (engine.facts.shortcuts ?? [])
      .filter((each) => each.type === 'global')
      .map(({ name, callbackId }) => ({ name, callbackId })),
  };
}

function html(node: ReactNode): string {
  return renderToStaticMarkup(node);
}

function headingOf(engine: Engine, viewer: Person, channel: Channel): string {
  const title = titleOf(engine, viewer, channel);
  return channel.kind === 'channel' ? `# ${title}` : title;
}

function homePieces(engine: Engine, viewer: Person): Piece[] {
  const view = engine.world.homes.get(viewer.id);
  if (view === undefined) return [{ key: 'empty', html: html(<p className="empty">Nothing here yet.</p>) }];
  return [{ key: view.id, html: html(<Home engine={engine} viewer={viewer} view={view} />) }];
}

function channelPieces(engine: Engine, viewer: Person, channel: Channel): Piece[] {
  const messages = (engine.world.messages.get(channel.id) ?? []).filter(isInChannel).slice(-SHOWN);
  const own = ephemeralsOf(engine, viewer, channel.id, undefined);
  return inOrder(engine, viewer, messages, own, false);
}

function threadPieces(engine: Engine, viewer: Person, root: Message): Piece[] {
  const messages = [root, ...repliesTo(engine.world, root.channel, root.ts)];
  return inOrder(engine, viewer, messages, ephemeralsOf(engine, viewer, root.channel, root.ts), true);
}

function ephemeralsOf(engine: Engine, viewer: Person, channel: string, threadTs: string | undefined): Ephemeral[] {
  return engine.world.ephemerals.filter(
    (each) => each.to === viewer.id && each.channel === channel && each.threadTs === threadTs,
  );
}

function inOrder(
  engine: Engine,
  viewer: Person,
  messages: readonly Message[],
  ephemerals: readonly Ephemeral[],
  isInThread: boolean,
): Piece[] {
  const shown = [
    ...messages.map((message) => ({
      key: message.ts,
      html: html(<MessageRow engine={engine} viewer={viewer} message={message} isInThread={isInThread} />),
    })),
    ...ephemerals.map((ephemeral) => ({
      key: ephemeral.ts,
      html: html(<EphemeralRow engine={engine} viewer={viewer} ephemeral={ephemeral} />),
    })),
  ];
  return shown.sort((a, b) => Number(a.key) - Number(b.key));
}
