import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types';
import { readJson } from '../fields.ts';
import { VIEW_ACTIONS } from '../ids.ts';
import { plain } from '../text/escape.ts';
import { button, context } from './parts.ts';

/** What can be looked through page by page. */
const LOOKS = ['rows', 'sources'] as const;
export type Look = (typeof LOOKS)[number];

/** What an opened look remembers. Shape: Slack hands it back as it was given; it names a claim and nothing else. */
export type LookMemory = { look: Look; claim: number };

/** A view to look through; the blocks of one page, with the ways to the ones beside it. Shape: `page` from 0. */
export function pagedView(
  memory: LookMemory,
  { title, blocks, page, pages }: { title: string; blocks: KnownBlock[]; page: number; pages: number },
): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: plain(title, 24) },
    close: { type: 'plain_text', text: 'Close' },
    private_metadata: JSON.stringify(memory),
    blocks: [...blocks, ...(pages > 1 ? [context(`Page ${page + 1} of ${pages}`), pageButtons(page, pages)] : [])],
  };
}

function pageButtons(page: number, pages: number): ActionsBlock {
  const elements: ActionsBlock['elements'] = [];
  if (page > 0) elements.push(button({ actionId: VIEW_ACTIONS.back, label: 'Back', value: String(page - 1) }));
  if (page < pages - 1) elements.push(button({ actionId: VIEW_ACTIONS.next, label: 'Next', value: String(page + 1) }));
  return { type: 'actions', elements };
}

/** Reads what a look remembered. Fails: never; anything else is undefined. */
export function readLookMemory(text: string): LookMemory | undefined {
  const read = readJson(text);
  const look = LOOKS.find((one) => one === read?.['look']);
  const claim = read?.['claim'];
  return look !== undefined && typeof claim === 'number' && Number.isSafeInteger(claim) ? { look, claim } : undefined;
}

/** Which of so many things stand on a page. Fails: never; a page that is not there is the nearest. */
export function pageOf<T>(
  all: readonly T[],
  size: number,
  wanted: number,
): { page: number; pages: number; shown: T[] } {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(0, Math.floor(wanted)), pages - 1);
  return { page, pages, shown: all.slice(page * size, (page + 1) * size) };
}
