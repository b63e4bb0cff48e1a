import type { KnownBlock } from '@slack/types';
import { neighbourInWords, neighboursInWords } from '../../core/neighbour-words.ts';
import type { Neighbours } from '../../core/neighbours.ts';
import { type Content, LONGEST_TEXT } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine, plain } from '../text/escape.ts';
import { button, context, linesWithin, section } from './parts.ts';

/** Buttons to mute, and as many to bring back: Slack takes 25 in a row, a person reads fewer. What has none has one once another was pressed. */
const MOST_BUTTONS = 10;
/** A button's value holds 2,000 characters. */
const LONGEST_CUSTOMER = 1_500;

/**
 * The devices that go the way of a claim, for one person. Shape: `muted` are customers that are not listed here; buttons to mute and to bring back where `isDesk`.
 * Units: `now` milliseconds since 1970.
 */
export function neighboursMessage(
  neighbours: Neighbours,
  { muted, isDesk, now }: { muted: readonly string[]; isDesk: boolean; now: number },
): Content {
  const { claim, found } = neighbours;
  const head = escapeMrkdwn(oneLine(neighboursInWords(neighbours)), 600);
  const lines = found.map((one) => `• ${escapeMrkdwn(oneLine(neighbourInWords(one, now)), 300)}`);
  const shown = linesWithin(lines, 2800, (left) => `and ${left} more`);
  const whose = isDesk ? '' : 'Devices of this customer alone: others are told of where only the desk reads.';
  const listed = [...new Set(found.map(({ customer }) => customer))];
  const rows = [
    ...rowOf(claim, 'mute', listed, (customer) => `Mute ${customer}`),
    ...rowOf(claim, 'unmute', muted, (customer) => `List ${customer} again`),
  ];
  const blocks: KnownBlock[] = [
    section(head),
    ...(lines.length === 0 ? [] : [section(shown)]),
    ...(whose === '' ? [] : [context(whose)]),
    ...(isDesk ? rows : []),
  ];
  return { text: clip([head, ...lines, ...(whose === '' ? [] : [whose])].join('\n'), LONGEST_TEXT), blocks };
}

/** A row of buttons for customers, and how many have none. */
function rowOf(
  claim: number,
  what: 'mute' | 'unmute',
  customers: readonly string[],
  labelOf: (customer: string) => string,
): KnownBlock[] {
  const shown = customers.filter(({ length }) => length <= LONGEST_CUSTOMER).slice(0, MOST_BUTTONS);
  const elements = shown.map((customer, index) =>
    button({
      actionId: `${ACTIONS.neighbourMute}:${what === 'mute' ? index : MOST_BUTTONS + index}`,
      label: plain(labelOf(customer), 70),
      value: `${claim} ${what} ${customer}`,
    }),
  );
  const left = customers.length - shown.length;
  const more = `${left} more customers to ${what === 'mute' ? 'mute' : 'list again'} have a button here once these were pressed.`;
  return [
    ...(elements.length === 0 ? [] : [{ type: 'actions' as const, elements }]),
    ...(left === 0 || elements.length === 0 ? [] : [context(more)]),
  ];
}
