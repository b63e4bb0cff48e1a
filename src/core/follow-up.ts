import type { Check, CheckedRow, KeptFigure, PagesThen } from './check.ts';
import type { Claim, ClaimEvent } from './claim.ts';
import type { Comparison, Figure } from './comparison.ts';
import type { Pages } from './pages.ts';

/** After how many pages a resolved claim is looked at again, and for how long those are waited for. Units: milliseconds. */
export type FollowUpRule = { pages: number; withinMs: number };

/** What a later reading of a check says: how it compares, and what its counters stand at. */
export type Again = {
  comparison?: Pick<Comparison, 'figure' | 'verdict'> | undefined;
  counted?: { count: number; per: number } | undefined;
  isGone?: true | undefined;
};

/** Fewer occurrences than these were to be expected: that there were none tells nothing. */
const LEAST_EXPECTED = 3;

/** The event a claim ended with, where it is resolved, something of it can be looked at again, and nobody has yet; of `none needed` nothing was mended. */
export function watchedSince({ status, events }: Pick<Claim, 'status' | 'events'>): ClaimEvent | undefined {
  const index = events.findLastIndex(({ what }) => what === 'resolved');
  const end = events[index];
  if (status !== 'resolved' || end === undefined || end.resolution?.measure === 'none') return undefined;
  if ((end.ended?.checks ?? []).length === 0) return undefined;
  return events.slice(index).some(({ followUp }) => followUp !== undefined) ? undefined : end;
}

/**
 * How far a watched claim has come: `due` once enough pages were made, `over` when the time is.
 * Shape: `now` the counter as it was last read. Pages are unknown where it was not read then or since, counts otherwise, or was set back.
 */
export function stageOf(
  end: ClaimEvent,
  counter: PagesThen | undefined,
  { now, rule }: { now: number; rule: FollowUpRule },
): { stage: 'wait' | 'due' | 'over'; pages: Pages } {
  const pages = pagesSince(end.ended?.pages, counter);
  if (pages.kind === 'known' && pages.number >= rule.pages) return { stage: 'due', pages };
  return { stage: now - end.at > rule.withinMs ? 'over' : 'wait', pages };
}

/** Whether the time in which a claim is looked at again has passed. */
export function isOver(end: ClaimEvent, now: number, rule: FollowUpRule): boolean {
  return now - end.at > rule.withinMs;
}

function pagesSince(then: PagesThen | undefined, counter: PagesThen | undefined): Pages {
  if (then === undefined || counter === undefined || then.unit !== counter.unit) return { kind: 'unknown' };
  const number = counter.number - then.number;
  return number < 0 ? { kind: 'unknown' } : { kind: 'known', number, unit: then.unit };
}

/** A figure as it is kept; undefined for what is neither a number nor a state. */
export function keptFigure(figure: Figure): KeptFigure | undefined {
  if (figure.kind === 'number') return { kind: 'number', number: figure.number, unit: figure.unit };
  return figure.kind === 'state' ? { kind: 'state', state: figure.state } : undefined;
}

/** What became of a check. Fails: never; what was not read again, or too little to tell, is unknown. */
export function checkAgain(check: Check, again: Again): CheckedRow {
  const { title, part, partTitle, before, decides } = check;
  const row = { title, ...(part === undefined ? {} : { part }), ...(partTitle === undefined ? {} : { partTitle }) };
  const named = { ...row, before, decides };
  if (check.isLifelong === true) return { ...named, ...countedSince(check, again) };
  if (again.isGone === true) return { ...named, isGone: true, verdict: 'back' };
  const now = again.comparison === undefined ? undefined : keptFigure(again.comparison.figure);
  const verdict = again.comparison?.verdict;
  if (now === undefined || verdict === undefined || verdict === 'cannot-say') return { ...named, verdict: 'unknown' };
  return { ...named, now, verdict: verdict === 'off' ? 'off' : 'back' };
}

/** Half as often as before is better; so seldom that it was hardly to be expected tells nothing. */
function countedSince({ before, counted }: Check, again: Again): Pick<CheckedRow, 'now' | 'verdict'> {
  if (before.kind !== 'number' || counted === undefined || again.counted === undefined) return { verdict: 'unknown' };
  const count = again.counted.count - counted.count;
  const per = again.counted.per - counted.per;
  if (count < 0 || per <= 0) return { verdict: 'unknown' };
  const now = { kind: 'number' as const, number: (count / per) * counted.times, unit: before.unit };
  const expected = (before.number * per) / counted.times;
  if (expected < LEAST_EXPECTED) return { now, verdict: 'unknown' };
  return { now, verdict: count <= expected / 2 ? 'back' : 'off' };
}

/**
 * Whether a fix held, by what was looked at again; undefined while nothing can be said.
 * Shape: what the measure rests on decides where any of it was off; where none was, all of it does.
 */
export function hasHeld(rows: readonly CheckedRow[]): boolean | undefined {
  const deciding = rows.some(({ decides }) => decides) ? rows.filter(({ decides }) => decides) : rows;
  if (deciding.some(({ verdict }) => verdict === 'off')) return false;
  return deciding.some(({ verdict }) => verdict === 'back') ? true : undefined;
}
