import type { KnownBlock } from '@slack/types';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import type { ProposedMeasure } from '../../core/measure.ts';
import { whoInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { linesWithin, section } from './parts.ts';

/** How many measures the thread shows; they are ranked, and a fourth is seldom read. */
const MEASURES = 3;

/** The proposed measures with their evidence, or that none follows. */
export function measureBlocks(fetch: Fetch | undefined): KnownBlock[] {
  if (fetch === undefined) return [];
  if (fetch.measures.length > 0) {
    return fetch.measures.slice(0, MEASURES).map((measure, index) => section(measureText(measure, index)));
  }
  return fetch.phase === 'complete' ? [section('*No measure follows from these values.*')] : [];
}

/** How many questions of one kind are worth a caller's time. */
const QUESTIONS = 4;

/**
 * What to ask the customer next: what could not be read and a person at the machine can say, and where no measure follows, what the symptom itself asks.
 * Shape: mrkdwn lines, none while values may still come.
 */
export function questionLines(dossier: Dossier, fetch: Fetch | undefined): string[] {
  if (fetch?.phase !== 'complete') return [];
  const isRead = new Set(fetch.readings.flatMap(({ item, value }) => (value.kind === 'absent' ? [] : [item])));
  const unread = dossier.items.flatMap(({ item, ask }) => (ask === undefined || isRead.has(item) ? [] : [ask]));
  const questions = [...unread.slice(0, QUESTIONS), ...(fetch.measures.length > 0 ? [] : dossier.questions)];
  return questions.map((question) => `• ${escapeMrkdwn(oneLine(question), 200)}`);
}

function measureText(measure: ProposedMeasure, index: number): string {
  const evidence = measure.evidence.map((sentence) => `• ${escapeMrkdwn(oneLine(sentence), 200)}`);
  const lines = [
    `*${index === 0 ? 'Proposed measure' : 'Or'}: ${escapeMrkdwn(oneLine(measure.title), 150)}*`,
    `Who: ${whoInWords(measure.who)}`,
    escapeMrkdwn(oneLine(measure.action), 300),
    `Why: ${escapeMrkdwn(oneLine(measure.because), 250)}`,
    `Source: ${escapeMrkdwn(oneLine(measure.source), 150)}`,
    ...(evidence.length > 0 ? ['Evidence:', ...evidence] : []),
  ];
  return linesWithin(lines, index === 0 ? 1500 : 800, (left) => `and ${left} more lines of evidence`);
}

/** The measures in text, for readers without blocks. Shape: mrkdwn lines. */
export function measureLines(fetch: Fetch | undefined): string[] {
  return (fetch?.measures ?? [])
    .slice(0, MEASURES)
    .map(
      (measure) =>
        `Measure: ${escapeMrkdwn(oneLine(measure.title), 150)} (${whoInWords(measure.who)}): ${escapeMrkdwn(oneLine(measure.action), 300)}`,
    );
}
