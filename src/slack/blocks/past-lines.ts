import type { Dossier, Fetch } from '../../core/dossier.ts';
import { notablePast } from '../../core/past-words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { byOddness, nameOfRow } from './rows.ts';
import { asOf } from './view.ts';

/** What of the device's own past bears on the claim, the oddest row first; rows of which the same is told stand in one line. Shape: mrkdwn lines. */
export function pastLines(dossier: Dossier, fetch: Fetch): string[] {
  const now = asOf(fetch, dossier);
  const named = new Map<string, string[]>();
  for (const comparison of byOddness(fetch.comparisons)) {
    const said = notablePast(comparison, now);
    if (said !== '') named.set(said, [...(named.get(said) ?? []), nameOfRow(comparison)]);
  }
  return [...named].map(
    ([said, names]) => `• *${escapeMrkdwn(names.join('; '), 160)}*: ${escapeMrkdwn(oneLine(said), 300)}`,
  );
}
