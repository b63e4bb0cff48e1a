import type {
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { clip, plain } from '../text/escape.ts';

/**
 * Mrkdwn whose outside texts are escaped already.
 * `verbatim` keeps Slack from making links and mentions of what merely looks like one.
 */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: clip(text, 3000), verbatim: true };
}

/** A paragraph of mrkdwn whose outside texts are escaped already. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** The same in small print. */
export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** A headline; its text needs no escaping. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: plain(text, 150), emoji: false } };
}

/** A button; `value` comes back when it is pressed, and is seen by the client. */
export function button(input: {
  actionId: string;
  label: string;
  value: string;
  style?: 'primary' | 'danger';
}): Button {
  return {
    type: 'button',
    action_id: input.actionId,
    text: { type: 'plain_text', text: plain(input.label, 75), emoji: true },
    value: input.value,
    ...(input.style === undefined ? {} : { style: input.style }),
  };
}

/** Lines joined as long as they fit in `max`; `rest` says how many did not. */
export function linesWithin(lines: readonly string[], max: number, rest: (left: number) => string): string {
  let out = '';
  for (const [index, line] of lines.entries()) {
    const left = lines.length - index;
    const more = left > 1 ? rest(left).length + 1 : 0;
    const next = out === '' ? line : `${out}\n${line}`;
    if (next.length + more > max) return out === '' ? clip(line, max) : clip(`${out}\n${rest(left)}`, max);
    out = next;
  }
  return out;
}

/** Size of blocks as it is budgeted. */
export function sizeOf(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}

/** Text of a form that Slack reads without formatting. Shape: clean already, or ours. */
export function label(text: string): PlainTextElement {
  return { type: 'plain_text', text };
}
