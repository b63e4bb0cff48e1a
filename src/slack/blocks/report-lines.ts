import type { Claim } from '../../core/claim.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { personIn, type View } from './view.ts';

/** So many who reported the same are shown one by one. */
const SHOWN = 5;

/**
 * What was said of the claim after it was opened: new words of an edited message, one that was deleted, and others who reported the same.
 * Shape: mrkdwn lines without a mention; they stand in messages that are edited, so that nobody's bell rings.
 */
export function reportLines({ events }: Claim, view: View): string[] {
  const reworded = events.findLast(({ what }) => what === 'reworded');
  const withdrawn = events.findLast(({ what }) => what === 'withdrawn');
  const joined = events.filter(({ what }) => what === 'joined');
  const left = joined.length - SHOWN;
  return [
    ...(reworded === undefined ? [] : [`Now reads (edited ${momentInSlack(reworded.at)}): ${wordsOf(reworded.note)}`]),
    ...(withdrawn === undefined
      ? []
      : [`The message that said it was deleted ${momentInSlack(withdrawn.at)}; the claim stands`]),
    ...joined
      .slice(-SHOWN)
      .map(
        ({ by, at, note, photos }) =>
          `Reported again by ${personIn(by, view)}, ${momentInSlack(at)}: ${[wordsOf(note), ...linksTo(photos)].join('. ')}`,
      ),
    ...(left > 0 ? [`and ${left} more before`] : []),
  ];
}

function wordsOf(words: string | undefined): string {
  const text = oneLine(words ?? '').trim();
  return text === '' ? 'without words' : `_${clip(escapeMrkdwn(text, 300), 300)}_`;
}

/** Links to the photos that came with the claim; undefined without any. Shape: mrkdwn. */
export function photoLine({ origin }: Claim): string | undefined {
  return linksTo(origin.photos)[0];
}

function linksTo(photos: readonly string[] = []): string[] {
  return photos.length === 0 ? [] : [`Photos: ${photos.map((link, n) => `<${link}|${n + 1}>`).join(', ')}`];
}
