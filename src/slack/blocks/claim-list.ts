import type { ActionsBlock, KnownBlock } from '@slack/types';
import { type ListWish, WHICH } from '../../core/claim-list.ts';
import type { Content } from '../content.ts';
import { readJson } from '../fields.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { claimLine, type ListedClaim } from './claim-line.ts';
import { button, context, section } from './parts.ts';
import { count } from './state-lines.ts';
import type { View } from './view.ts';

/** Claims of one page: more would be long on a phone. */
export const CLAIMS_A_PAGE = 5;

/** A page of a list, as its buttons remember it. Shape: `page` from 0. */
export type ListPage = ListWish & { page: number };

/** What a button of a list says. */
function writeListPage({ which, words, page }: ListPage): string {
  return JSON.stringify({ which, words: words.slice(0, 200), page });
}

/** Reads it back. Fails: never; anything else is undefined. */
export function readListPage(value: string): ListPage | undefined {
  const read = readJson(value);
  const which = WHICH.find((one) => one === read?.['which']);
  const { words, page } = read ?? {};
  if (which === undefined || typeof words !== 'string' || typeof page !== 'number') return undefined;
  return { which, words, page };
}

/** What a page of a list is made of. */
export type ListView = {
  wish: ListWish;
  shown: readonly ListedClaim[];
  page: number;
  pages: number;
  total: number;
  isCut: boolean;
  command: string;
};

/** One page of claims, for one person. */
export function claimList(list: ListView, view: View, now: number): Content {
  const { wish, shown, page, pages, total } = list;
  if (total === 0) return emptyList(list);
  const title = `*${titleOf(wish)}*: ${count(total, 'claim')}${pages > 1 ? `, page ${page + 1} of ${pages}` : ''}`;
  const lines = shown.map((one) => claimLine(one, view, now));
  const cut = list.isCut ? ' There are more than I look through: name a serial number or a customer.' : '';
  const foot = `The longest waiting first. You see claims of channels you are in.${cut}`;
  const blocks: KnownBlock[] = [section(title), ...lines.map(section), ...pageButtons(list), context(foot)];
  return { text: clip([title, ...lines].join('\n'), 3900), blocks };
}

function titleOf({ which, words }: ListWish): string {
  const kinds = { mine: 'Your claims', open: 'Open claims', all: 'All claims' };
  return words === '' ? kinds[which] : `${kinds[which]} with "${escapeMrkdwn(oneLine(words), 80)}"`;
}

/** Nothing to show, and what to do then. */
function emptyList({ wish: { which, words }, command }: ListView): Content {
  const found = words === '' ? '' : ` with "${escapeMrkdwn(oneLine(words), 80)}"`;
  const same = words === '' ? '' : ` ${escapeMrkdwn(oneLine(words).replaceAll('`', ''), 80)}`;
  const none = {
    mine: `No claim${found} is yours. \`${command} list open\` shows what waits for somebody.`,
    open: `No claim${found} is open in the channels you are in. \`${command} list all${same}\` shows resolved ones too.`,
    all: `There is no claim${found} in the channels you are in.`,
  };
  const claim = words === '' ? '' : ` To open one: \`${command} serial=… symptom=…\``;
  const text = `${none[which]}${claim}`;
  return { text, blocks: [section(text)] };
}

function pageButtons({ wish, page, pages }: ListView): ActionsBlock[] {
  const to = (next: number): string => writeListPage({ ...wish, page: next });
  const elements: ActionsBlock['elements'] = [];
  if (page > 0) elements.push(button({ actionId: ACTIONS.listBack, label: 'Back', value: to(page - 1) }));
  if (page < pages - 1) elements.push(button({ actionId: ACTIONS.listNext, label: 'Next', value: to(page + 1) }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}
