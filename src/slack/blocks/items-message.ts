import type { KnownBlock } from '@slack/types';
import type { Dossier, Fetch, PlannedItem } from '../../core/dossier.ts';
import type { Reading } from '../../core/reading.ts';
import { type Content, LARGEST_BLOCKS, LONGEST_TEXT } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { rowsLeftOver } from './comparison-message.ts';
import { context, linesWithin, section, sizeOf } from './parts.ts';
import { perDossier } from './per-dossier.ts';
import { type Row, rowsOf } from './rows.ts';
import { count } from './state-lines.ts';
import { rowInText, tableWithin } from './table.ts';
import { latestFetch, mentionOf } from './view.ts';

/** Room for the list of items; the rest of the message is for rows that the comparison had no room for. */
const ITEMS_ROOM = 5600;
const SECTION_ROOM = 2800;

/**
 * The items this claim calls for, each with its reason, and once a fetch is complete with where its values came from and how old they are;
 * below them the rows that the comparison's table had no room for.
 * Shape: holds the one mention of the claim. It is the last message of the thread, so it rings once and nothing after it rings again.
 */
export function itemsMessage(dossier: Dossier): Content {
  return pageAndRest(dossier).content;
}

/** Rows that found room neither in the comparison nor beside the items; almost always none. */
const pageAndRest = perDossier((dossier: Dossier): { content: Content; rest: Row[] } => {
  const latest = latestFetch(dossier);
  const fetch = latest?.phase === 'complete' ? latest : undefined;
  const read = dossier.fetches.findLast(({ phase }) => phase === 'complete');
  const lines = dossier.items.map((item) => itemLine(item, read));
  const mention = mentionOf(dossier.claim.handler);
  const items = `*${count(dossier.items.length, 'item')} for this claim, and why*`;
  const title = mention === undefined ? items : `${mention}, this claim is yours. ${items}`;
  const blocks: KnownBlock[] = [section(title), ...sectionsOf(lines)];
  const left = fetch === undefined ? [] : rowsLeftOver(dossier);
  const { block, rest, lines: rowLines } = furtherRows(dossier, left, LARGEST_BLOCKS - sizeOf(blocks) - 200);
  if (block.length > 0) blocks.push(section('*Further rows of the comparison*'), ...block);
  const text = linesWithin([items, ...lines, ...rowLines], LONGEST_TEXT, (more) => `and ${more} more lines`);
  return { content: { text: clip(text, LONGEST_TEXT), blocks }, rest };
});

function furtherRows(
  dossier: Dossier,
  rows: readonly Row[],
  room: number,
): { block: KnownBlock[]; rest: Row[]; lines: string[] } {
  if (rows.length === 0) return { block: [], rest: [], lines: [] };
  const { head } = rowsOf(dossier);
  const table = tableWithin(head, rows, room);
  const taken = table?.taken ?? 0;
  return {
    block: table === undefined ? [] : [table.block],
    rest: rows.slice(taken),
    lines: rows.slice(0, taken).map((row) => rowInText(head, row)),
  };
}

/** How many further messages a claim may have; a device that reports hundreds of parts does not flood the thread. */
const MORE_PAGES = 5;

/** Rows beyond the first two tables, a message each; almost always none. */
export function morePages(dossier: Dossier): Content[] {
  const pages: Content[] = [];
  if (latestFetch(dossier)?.phase !== 'complete') return pages;
  let { rest } = pageAndRest(dossier);
  while (rest.length > 0 && pages.length < MORE_PAGES) {
    const page = furtherRows(dossier, rest, LARGEST_BLOCKS - 600);
    const last = pages.length === MORE_PAGES - 1 && page.rest.length > 0;
    const note = last ? `${count(page.rest.length, 'row')} beyond these are kept but not shown` : '';
    const blocks = [section('*Further rows of the comparison*'), ...page.block, ...(last ? [context(note)] : [])];
    pages.push({ text: clip([...page.lines, note].join('\n'), LONGEST_TEXT), blocks });
    rest = page.rest;
  }
  return pages;
}

/** Lines in as few sections as they need; a section holds 3,000 characters. */
function sectionsOf(lines: readonly string[]): KnownBlock[] {
  const kept = linesWithin(lines, ITEMS_ROOM, (left) => `and ${count(left, 'more item')}`);
  const sections: KnownBlock[] = [];
  let text = '';
  for (const line of kept === '' ? [] : kept.split('\n')) {
    if (text !== '' && text.length + 1 + line.length > SECTION_ROOM) {
      sections.push(section(text));
      text = '';
    }
    text = text === '' ? line : `${text}\n${line}`;
  }
  return text === '' ? sections : [...sections, section(text)];
}

function itemLine(item: PlannedItem, fetch: Fetch | undefined): string {
  const reason = `• *${escapeMrkdwn(oneLine(item.title), 80)}*: ${escapeMrkdwn(oneLine(item.because), 220)}`;
  const readings = (fetch?.readings ?? []).filter((reading) => reading.item === item.item);
  const source = sourceInWords(readings);
  return source === undefined ? reason : `${reason} (${source})`;
}

/** Where an item's values came from: how many, by which protocol and place, when; the moment and not its age, for the message stands for good. Shape: mrkdwn; undefined when there are none. */
function sourceInWords(readings: readonly Reading[]): string | undefined {
  const read = readings.filter(({ value }) => value.kind !== 'absent');
  if (readings.length === 0) return undefined;
  if (read.length === 0) return 'could not be read';
  const oldest = Math.min(...read.map(({ at }) => at));
  const last = read[0]?.evidence.at(-1);
  const from = last === undefined ? '' : `, ${last.protocol.toUpperCase()} ${escapeMrkdwn(oneLine(last.place), 90)}`;
  const missing = readings.length - read.length;
  return `${count(read.length, 'value')}${missing > 0 ? `, ${missing} absent` : ''}${from}, ${momentInSlack(oldest)}`;
}
