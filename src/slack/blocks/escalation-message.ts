import type { KnownBlock } from '@slack/types';
import type { ClaimEvent } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import type { Content } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { context, section } from './parts.ts';
import { deviceLine, findingLines, proposalLine } from './root-card.ts';
import { dataAsOf, quoted, statusLine, warningLines } from './state-lines.ts';
import { latestFetch, personIn, shownFetch, symptomsOf, type View } from './view.ts';
import { wordsLine } from './words-line.ts';

/**
 * A claim in an expert's channel: what is asked of them, what it is about, what was found, where its thread is.
 * Shape: mentions nobody; the channel decides whom it rings.
 */
export function escalationMessage(dossier: Dossier, view: View, event: ClaimEvent): Content {
  const { claim } = dossier;
  const fetch = latestFetch(dossier);
  const proposal = proposalLine(dossier);
  const asked = event.note === undefined ? [] : [quoted(escapeMrkdwn(event.note, 900))];
  const head = [
    `*Claim ${claim.id} needs an expert: ${escapeMrkdwn(oneLine(symptomsOf(dossier)), 300)}*`,
    `${personIn(event.by, view)} asks:${asked.length === 0 ? ' please look at it' : ''}`,
    ...asked,
  ];
  const found = [
    statusLine(dossier, view),
    ...(fetch === undefined ? [] : warningLines(fetch).slice(0, 3)),
    ...findingLines(dossier),
    ...(proposal === undefined ? [] : [proposal]),
  ];
  const blocks: KnownBlock[] = [section(head.join('\n')), section(deviceLine(dossier))];
  const words = wordsLine(claim);
  if (words !== undefined) blocks.push(section(words));
  blocks.push(section(found.join('\n')));
  if (view.card !== undefined) blocks.push(section(`<${view.card}|Open the thread>`));
  blocks.push(context(dataAsOf(dossier, shownFetch(dossier))));
  const link = view.card === undefined ? [] : [view.card];
  return { text: clip([...head, deviceLine(dossier), ...found, ...link].join('\n'), 3900), blocks };
}
