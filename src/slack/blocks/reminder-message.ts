import { type Claim, type ClaimEvent, holderOf } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { lastTouch } from '../../core/reminder.ts';
import { spanInWords } from '../../core/words.ts';
import type { Content } from '../content.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { section } from './parts.ts';
import { deviceLine } from './root-card.ts';
import { mentionOf, NO_VIEW, symptomsOf, type View } from './view.ts';

/**
 * That nobody has touched a claim for long: to whoever has it in hand, once.
 * Shape: a group is mentioned, since it has no direct messages; where nobody is in charge nobody is. It stays as it was said, whatever is done to the claim later.
 */
export function reminderMessage(dossier: Dossier, view: View = NO_VIEW, event: ClaimEvent): Content {
  const { claim } = dossier;
  const index = claim.events.indexOf(event);
  const holder = holderOf(claim, index);
  const mention = holder.kind === 'group' ? mentionOf(holder) : undefined;
  const title = `⏰ *Claim ${claim.id} waits: ${escapeMrkdwn(oneLine(symptomsOf(dossier)), 300)}*`;
  const link = view.card === undefined ? [] : [`<${view.card}|Open the thread>`];
  const since = untouchedSince(claim, index);
  const untouched = `Nobody has touched it for ${spanInWords(event.at - since)}, since ${momentInSlack(since)}.`;
  const text = [...(mention === undefined ? [] : [mention]), title, deviceLine(dossier), untouched, ...link].join('\n');
  return { text, blocks: [section(text)] };
}

function untouchedSince(claim: Claim, index: number): number {
  return Math.max(claim.at, claim.events[lastTouch(claim, index)]?.at ?? claim.at);
}
