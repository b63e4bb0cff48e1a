import type { ClaimEvent } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { followUpInWords } from '../../core/follow-up-words.ts';
import type { Content } from '../content.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { section } from './parts.ts';
import { deviceLine } from './root-card.ts';
import { mentionOf, NO_VIEW, symptomsOf, type View } from './view.ts';

/** The one line in the thread about a resolved claim that was looked at again. Shape: a group in charge is told by it, since it has no direct messages. */
export function followUpMessage({ claim }: Dossier, event: ClaimEvent): Content {
  const isGroup = event.what === 'reopened' && claim.handler.kind === 'group';
  const mention = isGroup ? mentionOf(claim.handler) : undefined;
  const text = [...(mention === undefined ? [] : [`${mention},`]), lineOf(event)].join(' ');
  return { text, blocks: [section(text)] };
}

/** The direct message to who is in charge of a claim that came back. */
export function callbackMessage(dossier: Dossier, view: View = NO_VIEW, event: ClaimEvent): Content {
  const { claim } = dossier;
  const title = `*Claim ${claim.id} is open again: ${escapeMrkdwn(oneLine(symptomsOf(dossier)), 300)}*`;
  const link = view.card === undefined ? [] : [`<${view.card}|Open the thread>`];
  const text = [title, deviceLine(dossier), lineOf(event), ...link].join('\n');
  return { text, blocks: [section(text)] };
}

function lineOf(event: ClaimEvent): string {
  const sign = event.what === 'held' ? '✅' : event.what === 'reopened' ? '🔁' : '❔';
  return `${sign} ${escapeMrkdwn(oneLine(followUpInWords(event) ?? ''), 700)}`;
}
