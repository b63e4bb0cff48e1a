import type { ReactNode } from 'react';
import { BOT, NOTICES } from '../cast.ts';
import type { Engine } from '../engine.ts';
import type { Person } from '../cast.ts';
import type { Ephemeral, Message, StoredFile } from '../world/message.ts';
import { repliesTo } from '../world/world.ts';
import { Blocks } from './blocks.tsx';
import { clockOf } from './dates.ts';
import { Emoji } from './emoji-sign.tsx';
import { Mrkdwn } from './mrkdwn.tsx';
import { pictureUrl } from './picture.tsx';
import { nameOf, type Scene } from './scene.ts';

interface Props {
  readonly engine: Engine;
  readonly viewer: Person;
  readonly message: Message;
  /** In a thread pane the link to the replies is left out. */
  readonly isInThread: boolean;
}

/** One message as it stands in a channel or a thread. */
export function MessageRow({ engine, viewer, message, isInThread }: Props): ReactNode {
  const replies = isInThread ? [] : repliesTo(engine.world, message.channel, message.ts);
  const scene = sceneOf(engine, viewer, message);
  const hasBlocks = message.blocks.some((block) => block['type'] !== 'rich_text') || message.fromBot;
  return (
    <article className="message" data-ts={message.ts}>
      <Avatar id={message.user} engine={engine} />
      <div className="message-body">
        <Byline id={message.user} ts={message.ts} engine={engine} />
        {message.subtype === 'thread_broadcast' ? <div className="note">replied to a thread</div> : null}
        {hasBlocks && message.blocks.length > 0 ? (
          <Blocks blocks={message.blocks} scene={scene} />
        ) : (
          <Mrkdwn text={message.text} world={engine.world} />
        )}
        {message.edited === undefined ? null : <span className="edited"> (edited)</span>}
        {message.files.map((file) => (
          <FileCard key={file.id} file={file} engine={engine} />
        ))}
        {message.reactions.length === 0 ? null : (
          <div className="reactions">
            {message.reactions.map((each) => (
              <span key={each.name} title={each.users.map((id) => nameOf(engine.world, id)).join(', ')}>
                <Emoji name={each.name} /> {each.users.length}
              </span>
            ))}
          </div>
        )}
        {replies.length === 0 ? null : <Replies message={message} replies={replies} engine={engine} />}
      </div>
      <Tools engine={engine} message={message} isInThread={isInThread} />
    </article>
  );
}

/** A message only the viewer sees. */
export function EphemeralRow({
  engine,
  viewer,
  ephemeral,
}: {
  engine: Engine;
  viewer: Person;
  ephemeral: Ephemeral;
}): ReactNode {
  const scene = sceneOf(engine, viewer, ephemeral);
  return (
    <article className="message ephemeral" data-ts={ephemeral.ts}>
      <Avatar id={ephemeral.from} engine={engine} />
      <div className="message-body">
        <div className="note">Only visible to you</div>
        <Byline id={ephemeral.from} ts={ephemeral.ts} engine={engine} />
        {ephemeral.blocks.length > 0 ? (
          <Blocks blocks={ephemeral.blocks} scene={scene} />
        ) : (
          <Mrkdwn text={ephemeral.text} world={engine.world} />
        )}
      </div>
    </article>
  );
}

function sceneOf(engine: Engine, viewer: Person, shown: { channel: string; ts: string }): Scene {
  return { engine, viewer, place: 'message', channel: shown.channel, ts: shown.ts, values: {} };
}

function Byline({ id, ts, engine }: { id: string; ts: string; engine: Engine }): ReactNode {
  return (
    <div className="byline">
      <b>{nameOf(engine.world, id)}</b>
      {id === BOT.id || id === NOTICES.id ? <span className="tag">APP</span> : null}
      <time>{clockOf(ts)}</time>
    </div>
  );
}

function Avatar({ id, engine }: { id: string; engine: Engine }): ReactNode {
  const words = nameOf(engine.world, id).split(/\s+/);
  const letters = words
    .map((word) => word.at(0) ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const colour = [...engine.world.people.keys()].indexOf(id) % 6;
  return <span className={`avatar colour-${Math.max(0, colour)}`}>{letters}</span>;
}

function Replies({
  message,
  replies,
  engine,
}: {
  message: Message;
  replies: readonly Message[];
  engine: Engine;
}): ReactNode {
  const last = replies.at(-1);
  return (
    <button type="button" className="replies" data-act="thread" data-ts={message.ts}>
      <span className="reply-avatars">
        {[...new Set(replies.map((each) => each.user))].slice(0, 3).map((id) => (
          <Avatar key={id} id={id} engine={engine} />
        ))}
      </span>
      <b>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</b>
      {last === undefined ? null : <small>last at {clockOf(last.ts)}</small>}
    </button>
  );
}

/** What one can do with a message: answer it, run a shortcut on it. */
function Tools({ engine, message, isInThread }: { engine: Engine; message: Message; isInThread: boolean }): ReactNode {
  const shortcuts = (engine.facts.shortcuts ?? []).filter((each) => each.type === 'message');
  return (
    <div className="tools">
      {isInThread ? null : (
        <button
          type="button"
          data-act="thread"
          data-ts={message.ts}
          title="Reply in thread"
          aria-label="Reply in thread"
        >
          Reply
        </button>
      )}
      {shortcuts.map((each) => (
        <button
          key={each.callbackId}
          type="button"
          data-act="shortcut"
          data-callback-id={each.callbackId}
          data-channel={message.channel}
          data-ts={message.ts}
        >
          {each.name}
        </button>
      ))}
    </div>
  );
}

function FileCard({ file, engine }: { file: StoredFile; engine: Engine }): ReactNode {
  const source = pictureUrl(engine, file.id);
  return (
    <figure className="file">
      <figcaption>
        <a href={`/_page/file/${encodeURIComponent(file.id)}`} target="_blank" rel="noopener noreferrer">
          {file.title}
        </a>{' '}
        <small>{Math.max(1, Math.round(file.bytes.length / 1024))} kB</small>
      </figcaption>
      {source === undefined ? null : <img className="large" src={source} alt={file.altText ?? file.title} />}
    </figure>
  );
}
