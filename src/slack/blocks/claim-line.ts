import type { Claim } from '../../core/claim.ts';
import { ageOf } from '../../core/claim-list.ts';
import { spanInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { personIn, type View } from './view.ts';

/** A claim as lists show it. `customer` is absent where its device has left the registry; `link` comes from Slack and is shown as it is. */
export type ListedClaim = {
  claim: Claim;
  customer: string | undefined;
  symptoms: string;
  link: string | undefined;
};

/**
 * A claim in three short lines, as wide as a phone: which and what, whose device, since when and in whose hands.
 * Shape: mrkdwn without a mention.
 */
export function claimLine({ claim, customer, symptoms, link }: ListedClaim, view: View, now: number): string {
  const name = `Claim ${claim.id}`;
  const title = link === undefined ? `*${name}*` : `*<${link}|${name}>*`;
  const what = escapeMrkdwn(symptoms === '' ? 'no symptom named' : oneLine(symptoms), 80);
  const whose = customer === undefined ? 'not in the registry' : escapeMrkdwn(oneLine(customer), 60);
  return `${title} ${what}\n${escapeMrkdwn(oneLine(claim.serial), 60)}, ${whose}\n${stateOf(claim, view, now)}`;
}

function stateOf(claim: Claim, view: View, now: number): string {
  const { status, handler, events } = claim;
  const last = events.findLast(({ what }) => what === status);
  if (status === 'resolved') {
    return last === undefined ? 'resolved' : `resolved by ${personIn(last.by, view)}, ${momentInSlack(last.at)}`;
  }
  const waits = `for ${spanInWords(ageOf(claim, now))}`;
  if (status === 'taken')
    return `${last === undefined ? 'taken' : `taken by ${personIn(last.by, view)}`}, open ${waits}`;
  const charge =
    handler.kind === 'user'
      ? `, in charge: ${personIn(handler.id, view)}`
      : handler.kind === 'group'
        ? ', a group is in charge'
        : '';
  return `⏳ nobody has taken it ${waits}${charge}`;
}
