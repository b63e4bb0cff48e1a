import type { KnownBlock } from '@slack/types';
import { firstHandler } from '../../core/claim.ts';
import type { Dossier, PlannedItem } from '../../core/dossier.ts';
import { type Content, LONGEST_TEXT } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { linesWithin, section } from './parts.ts';
import { reportLines } from './report-lines.ts';
import { count } from './state-lines.ts';
import { mentionOf, NO_VIEW, type View } from './view.ts';

/** Room for the list of items: so many characters in all, and in one section, which holds 3,000. */
const ITEMS_ROOM = 9000;
const SECTION_ROOM = 2800;

/**
 * The items this claim calls for, each with its reason; where their values came from stands behind *Show sources*.
 * Shape: holds the one mention of the claim. It is the last message of the thread, and whoever was in charge first stays the one mentioned: it is never edited for another.
 */
export function itemsMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  return listed(dossier, view, mentionOf(firstHandler(dossier.claim)));
}

/**
 * The same as it is posted: a person is told directly, and their mention comes by an edit, which rings no second bell. A group has no direct
 * message, so its mention is there from the first.
 */
export function itemsMessageAtFirst(dossier: Dossier, view: View = NO_VIEW): Content {
  const handler = firstHandler(dossier.claim);
  return listed(dossier, view, handler.kind === 'group' ? mentionOf(handler) : undefined);
}

function listed(dossier: Dossier, view: View, mention: string | undefined): Content {
  const lines = dossier.items.map(itemLine);
  const items = `*${count(dossier.items.length, 'item')} for this claim, and why*`;
  const title = mention === undefined ? items : `${mention}, this claim is yours. ${items}`;
  const text = linesWithin([items, ...lines], LONGEST_TEXT, (more) => `and ${more} more lines`);
  // Whoever reported again is told of here by an edit, which rings nobody's bell; a message of its own in the thread would.
  const reports = reportLines(dossier.claim, view);
  const said = reports.length === 0 ? [] : [section(reports.join('\n'))];
  return { text: clip(text, LONGEST_TEXT), blocks: [section(title), ...sectionsOf(lines), ...said] };
}

/** Lines in as few sections as they need. */
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

function itemLine(item: PlannedItem): string {
  return `• *${escapeMrkdwn(oneLine(item.title), 80)}*: ${escapeMrkdwn(oneLine(item.because), 220)}`;
}
