import type { Claim } from '../../core/claim.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { quoted } from './state-lines.ts';

/** So much of what a machine said is shown. Units: characters. */
const MOST_OF_A_MACHINE = 120;

/**
 * The words behind a claim: the customer's, or what the machine itself said and when.
 * Shape: mrkdwn, escaped; undefined where they say nothing beyond the fields of a command, which is shown anyway.
 */
export function wordsLine({ origin, words, at }: Claim): string | undefined {
  if (origin.via === 'trap') {
    const said = oneLine(words);
    return said === ''
      ? undefined
      : `The machine said, ${momentInSlack(at)}:\n${quoted(escapeMrkdwn(said, MOST_OF_A_MACHINE))}`;
  }
  return saysMore(words) ? quoted(escapeMrkdwn(words, 900)) : undefined;
}

/** Whether words say anything beyond the fields of a command. */
function saysMore(words: string): boolean {
  return words.replace(/\p{L}+\s*[=:]\s*(?:["'“„«][^"'”“»]*["'”“»]|\S+)/gu, '').trim() !== '';
}
