import type { Comparison } from './comparison.ts';
import { type NamedRate, type Past, RECENT_DAYS } from './past.ts';
import { breakInWords, dayInWords, rateInWords, sinceInWords, trendInWords } from './trend-words.ts';
import { ageInWords, numberInWords } from './words.ts';

const DAY_MS = 86_400_000;
/** What changed longer ago has nothing to do with a claim of today. */
const TOLD_DAYS = 180;

/**
 * What of a device's past bears on a claim of today: levels and states that changed, counters that were set back, what is used up or comes up how fast
 * where the figure is odd, and how much the machine does.
 * Shape: one phrase, to be put behind the name of the item; empty where there is nothing to tell. States are the device's and not escaped.
 * Units: `now` milliseconds since 1970.
 */
export function notablePast({ past, verdict, figure, part }: Comparison, now: number): string {
  if (past === undefined) return '';
  const isOdd = verdict === 'off' || verdict === 'watch';
  const phrases = [
    movedInWords(past, now),
    isOdd || isYoung(past.renewed, now, RECENT_DAYS) ? renewedInWords(past, now) : '',
    isOdd ? namedInWords(past.recent, now) : '',
    // The pages of the whole machine say how much it is used; those of every tray would only fill the thread.
    part === undefined && past.breaks === undefined ? namedInWords(past.perDay, now) : '',
    ...(past.breaks ?? []).map((step) => breakInWords(step, now)),
  ].filter((phrase) => phrase !== '');
  if (phrases.length === 0) return '';
  // What is known of a device that says nothing now ends with what it said last.
  const last = figure.kind === 'absent' ? [`last read ${ageInWords(past.to, now)}`] : [];
  return [...phrases, ...last].join('; ');
}

/** All that the past of one item says, whether it matters today or not. Shape: phrases; at least one. */
export function pastInWords(past: Past, now: number): string[] {
  const phrases = [
    past.trend !== undefined && past.unit !== undefined ? trendInWords(past.trend, past.unit, now) : '',
    stateInWords(past, now),
    renewedInWords(past, now),
    namedInWords(past.recent, now),
    namedInWords(past.perDay, now),
    ...(past.breaks ?? []).map((step) => breakInWords(step, now)),
  ].filter((phrase) => phrase !== '');
  return phrases.length > 0 ? phrases : [`${past.n} readings since ${dayInWords(past.from, now)}`];
}

function movedInWords(past: Past, now: number): string {
  const { trend, unit, state } = past;
  if (state !== undefined) return isYoung(state.at, now, TOLD_DAYS) ? stateInWords(past, now) : '';
  if (trend === undefined || unit === undefined) return '';
  if (trend.kind === 'drifting') return trendInWords(trend, unit, now);
  if (trend.kind !== 'changed' || !isYoung(trend.changes.at(-1)?.at, now, TOLD_DAYS)) return '';
  return trendInWords(trend, unit, now);
}

function stateInWords({ state }: Past, now: number): string {
  if (state === undefined) return '';
  const count = `${state.readings} ${state.readings === 1 ? 'reading' : 'readings'} since`;
  return `went from ${state.before} to ${state.state} ${sinceInWords(state.after, state.at, now)} (${count})`;
}

function renewedInWords({ renewed, sinceRenewal }: Past, now: number): string {
  if (renewed === undefined) return '';
  const when = `seen renewed on ${dayInWords(renewed, now)}`;
  if (sinceRenewal === undefined || sinceRenewal.rate.kind === 'none') return when;
  return `${when}, ${numberInWords(sinceRenewal.rate.rate, sinceRenewal.unit)} since then`;
}

function namedInWords(named: NamedRate | undefined, now: number): string {
  if (named === undefined || named.rate.kind === 'none') return '';
  return rateInWords(named.rate, named.unit, named.per, now);
}

function isYoung(at: number | undefined, now: number, days: number): boolean {
  return at !== undefined && now - at <= days * DAY_MS;
}
