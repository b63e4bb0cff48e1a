import type { ClaimEvent, Resolution } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { causeInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { mentionOf, personIn, type View } from './view.ts';

/** How many of the last things done the card shows. */
const SHOWN = 8;

/** What the card tells in a place of its own: who said what. */
const ELSEWHERE = new Set<ClaimEvent['what']>([
  'opened',
  'joined',
  'reworded',
  'withdrawn',
  'rang',
  'bell-resolved',
  'bell-muted',
]);

/** Which claims of others a bell gathered is told where the bell is: a customer may read here. */
function isOfOthers({ what, under }: ClaimEvent): boolean {
  return what === 'gathered' && under === undefined;
}

/** Who did what when, the last first; nothing while nobody has done anything but open it. Shape: mrkdwn lines. */
export function historyLines({ claim }: Dossier, view: View): string[] {
  const done = claim.events.filter((event) => !ELSEWHERE.has(event.what) && !isOfOthers(event)).toReversed();
  const lines = done
    .slice(0, SHOWN)
    .map((event) => `${wordsOf(event, view)} by ${personIn(event.by, view)}, ${momentInSlack(event.at)}`);
  return done.length > SHOWN ? [...lines, `and ${done.length - SHOWN} earlier`] : lines;
}

function wordsOf(event: ClaimEvent, view: View): string {
  const note = event.note === undefined ? '' : ` (${escapeMrkdwn(oneLine(event.note), 80)})`;
  switch (event.what) {
    case 'opened':
    case 'joined':
    case 'reworded':
    case 'withdrawn':
      return 'Said';
    case 'rang':
    case 'bell-resolved':
    case 'bell-muted':
      return 'Bell';
    case 'gathered':
      return `One of more such claims than usual, gathered with claim ${event.under}`;
    case 'refetched':
      return `Fetched again${note}`;
    case 'taken':
      return 'Taken';
    case 'resolved':
      return 'Resolved';
    case 'reopened':
      return event.followUp === undefined ? 'Opened again' : 'Looked at again: it has come back';
    case 'held':
      return 'Looked at again: the fix has held';
    case 'unproven':
      return 'Looked at again: nobody knows whether the fix held';
    case 'assigned': {
      const now = event.handler?.now;
      const name = now === undefined || mentionOf(now) === undefined ? 'nobody' : now.id;
      return `Given to ${now?.kind === 'group' ? 'a group' : personIn(name, view)}`;
    }
    case 'escalated':
      return `Taken to ${channelIn(event.to)}${note}`;
    case 'symptoms-changed': {
      const { before = [], now = [] } = event.symptoms ?? {};
      return `Symptom changed from ${escapeMrkdwn(before.join(', '), 120)} to ${escapeMrkdwn(now.join(', '), 120)}`;
    }
    case 'exported':
      return `Exported${note}`;
    case 'reminded':
      return 'Brought to mind';
    case 'list-imported':
      return `Service-mode list brought in${note}`;
  }
}

/** A channel as a link; it rings nobody. */
export function channelIn(id: string | undefined): string {
  return id !== undefined && /^[CG][A-Z0-9]{2,}$/.test(id) ? `<#${id}>` : 'the experts';
}

/** How a claim ended: cause, measure, parts. Shape: mrkdwn; undefined where nobody said. */
export function resolutionLine(dossier: Dossier, resolution: Resolution | undefined): string | undefined {
  if (resolution === undefined) return undefined;
  const parts = resolution.parts === undefined ? '' : `; parts: ${escapeMrkdwn(oneLine(resolution.parts), 200)}`;
  const [first] = resolution.proposed;
  const rejected =
    first === undefined || resolution.rejected === undefined
      ? ''
      : `\nNot ${measureIn(dossier, first)}: ${escapeMrkdwn(oneLine(resolution.rejected), 200)}`;
  return `Cause: ${causeInWords(resolution.cause)}; solved by: ${measureIn(dossier, resolution.measure)}${parts}${rejected}`;
}

function measureIn(dossier: Dossier, id: string): string {
  if (id === 'none') return 'nothing was needed';
  const known = dossier.fetches.flatMap(({ measures }) => measures).find((measure) => measure.id === id);
  return known === undefined ? 'something else' : escapeMrkdwn(oneLine(known.title), 150);
}
