import type { KnownBlock } from '@slack/types';
import { holdsAt, type Rung } from '../../core/bell-state.ts';
import { bellInWords, bellTitle, gatheredInWords } from '../../core/bell-words.ts';
import type { Dossier } from '../../core/dossier.ts';
import { type Content, LONGEST_TEXT } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { button, linesWithin, section } from './parts.ts';
import { personIn, type View } from './view.ts';

/**
 * More claims than usual, in the desk's channel: what, how unlikely by chance, the claims by link, how it was answered.
 * Shape: mentions nobody; that it is posted is the one thing that rings, and what is gathered later comes by an edit.
 */
export function bellMessage(dossier: Dossier, view: View, rung: Rung): Content {
  const title = titleOf(dossier, rung);
  const lines = [
    `🔔 *More claims than usual: ${escapeMrkdwn(title, 300)}*`,
    [bellInWords(rung.bell), gatheredInWords(rung)].filter((said) => said !== '').join('. '),
    ...bellStateLines(rung, view),
  ];
  const claims = linesWithin([rung.claims.map((id) => claimIn(id, view)).join(', ')], 2800, () => '');
  const value = String(rung.claim);
  const buttons: KnownBlock = {
    type: 'actions',
    elements: [
      button({ actionId: ACTIONS.bellResolve, label: 'Answered', value, style: 'primary' }),
      button({ actionId: ACTIONS.bellMute, label: 'Mute for 30 days', value }),
    ],
  };
  const isStanding = holdsAt(rung, rung.lastAt) === 'gathers';
  return {
    text: clip([...lines, claims].join('\n'), LONGEST_TEXT),
    blocks: [section(lines.join('\n')), section(claims), ...(isStanding ? [buttons] : [])],
  };
}

/** One claim in the bell's thread, by its link. */
export function bellClaimMessage(view: View, id: number): Content {
  const text = claimIn(id, view);
  return { text, blocks: [section(text)] };
}

/** What a bell is called. Shape: not escaped. */
function titleOf({ claim, symptomTitles, device }: Dossier, { bell }: Rung): string {
  const symptom = symptomTitles[claim.symptoms.indexOf(bell.symptom)] ?? bell.symptom;
  return oneLine(bellTitle(bell, { symptom, model: device.model }));
}

function claimIn(id: number, view: View): string {
  const link = view.linkOf?.(id);
  return link === undefined ? `claim ${id}` : `<${link}|claim ${id}>`;
}

/** How it was answered, by whom and till when; nothing while nobody has. */
export function bellStateLines({ end }: Rung, view: View): string[] {
  if (end === undefined) return [];
  const by = `by ${personIn(end.by, view)}, ${momentInSlack(end.at)}`;
  if (end.what === 'bell-resolved') return [`Answered ${by}`];
  return [`Muted ${by}${end.until === undefined ? '' : `, until ${momentInSlack(end.until)}`}`];
}
