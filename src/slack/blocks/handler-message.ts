import type { KnownBlock } from '@slack/types';
import type { Dossier } from '../../core/dossier.ts';
import { type Content } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { callbackLine } from './look-back-lines.ts';
import { context, section } from './parts.ts';
import { deviceLine, findingLines, proposalLine } from './root-card.ts';
import { dataAsOf, statusLine, warningLines } from './state-lines.ts';
import { latestFetch, NO_VIEW, personIn, shownFetch, symptomsOf, type View } from './view.ts';
import { wordsLine } from './words-line.ts';

/**
 * The direct message to the handler: what it is about, what was found, where the thread is.
 * It is sent once and then edited, so it rings once; while values come in it stays as it is, and takes in the result when it stands.
 */
export function handlerMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  const { claim } = dossier;
  const fetch = latestFetch(dossier);
  const title = `*Claim ${claim.id} is yours: ${escapeMrkdwn(oneLine(symptomsOf(dossier)), 300)}*`;
  const lines = [title, deviceLine(dossier)];
  const blocks: KnownBlock[] = [section(lines.join('\n'))];
  const words = wordsLine(claim);
  if (words !== undefined) blocks.push(section(words));
  const found: string[] = [];
  if (claim.status !== 'open') found.push(statusLine(dossier, view));
  const callback = callbackLine(fetch);
  if (callback !== undefined) found.push(callback);
  if (fetch?.phase === 'complete') {
    const proposal = proposalLine(dossier);
    found.push(
      ...warningLines(fetch).slice(0, 3),
      ...findingLines(dossier),
      ...(proposal === undefined ? [] : [proposal]),
    );
  } else {
    found.push('The device and its peers are being read; the values are in the thread.');
  }
  blocks.push(section(found.join('\n')));
  if (view.card !== undefined) blocks.push(section(`<${view.card}|Open the thread>`));
  if (fetch?.phase === 'complete') blocks.push(context(dataAsOf(dossier, shownFetch(dossier))));
  const link = view.card === undefined ? [] : [view.card];
  return { text: clip([...lines, ...found, ...link].join('\n'), 3900), blocks };
}

/** What that message becomes once somebody else is in charge; an edit, which rings nobody. */
export function formerHandlerMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  const { claim } = dossier;
  const who = claim.handler.kind === 'user' ? personIn(claim.handler.id, view) : 'a group';
  const link = view.card === undefined ? '' : ` <${view.card}|Open the thread>`;
  const text = `Claim ${claim.id} (${escapeMrkdwn(oneLine(symptomsOf(dossier)), 300)}) is in the hands of ${who} now.${link}`;
  return { text, blocks: [section(text)] };
}

/** The reply under the customer's message: which claim came of it, and where its thread is. */
export function pointerMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  const claim = `Claim ${dossier.claim.id} for ${escapeMrkdwn(oneLine(dossier.claim.serial), 80)}`;
  const where = view.card === undefined ? 'in this channel' : `<${view.card}|in its thread>`;
  const text = `${claim} is open: values, comparison and measure are ${where}.`;
  return { text, blocks: [section(text)] };
}
