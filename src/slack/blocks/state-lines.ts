import { framedInWords, leftOutInWords, USUAL_COHORT } from '../../core/cohort-words.ts';
import type { Dossier, Fetch, PeerCounts } from '../../core/dossier.ts';
import { ageInWords } from '../../core/words.ts';
import { escapeMrkdwn } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { resolutionLine } from './history-lines.ts';
import { asOf, cohortOf, latestFetch, personIn, saidAnything, type View } from './view.ts';

/** Who has the claim: open, taken or resolved, by whom and when. Shape: mrkdwn. */
export function statusLine(dossier: Dossier, view: View): string {
  const { claim } = dossier;
  if (claim.status === 'open') {
    const wasResolved = claim.events.some(({ what }) => what === 'reopened');
    return wasResolved ? '*Open* again: nobody has taken it yet' : '*Open*: nobody has taken it yet';
  }
  const event = claim.events.findLast((event) => event.what === claim.status);
  const label = claim.status === 'taken' ? '*Taken*' : '*Resolved*';
  if (event === undefined) return label;
  const ended = claim.status === 'resolved' ? resolutionLine(dossier, event.resolution) : undefined;
  const line = `${label} by ${personIn(event.by, view)}, ${momentInSlack(event.at)}${ended === undefined ? '' : `\n${ended}`}`;
  return event.note === undefined || event.note.trim() === ''
    ? line
    : `${line}\n${quoted(escapeMrkdwn(event.note, 400))}`;
}

/** Every line as a quotation. Shape: escaped mrkdwn in, mrkdwn out. */
export function quoted(escaped: string): string {
  return escaped
    .split('\n')
    .map((line) => `>${line}`)
    .join('\n');
}

/** How far the reading has come. Shape: mrkdwn. */
export function phaseLine(dossier: Dossier): string {
  const fetch = latestFetch(dossier);
  if (fetch === undefined) return 'Nothing was read yet';
  const { peers } = fetch;
  const cohort = cohortOf(fetch);
  const of = cohort === undefined ? '' : ` (${cohort})`;
  const again = fetch.n > 0 ? `Fetch ${fetch.n + 1}${of}: ` : cohort === undefined ? '' : `With ${cohort}: `;
  switch (fetch.phase) {
    case 'stored':
      return `${again}Stored values, with their age; the device is asked now`;
    case 'reading':
      return `${again}Reading the device and its peers: ${peers.asked - peers.pending} of ${peers.asked} peers answered`;
    case 'standing':
      return `${again}Comparison stands; ${count(peers.pending + peers.missing, 'peer')} still missing, late answers are taken in`;
    case 'complete':
      if (!saidAnything(fetch)) {
        return `${again}Complete: the device gave no value; what ${count(peers.live + peers.stored, 'peer')} say is in the thread`;
      }
      return `${again}Complete: compared with ${count(peers.live + peers.stored, 'peer')}${peers.missing > 0 ? `, ${peers.missing} missing` : ''}`;
  }
}

function outcomeLine(fetch: Fetch): string | undefined {
  switch (fetch.outcome.kind) {
    case 'silent':
      return `⚠️ The device does not answer (tried: ${escapeMrkdwn(fetch.outcome.tried, 300)})`;
    case 'refused':
      return `⚠️ Nothing can be read from the device (${escapeMrkdwn(fetch.outcome.said, 300)})`;
    case 'wrong-device':
      return `⚠️ Another device answers at this address: it says it is ${escapeMrkdwn(fetch.outcome.said, 100)}. Its values are not used`;
    case 'not-asked':
    case 'reading':
    case 'answered':
      return undefined;
  }
}

/** What must be seen before the values are believed: the warnings, or the outcome where nobody put it into words. Shape: mrkdwn lines. */
export function warningLines(fetch: Fetch): string[] {
  const outcome = outcomeLine(fetch);
  if (fetch.warnings.length === 0) return outcome === undefined ? [] : [outcome];
  return [...new Set(fetch.warnings.map((warning) => `⚠️ ${escapeMrkdwn(warning, 400)}`))];
}

/** Which peers stand behind the averages. Shape: plain words without outside text. */
export function peersLine(peers: PeerCounts, now: number): string {
  const stored =
    peers.stored > 0 && peers.oldestStored !== undefined
      ? `${peers.stored} stored (oldest ${ageInWords(peers.oldestStored, now)})`
      : `${peers.stored} stored`;
  const parts = [`${peers.live} live`, stored, `${peers.missing} missing`];
  if (peers.pending > 0) parts.push(`${peers.pending} still pending`);
  const which = (peers.cohort ?? USUAL_COHORT) === USUAL_COHORT ? 'of this model' : `(${peers.cohort})`;
  const asked = `${peers.asked} asked of ${count(peers.eligible, 'device')} ${which} at ${count(peers.customers, 'other customer')}`;
  const leftOut = peers.leftOut === undefined ? '' : leftOutInWords(peers.leftOut);
  const own = peers.own === undefined || peers.own === 0 ? '' : `, ${peers.own} of them of the same customer`;
  return [`Peers: ${parts.join(', ')}; ${asked}${own}`, peers.step ?? '', leftOut, framedInWords(peers)]
    .filter((line) => line !== '')
    .join('. ');
}

/** When the values shown were true. Shape: mrkdwn. */
export function dataAsOf(dossier: Dossier, fetch: Fetch | undefined): string {
  const at = fetch?.doneAt ?? newestReading(fetch) ?? fetch?.askedAt;
  return `Data as of ${momentInSlack(at ?? asOf(fetch, dossier))}`;
}

function newestReading(fetch: Fetch | undefined): number | undefined {
  let newest: number | undefined;
  for (const reading of fetch?.readings ?? []) {
    if (reading.value.kind === 'absent') continue;
    newest = Math.max(newest ?? reading.at, reading.at);
  }
  return newest;
}

/** A number of things: `1 peer`, `2 peers`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
