import type { KnownBlock } from '@slack/types';
import { firstHandler } from '../../core/claim.ts';
import type { Dossier, PlannedItem } from '../../core/dossier.ts';
import { type Content, LONGEST_TEXT } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { linesWithin, section } from './parts.ts';
import { reportLines } from './report-lines.ts';
import { count } from './state-lines.ts';
import { mentionOf, NO_VIEW, personIn, type View } from './view.ts';

/** Room for the list of items: so many characters in all, and in one section, which holds 3,000. */
const ITEMS_ROOM = 9000;
const SECTION_ROOM = 2800;

/**
 * The items this claim calls for, each with its reason; where their values came from stands behind *Show sources*.
 * Shape: the last message of the thread. Whoever was in charge first is named in it; a person is told directly, and a mention would ring a second time,
 * so that only a group, which has no direct message, is mentioned.
 */
export function itemsMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  const handler = firstHandler(dossier.claim);
  const isKnown = handler.kind === 'user' && view.nameOf(handler.id) !== undefined;
  const named = isKnown ? personIn(handler.id, view) : handler.kind === 'group' ? mentionOf(handler) : undefined;
  return listed(dossier, view, named);
}

function listed(dossier: Dossier, view: View, named: string | undefined): Content {
  const lines = dossier.items.map(itemLine);
  const items = `*${count(dossier.items.length, 'item')} for this claim, and why*`;
  const title = named === undefined ? items : `${named}, this claim is yours. ${items}`;
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
