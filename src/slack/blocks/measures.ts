import type { KnownBlock } from '@slack/types';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import type { ProposedMeasure } from '../../core/measure.ts';
import { confidenceInWords, effortInWords, isWeakHint } from '../../core/confidence-words.ts';
import { learntInWords, recordInWords } from '../../core/track-words.ts';
import { whoInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { linesWithin, section } from './parts.ts';

/** How many measures the thread shows; they are ranked, and a fourth is seldom read. */
const MEASURES = 3;

/** The proposed measures with their evidence, or that none follows or stands out. */
export function measureBlocks(fetch: Fetch | undefined): KnownBlock[] {
  if (fetch === undefined) return [];
  const shown = fetch.measures.slice(0, MEASURES).map((measure, index) => section(measureText(measure, index)));
  if (fetch.phase !== 'complete' || !isUnclear(fetch)) return shown;
  const isEmpty = fetch.measures.length === 0;
  return [section(isEmpty ? '*No measure follows from these values.*' : '*Nothing stands out: ask first.*'), ...shown];
}

/** Whether so little speaks for any measure that the symptom's own questions come first. */
function isUnclear({ measures: [first] }: Fetch): boolean {
  if (first === undefined) return true;
  return first.confidence !== undefined && isWeakHint(first.confidence);
}

/** How many questions of one kind are worth a caller's time. */
const QUESTIONS = 4;

/**
 * What to ask the customer next: what could not be read and a person at the machine can say, and where nothing stands out, what the symptom itself asks.
 * Shape: mrkdwn lines, none while values may still come.
 */
export function questionLines(dossier: Dossier, fetch: Fetch | undefined): string[] {
  if (fetch?.phase !== 'complete') return [];
  const isRead = new Set(fetch.readings.flatMap(({ item, value }) => (value.kind === 'absent' ? [] : [item])));
  const unread = dossier.items.flatMap(({ item, ask }) => (ask === undefined || isRead.has(item) ? [] : [ask]));
  const questions = [...unread.slice(0, QUESTIONS), ...(isUnclear(fetch) ? dossier.questions : [])];
  return questions.map((question) => `• ${escapeMrkdwn(oneLine(question), 200)}`);
}

function measureText(measure: ProposedMeasure, index: number): string {
  if (index > 0 && measure.confidence !== undefined && isWeakHint(measure.confidence)) {
    // Whoever has a caller on the phone does not read what one in four, at the most, would thank for.
    const record = measure.record === undefined ? [] : [recordInWords(measure.record)];
    const who = [whoInWords(measure.who), confidenceInWords(measure.confidence), ...record].join(' · ');
    return `*Or: ${escapeMrkdwn(oneLine(measure.title), 150)}* (${who})`;
  }
  const { confidence, against = [], thin = [], change = [], decide } = measure;
  const line = (said: string): string => `• ${escapeMrkdwn(oneLine(said), 200)}`;
  const sure = confidence === undefined ? [] : [confidenceInWords(confidence), recordInWords(measure.record)];
  const learnt = learntInWords(measure);
  const lines = [
    `*${index === 0 ? 'Proposed measure' : 'Or'}: ${escapeMrkdwn(oneLine(measure.title), 150)}*`,
    `Who: ${[whoInWords(measure.who), ...sure].join(' · ')}`,
    ...(learnt === undefined ? [] : [learnt]),
    escapeMrkdwn(oneLine(measure.action), 300),
    `Why: ${escapeMrkdwn(oneLine(measure.because), 250)}`,
    `Source: ${escapeMrkdwn(oneLine(measure.source), 150)}`,
    ...(decide === undefined ? [] : [`Ask: ${escapeMrkdwn(oneLine(decide), 200)}`]),
    ...effortLine(measure),
    ...headed('Evidence:', measure.evidence.map(line)),
    ...headed('Against it:', against.map(line)),
    ...headed('Less sure, because:', thin.map(line)),
    ...headed('What would change it:', change.map(line)),
  ];
  return linesWithin(lines, index === 0 ? 1900 : 900, (left) => `and ${left} more lines of evidence`);
}

/** Lines under a heading, which goes with the first of them where there is no room for all. */
function headed(heading: string, [first, ...rest]: string[]): string[] {
  return first === undefined ? [] : [`${heading}\n${first}`, ...rest];
}

function effortLine(measure: ProposedMeasure): string[] {
  const said = effortInWords(measure);
  return said === '' ? [] : [escapeMrkdwn(oneLine(said), 250)];
}

/** The measures in text, for readers without blocks. Shape: mrkdwn lines. */
export function measureLines(fetch: Fetch | undefined): string[] {
  return (fetch?.measures ?? [])
    .slice(0, MEASURES)
    .map(
      (measure) =>
        `Measure: ${escapeMrkdwn(oneLine(measure.title), 150)} (${[whoInWords(measure.who), ...(measure.confidence === undefined ? [] : [confidenceInWords(measure.confidence), recordInWords(measure.record)])].join(', ')}): ${escapeMrkdwn(oneLine(measure.action), 300)}`,
    );
}
