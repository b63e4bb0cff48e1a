import type { Fields } from '../json.ts';
import { escapeMrkdwn } from './escape.ts';
import { findChannel, findPerson, type World } from './world.ts';

/** One stretch of what a person typed: plain, or something the client turned into a mention or a link. */
type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'user'; readonly id: string; readonly typed: string }
  | { readonly kind: 'group'; readonly id: string; readonly typed: string }
  | { readonly kind: 'channel'; readonly id: string; readonly typed: string }
  | { readonly kind: 'everyone'; readonly range: string }
  | { readonly kind: 'link'; readonly url: string };

/** What a client sends for typed words: the escaped text and the rich text block of it. */
export function encodeTyped(world: World, typed: string): { text: string; blocks: Fields[] } {
  const spans = spansOf(world, typed);
  const elements = spans.map(elementOf);
  return {
    text: spans.map(mrkdwnOf).join(''),
    blocks: elements.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
  };
}

/**
 * The text of a slash command as it reaches the app.
 * Shape: with escaping, mentions and links come as `<@U1|aiko>`, `<#C1|claims>`, `<http://x>`; without it, as typed.
 */
export function encodeCommandText(world: World, typed: string, isEscaped: boolean): string {
  if (!isEscaped) return escapeMrkdwn(typed);
  return spansOf(world, typed)
    .map((span) => {
      if (span.kind === 'user') return `<@${span.id}|${world.people.get(span.id)?.handle ?? ''}>`;
      if (span.kind === 'channel') return `<#${span.id}|${world.channels.get(span.id)?.name ?? ''}>`;
      return mrkdwnOf(span);
    })
    .join('');
}

function mrkdwnOf(span: Span): string {
  switch (span.kind) {
    case 'text':
      return escapeMrkdwn(span.text);
    case 'user':
      return `<@${span.id}>`;
    case 'group':
      return `<!subteam^${span.id}>`;
    case 'channel':
      return `<#${span.id}>`;
    case 'everyone':
      return `<!${span.range}>`;
    case 'link':
      return `<${escapeMrkdwn(span.url)}>`;
  }
}

function elementOf(span: Span): Fields {
  switch (span.kind) {
    case 'text':
      return { type: 'text', text: span.text };
    case 'user':
      return { type: 'user', user_id: span.id };
    case 'group':
      return { type: 'usergroup', usergroup_id: span.id };
    case 'channel':
      return { type: 'channel', channel_id: span.id };
    case 'everyone':
      return { type: 'broadcast', range: span.range };
    case 'link':
      return { type: 'link', url: span.url };
  }
}

/** Splits at every mention, channel and address the client would know; longest names first. */
function spansOf(world: World, typed: string): Span[] {
  const names = [...world.people.values()].flatMap((each) => [each.realName, each.handle]);
  const groups = [...world.groups.values()].map((each) => each.handle);
  const people = [...names, ...groups, 'channel', 'here', 'everyone'];
  const channels = [...world.channels.values()].filter((each) => each.kind !== 'im').map((each) => each.name);
  const pattern = new RegExp(
    `(?<![\\w@#])(?:@(?:${oneOf(people)})|#(?:${oneOf(channels)}))(?![\\w-])|https?://[^\\s<>"]+`,
    'giu',
  );
  const spans: Span[] = [];
  let from = 0;
  for (const match of typed.matchAll(pattern)) {
    if (match.index > from) spans.push({ kind: 'text', text: typed.slice(from, match.index) });
    spans.push(spanOf(world, match[0]));
    from = match.index + match[0].length;
  }
  if (from < typed.length) spans.push({ kind: 'text', text: typed.slice(from) });
  return spans;
}

function oneOf(names: readonly string[]): string {
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  return longestFirst.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '(?!)';
}

function spanOf(world: World, typed: string): Span {
  if (typed.startsWith('http')) return { kind: 'link', url: typed };
  const name = typed.slice(1).toLowerCase();
  if (typed.startsWith('#')) {
    const channel = findChannel(world, name);
    return channel === undefined ? { kind: 'text', text: typed } : { kind: 'channel', id: channel.id, typed };
  }
  if (['channel', 'here', 'everyone'].includes(name)) return { kind: 'everyone', range: name };
  const group = [...world.groups.values()].find((each) => each.handle.toLowerCase() === name);
  if (group !== undefined) return { kind: 'group', id: group.id, typed };
  const person = findPerson(world, name);
  return person === undefined ? { kind: 'text', text: typed } : { kind: 'user', id: person.id, typed };
}
