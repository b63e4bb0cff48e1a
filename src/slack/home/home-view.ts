import type { ActionsBlock, HomeView, KnownBlock } from '@slack/types';
import type { Claim } from '../../core/claim.ts';
import { claimLine, type ListedClaim } from '../blocks/claim-line.ts';
import { button, context, header, section } from '../blocks/parts.ts';
import { count } from '../blocks/state-lines.ts';
import type { View } from '../blocks/view.ts';
import { HOME_ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';

/** What a person's home shows. `searched` counts their searches: with another number the field is empty again. */
export type HomeContent = {
  notice?: string | undefined;
  mine: readonly ListedClaim[];
  mineTotal: number;
  words: string;
  searched: number;
  shown: readonly ListedClaim[];
  total: number;
  page: number;
  pages: number;
  isCut: boolean;
  /** Whether they may set channels. */
  maySet: boolean;
  command: string;
};

/** The Home tab: one's own claims, a search, what is open by age, the settings of channels for those who may change them. Texts that do not change claims are plain words without outside text. */
export function homeView(home: HomeContent, view: View, now: number): HomeView {
  const blocks: KnownBlock[] = [
    ...(home.notice === undefined ? [] : [section(home.notice)]),
    header('Your claims'),
    ...mineBlocks(home, view, now),
    header('Search'),
    searchInput(home),
    searchButtons(home),
    header(home.words === '' ? 'Open claims' : 'Found'),
    ...shownBlocks(home, view, now),
    ...settingsBlocks(home),
    context('You see claims of channels you are in. This page follows the claims for an hour after you opened it.'),
  ];
  return { type: 'home', callback_id: 'claim_home', blocks };
}

function mineBlocks({ mine, mineTotal, command }: HomeContent, view: View, now: number): KnownBlock[] {
  if (mine.length === 0) {
    return [section('Nothing is in your hands. Take one of the open claims below, and it stands here.')];
  }
  const left = mineTotal - mine.length;
  const more = left > 0 ? [context(`and ${count(left, 'claim')} more: \`${command} list mine\``)] : [];
  return [...mine.flatMap((one) => claimBlocks(one, view, now)), ...more];
}

function shownBlocks(home: HomeContent, view: View, now: number): KnownBlock[] {
  const { shown, total, page, pages, words } = home;
  if (total === 0) return [section(emptyText(home))];
  const found = words === '' ? '' : ` with "${escapeMrkdwn(oneLine(words), 80)}"`;
  const where = pages > 1 ? `, page ${page + 1} of ${pages}` : '';
  const cut = home.isCut ? ' There are more than are looked through: search for a serial number or a customer.' : '';
  return [
    context(
      `${count(total, 'claim')}${found}${where}, what nobody has taken first, the longest waiting before the rest.${cut}`,
    ),
    ...shown.flatMap((one) => claimBlocks(one, view, now)),
    ...pageButtons(page, pages),
  ];
}

function emptyText({ words, command }: HomeContent): string {
  return words === ''
    ? `No claim is open in the channels you are in. \`${command}\` opens one; if you miss some, join their channel.`
    : `No claim is found with "${escapeMrkdwn(oneLine(words), 80)}": try a part of the serial number, the customer or the complaint.`;
}

function claimBlocks(listed: ListedClaim, view: View, now: number): KnownBlock[] {
  const { claim, link } = listed;
  const elements = [...linkButton(link), ...deedButtons(claim)];
  const actions: ActionsBlock[] = elements.length === 0 ? [] : [{ type: 'actions', elements }];
  return [section(claimLine(listed, view, now)), ...actions];
}

function linkButton(link: string | undefined): ActionsBlock['elements'] {
  if (link === undefined) return [];
  return [{ ...button({ actionId: HOME_ACTIONS.thread, label: 'Open thread', value: 'thread' }), url: link }];
}

function deedButtons({ id, status }: Claim): ActionsBlock['elements'] {
  const value = String(id);
  const take = button({ actionId: HOME_ACTIONS.take, label: 'Take', value, style: 'primary' });
  const resolve = button({ actionId: HOME_ACTIONS.resolve, label: 'Resolve', value });
  return status === 'open' ? [take, resolve] : status === 'taken' ? [resolve] : [];
}

/** The way to the settings of a channel; nothing for those who may not change any. */
function settingsBlocks({ maySet }: HomeContent): KnownBlock[] {
  if (!maySet) return [];
  return [
    header('Channel settings'),
    {
      type: 'actions',
      elements: [
        {
          type: 'conversations_select',
          action_id: HOME_ACTIONS.settings,
          placeholder: { type: 'plain_text', text: 'Choose a channel' },
          filter: { include: ['public', 'private'], exclude_bot_users: true },
        },
      ],
    },
    context('Who is in charge of its claims, the language of words for customers, reminders, digests and quiet hours.'),
  ];
}

function searchInput({ words, searched }: HomeContent): KnownBlock {
  const initial = words === '' ? {} : { initial_value: clip(oneLine(words), 200) };
  return {
    type: 'input',
    block_id: `${HOME_ACTIONS.search}:${searched}`,
    dispatch_action: true,
    optional: true,
    label: { type: 'plain_text', text: 'Serial number, customer, model or words of the complaint' },
    element: {
      type: 'plain_text_input',
      action_id: HOME_ACTIONS.search,
      max_length: 200,
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
      ...initial,
    },
  };
}

function searchButtons({ words }: HomeContent): ActionsBlock {
  const find = button({ actionId: HOME_ACTIONS.find, label: 'Search', value: 'find' });
  const clear = button({ actionId: HOME_ACTIONS.clear, label: 'Show all open', value: 'clear' });
  return { type: 'actions', elements: words === '' ? [find] : [find, clear] };
}

function pageButtons(page: number, pages: number): ActionsBlock[] {
  const elements: ActionsBlock['elements'] = [];
  if (page > 0) elements.push(button({ actionId: HOME_ACTIONS.back, label: 'Back', value: String(page - 1) }));
  if (page < pages - 1) elements.push(button({ actionId: HOME_ACTIONS.next, label: 'Next', value: String(page + 1) }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}
