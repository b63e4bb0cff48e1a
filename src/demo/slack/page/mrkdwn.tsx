import type { ReactNode } from 'react';
import type { World } from '../world/world.ts';
import { unescapeMrkdwn } from '../world/escape.ts';
import { formatDate } from './dates.ts';
import { Emoji, WithSigns } from './emoji-sign.tsx';
import { emojiOf } from './emoji.ts';
import { nameOf } from './scene.ts';

const BEFORE = String.raw`(?<=^|[\s([{'"\u2013\u2014-])`;
const AFTER = String.raw`(?=$|[\s)\]}.,:;!?'"\u2013\u2014-])`;

function styled(mark: string): string {
  // What stands between angle brackets is taken whole: a date's format and an address have underscores of their own.
  return `${BEFORE}\\${mark}(?=\\S)((?:<[^<>\\n]+>|[^\\${mark}\\n<])+)(?<=\\S)\\${mark}${AFTER}`;
}

const TOKEN = new RegExp(
  [
    '```([\\s\\S]+?)```',
    '`([^`\\n]+)`',
    '<([^<>\\n]+)>',
    ':([a-z0-9_+-]+):',
    styled('*'),
    styled('_'),
    styled('~'),
  ].join('|'),
  'gm',
);

/** Slack's mrkdwn as elements; everything in it ends up as text, never as markup of its own. */
export function Mrkdwn({ text, world }: { text: string; world: World }): ReactNode {
  const parts: ReactNode[] = [];
  let quote: string[] = [];
  const lines: string[] = [];
  const flushLines = (): void => {
    if (lines.length > 0) parts.push(<span key={parts.length}>{inline(lines.join('\n'), world)}</span>);
    lines.splice(0);
  };
  const flushQuote = (): void => {
    if (quote.length > 0) parts.push(<blockquote key={parts.length}>{inline(quote.join('\n'), world)}</blockquote>);
    quote = [];
  };
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted === null) {
      flushQuote();
      lines.push(line);
    } else {
      flushLines();
      quote.push(quoted[1] ?? '');
    }
  }
  flushQuote();
  flushLines();
  return <span className="mrkdwn">{parts}</span>;
}

function inline(text: string, world: World): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from)
      parts.push(<WithSigns key={`text-${from}`} text={unescapeMrkdwn(text.slice(from, match.index))} />);
    parts.push(<Piece key={match.index} match={match} world={world} />);
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(<WithSigns key={`text-${from}`} text={unescapeMrkdwn(text.slice(from))} />);
  return parts;
}

function Piece({ match, world }: { match: RegExpExecArray; world: World }): ReactNode {
  const [whole, block, code, bracket, emoji, bold, italic, strike] = match;
  if (block !== undefined) return <pre>{unescapeMrkdwn(block.replace(/^\n/, ''))}</pre>;
  if (code !== undefined) return <code>{unescapeMrkdwn(code)}</code>;
  if (bracket !== undefined) return <Bracket inside={bracket} world={world} />;
  if (emoji !== undefined) return <Emoji name={emoji} />;
  if (bold !== undefined) return <b>{inline(bold, world)}</b>;
  if (italic !== undefined) return <i>{inline(italic, world)}</i>;
  if (strike !== undefined) return <s>{inline(strike, world)}</s>;
  return whole;
}

/** What stands between angle brackets: a mention, a date, a link. */
function Bracket({ inside, world }: { inside: string; world: World }): ReactNode {
  const [target, label] = splitOnce(inside, '|');
  const shown = label === undefined ? undefined : unescapeMrkdwn(label);
  if (target.startsWith('@')) return <Mention kind="user" id={target.slice(1)} world={world} />;
  if (target.startsWith('#')) return <Mention kind="channel" id={target.slice(1)} world={world} />;
  if (target.startsWith('!subteam^'))
    return <Mention kind="group" id={target.slice('!subteam^'.length)} world={world} />;
  if (target.startsWith('!date^')) return <SlackDate parts={target.split('^')} fallback={shown ?? ''} />;
  if (target.startsWith('!')) return <span className="mention loud">@{target.slice(1)}</span>;
  return <Link url={unescapeMrkdwn(target)}>{shown ?? unescapeMrkdwn(target)}</Link>;
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** A mention by id, shown as a name. */
export function Mention({
  kind,
  id,
  world,
}: {
  kind: 'user' | 'channel' | 'group';
  id: string;
  world: World;
}): ReactNode {
  const { channels, groups } = world;
  switch (kind) {
    case 'user':
      return <span className="mention">@{nameOf(world, id)}</span>;
    case 'group':
      return <span className="mention">@{groups.get(id)?.handle ?? id}</span>;
    case 'channel':
      return (
        <a className="mention" data-act="channel" data-channel={id} href={`/?channel=${encodeURIComponent(id)}`}>
          #{channels.get(id)?.name ?? id}
        </a>
      );
  }
}

function SlackDate({ parts, fallback }: { parts: readonly string[]; fallback: string }): ReactNode {
  const [, seconds = '', format = '', link] = parts;
  const shown = /^\d+$/.test(seconds) ? formatDate(Number(seconds), unescapeMrkdwn(format)) : fallback;
  return link === undefined ? <time>{shown}</time> : <Link url={link}>{shown}</Link>;
}

/** A link that opens beside the page; any address but a web or mail one stays plain text. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** A text object: mrkdwn as formatted, plain text as it is. */
export function TextObject({ text, world }: { text: Readonly<Record<string, unknown>>; world: World }): ReactNode {
  const words = typeof text['text'] === 'string' ? text['text'] : '';
  if (text['type'] === 'mrkdwn') return <Mrkdwn text={words} world={world} />;
  return (
    <span className="plain">
      <WithSigns text={withEmoji(words)} />
    </span>
  );
}

/** Plain text with its emoji names as characters. */
export function withEmoji(words: string): string {
  return words.replaceAll(/:([a-z0-9_+-]+):/g, (_whole, name: string) => emojiOf(name));
}
