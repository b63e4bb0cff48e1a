import type { KnownBlock } from '@slack/types';
import { neighbourInWords, neighboursInWords } from '../../core/neighbour-words.ts';
import type { Neighbours } from '../../core/neighbours.ts';
import { type Content, LONGEST_TEXT } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine, plain } from '../text/escape.ts';
import { button, context, linesWithin, section } from './parts.ts';

/** Slack takes 25 buttons in a row; a person reads fewer. */
const MOST_BUTTONS = 6;
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
  const choices = [
    ...muted.map((customer) => ({ what: 'unmute', label: `List ${customer} again`, customer })),
    ...listed.map((customer) => ({ what: 'mute', label: `Mute ${customer}`, customer })),
  ].filter(({ customer }) => customer.length <= LONGEST_CUSTOMER);
  const elements = choices.slice(0, MOST_BUTTONS).map(({ what, label, customer }, index) =>
    button({
      actionId: `${ACTIONS.neighbourMute}:${index}`,
      label: plain(label, 70),
      value: `${claim} ${what} ${customer}`,
    }),
  );
  const blocks: KnownBlock[] = [
    section(head),
    ...(lines.length === 0 ? [] : [section(shown)]),
    ...(whose === '' ? [] : [context(whose)]),
    ...(isDesk && elements.length > 0 ? [{ type: 'actions' as const, elements }] : []),
  ];
  return { text: clip([head, ...lines, ...(whose === '' ? [] : [whose])].join('\n'), LONGEST_TEXT), blocks };
}
