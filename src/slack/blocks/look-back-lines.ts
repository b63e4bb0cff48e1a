import type { Dossier, Fetch } from '../../core/dossier.ts';
import { callbackInWords, changesInWords, claimsInWords, similarInWords } from '../../core/look-back-words.ts';
import { siteInWords } from '../../core/site-words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { asOf } from './view.ts';

/** That a complaint has come back: when, how many pages ago, and what was done. Shape: mrkdwn; undefined where it has not. */
export function callbackLine(fetch: Fetch | undefined): string | undefined {
  const said = fetch?.before === undefined ? undefined : callbackInWords(fetch.before);
  return said === undefined ? undefined : `🔁 *Callback.* ${escapeMrkdwn(oneLine(said), 400)}`;
}

/** What the other devices at the site say of it. Shape: mrkdwn; undefined where nothing was looked at. */
export function siteLine(dossier: Dossier, fetch: Fetch | undefined): string | undefined {
  const said = fetch && siteInWords(fetch.site, asOf(fetch, dossier));
  return said === undefined ? undefined : `🏢 ${escapeMrkdwn(oneLine(said), 500)}`;
}

/** What was before the claim: claims of the device, what is not as it was, and how claims like it ended. Shape: mrkdwn lines, none where there is nothing. */
export function lookBackLines(dossier: Dossier, fetch: Fetch | undefined): string[] {
  if (fetch?.before === undefined) return [];
  const { before } = fetch;
  const now = asOf(fetch, dossier);
  const bullets = (said: string[]): string[] => said.map((line) => `• ${escapeMrkdwn(oneLine(line), 300)}`);
  const claims = bullets(claimsInWords(before, now));
  const changes = bullets(changesInWords(before, now));
  const similar = bullets(similarInWords(before.similar));
  return [
    ...headed('*Last claims of this machine*', claims),
    ...headed('*Not as it was*', changes),
    ...headed('*Claims with the same signs*', similar),
  ];
}

function headed(heading: string, [first, ...rest]: string[]): string[] {
  return first === undefined ? [] : [`${heading}\n${first}`, ...rest];
}
