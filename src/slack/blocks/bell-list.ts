import type { ActionsBlock, KnownBlock } from '@slack/types';
import { holdsAt, type Rung } from '../../core/bell-state.ts';
import { bellInWords, bellTitle, gatheredInWords } from '../../core/bell-words.ts';
import { ageInWords } from '../../core/words.ts';
import type { Content } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { bellStateLines } from './bell-message.ts';
import { button, context, section } from './parts.ts';
import { count } from './state-lines.ts';
import type { View } from './view.ts';

/** Bells of one page: each is a handful of lines and two buttons. */
export const BELLS_A_PAGE = 5;
/** Claims of one bell that stand in a list, the newest; all of them are in the bell's thread. */
export const CLAIMS_OF_A_BELL = 8;

/** A bell as the list shows it. Shape: `symptom` and `model` as people call them; `link` to its own message comes from Slack and is shown as it is. */
export type ListedBell = { rung: Rung; symptom: string; model: string; link: string | undefined };

/** What a button of the list says. Shape: `page`, from 0, is where the list is to stand again; `claim` is the one that rang the bell. */
export type BellPress = { page: number; claim: number };

/** Reads it back. Fails: never; anything else is undefined. */
export function readBellPress(value: string): BellPress | undefined {
  const [, page, claim] = /^(\d{1,6}) (\d{1,15})$/.exec(value) ?? [];
  return page === undefined ? undefined : { page: Number(page), claim: Number(claim) };
}

/** What a page of bells is made of. Shape: `ringing` and `muted` count those of all pages. */
export type BellListView = {
  shown: readonly ListedBell[];
  page: number;
  pages: number;
  ringing: number;
  muted: number;
};

/** One page of the bells that ring or are muted, for one person. Units: `now` milliseconds since 1970. */
export function bellList(list: BellListView, view: View, now: number): Content {
  const { shown, page, pages, ringing, muted } = list;
  const ring = ringing === 0 ? [] : [`${count(ringing, 'bell')} ${ringing === 1 ? 'rings' : 'ring'}`];
  const silent = `${ringing === 0 ? count(muted, 'bell') : muted} ${muted === 1 ? 'is' : 'are'} muted`;
  const counts = [...ring, ...(muted === 0 ? [] : [silent])].join(', ');
  const title = `*More claims than usual*: ${counts}${pages > 1 ? `, page ${page + 1} of ${pages}` : ''}`;
  const bells = shown.map((one) => ({ one, lines: bellLines(one, view, now) }));
  const foot = 'Those that ring first, the newest before the rest. You see bells of channels you are in.';
  const blocks: KnownBlock[] = [
    section(title),
    ...bells.flatMap(({ one, lines }): KnownBlock[] => [section(lines), ...answersTo(one.rung, page, now)]),
    ...pageButtons(page, pages),
    context(foot),
  ];
  return { text: clip([title, ...bells.map(({ lines }) => lines)].join('\n'), 3900), blocks };
}

/** That no bell rings, and what would ring one. Shape: `canRing` where a channel is named to ring in. */
export function noBells(canRing: boolean): Content {
  const text = [
    'No bell rings or is muted in the channels you are in.',
    canRing
      ? 'One rings in the channel of the desk once more devices of a model have the same symptom than chance explains, with the claims in its thread.'
      : 'None can ring: that takes a channel that only the desk reads, named under `slack.deskChannels`.',
  ].join(' ');
  return { text, blocks: [section(text)] };
}

/** What it is about and where, since when, how many against the usual, which claims, and who muted it till when. Shape: mrkdwn without a mention. */
function bellLines({ rung, symptom, model, link }: ListedBell, view: View, now: number): string {
  const isMuted = holdsAt(rung, now) === 'muted';
  const title = escapeMrkdwn(oneLine(bellTitle(rung.bell, { symptom, model })), 200);
  const newest = rung.claims.slice(-CLAIMS_OF_A_BELL).map((id) => numberIn(id, view));
  const before = rung.claims.length - newest.length;
  return [
    `${isMuted ? '🔕' : '🔔'} ${link === undefined ? `*${title}*` : `*<${link}|${title}>*`}`,
    `Since ${momentInSlack(rung.at)}, ${ageInWords(rung.at, now)}`,
    [bellInWords(rung.bell), gatheredInWords(rung)].filter((said) => said !== '').join('. '),
    `Claims ${before > 0 ? `(${before} before) ` : ''}${newest.join(', ')}`,
    ...bellStateLines(rung, view),
  ].join('\n');
}

function numberIn(id: number, view: View): string {
  const link = view.linkOf?.(id);
  return link === undefined ? String(id) : `<${link}|${id}>`;
}

function answersTo(rung: Rung, page: number, now: number): ActionsBlock[] {
  if (holdsAt(rung, now) !== 'gathers') return [];
  const value = `${page} ${rung.claim}`;
  return [
    {
      type: 'actions',
      elements: [
        button({ actionId: ACTIONS.bellsResolve, label: 'Answered', value, style: 'primary' }),
        button({ actionId: ACTIONS.bellsMute, label: 'Mute for 30 days', value }),
      ],
    },
  ];
}

function pageButtons(page: number, pages: number): ActionsBlock[] {
  const to = (next: number): string => `${next} 0`;
  const elements: ActionsBlock['elements'] = [];
  if (page > 0) elements.push(button({ actionId: ACTIONS.bellsBack, label: 'Back', value: to(page - 1) }));
  if (page < pages - 1) elements.push(button({ actionId: ACTIONS.bellsNext, label: 'Next', value: to(page + 1) }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}
