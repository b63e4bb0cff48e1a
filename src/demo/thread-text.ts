import { type Fields, fieldsOf, objectsOf, textOf } from './slack/json.ts';
import type { Message } from './slack/world/message.ts';

/** Names of people, groups and channels by id. */
export type Names = (id: string) => string | undefined;

/** A thread as text for a terminal: each message with its writer, its blocks line by line, tables in columns. */
export function threadText(messages: readonly Message[], names: Names): string {
  return messages
    .map((message) => {
      const body = message.blocks.length > 0 ? message.blocks.flatMap((block) => blockLines(block, names)) : [];
      const lines = body.length > 0 ? body : mrkdwnText(message.text, names).split('\n');
      const indent = message.threadTs === undefined || message.threadTs === message.ts ? '' : '    ';
      const edited = message.edited === undefined ? '' : ' (edited)';
      const writer = `${names(message.user) ?? message.user}${edited}:`;
      return [writer, ...lines.map((line) => `  ${line}`)].map((line) => `${indent}${line}`.trimEnd()).join('\n');
    })
    .join('\n\n');
}

function blockLines(block: Fields, names: Names): string[] {
  switch (block['type']) {
    case 'header':
      return [`## ${textOf(fieldsOf(block['text'])['text'])}`];
    case 'section':
      return [block['text'], ...objectsOf(block['fields'])].flatMap((text) => textLines(text, names));
    case 'context':
      return objectsOf(block['elements']).flatMap((element) => textLines(element, names));
    case 'actions':
      return [
        objectsOf(block['elements'])
          .map((element) => `[ ${textOf(fieldsOf(element['text'])['text'])} ]`)
          .join(' '),
      ];
    case 'divider':
      return ['----'];
    case 'table':
      return tableLines(Array.isArray(block['rows']) ? block['rows'] : [], names);
    default:
      return richText(block, names).split('\n');
  }
}

function textLines(text: unknown, names: Names): string[] {
  const { type, text: said } = fieldsOf(text);
  if (typeof said !== 'string') return [];
  return (type === 'mrkdwn' ? mrkdwnText(said, names) : said).split('\n');
}

/** Cells in columns; a cell that is wider than a column goes on in the next line of its column. */
function tableLines(rows: readonly unknown[], names: Names): string[] {
  const cells = rows.map((row) => (Array.isArray(row) ? row.map((cell) => cellText(fieldsOf(cell), names)) : []));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.min(34, Math.max(...cells.map((row) => Array.from(row[column] ?? '').length))),
  );
  return cells.flatMap((row, index) => {
    const folded = row.map((cell, column) => fold(cell, widths[column] ?? 34));
    const height = Math.max(1, ...folded.map((lines) => lines.length));
    const lines = Array.from({ length: height }, (_, line) =>
      folded
        .map((parts, column) => pad(parts[line] ?? '', widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    );
    return index === 0 ? [...lines, widths.map((width) => '-'.repeat(width)).join('-+-')] : lines;
  });
}

function cellText(cell: Fields, names: Names): string {
  return cell['type'] === 'rich_text' ? richText(cell, names) : textOf(cell['text']) || textOf(cell['value']);
}

function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pad(text: string, width: number): string {
  // Verdict marks are one character wide for JavaScript's count of code points and two on screen.
  return text + ' '.repeat(Math.max(0, width - Array.from(text).length));
}

function richText(block: Fields, names: Names): string {
  const parts = objectsOf(block['elements']).map((element) => {
    if (element['type'] === 'user') return `@${names(textOf(element['user_id'])) ?? 'someone'}`;
    return 'elements' in element ? richText(element, names) : textOf(element['text']) || textOf(element['url']);
  });
  return parts.join(block['type'] === 'rich_text_section' ? '' : '\n');
}

/** Slack's markup as a person reads it: mentions by name, links by label, dates by their fallback, entities undone. */
export function mrkdwnText(text: string, names: Names): string {
  return text
    .replaceAll(/<([@#]|!subteam\^)([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, kind: string, id: string, label?: string) => {
      return `${kind === '#' ? '#' : '@'}${label ?? names(id) ?? id}`;
    })
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<!([a-z]+)>/g, '@$1')
    .replaceAll(/<([^|>]+)\|([^>]+)>/g, '$2')
    .replaceAll(/<([^>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
