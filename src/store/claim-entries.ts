import type { Claim } from '../core/claim.ts';
import { watchedSince } from '../core/follow-up.ts';
import { NO_TRIES, type TrackRecord, trialsOf, type Tries } from '../core/track-record.ts';
import { modelKey, toJson } from './keys.ts';

/** What is counted of a trial. */
const COUNTS = ['tried', 'worked', 'first', 'firstWorked'] as const satisfies readonly (keyof Tries)[];

/**
 * The counts that a claim adds one to each, by their names, in one order.
 * Shape: what follows from its status and its events alone; names are JSON without line breaks.
 */
export function countsOf(claim: Pick<Claim, 'status' | 'events'>): string[] {
  const names = trialsOf(claim).flatMap(({ measure, model, worked, isFirst }) => {
    const counted = { tried: true, worked, first: isFirst, firstWorked: isFirst && worked };
    const keys = model === undefined ? [''] : ['', modelKey({ model })];
    return COUNTS.filter((count) => counted[count]).flatMap((count) => keys.map((key) => nameOf(count, key, measure)));
  });
  return names.sort();
}

/** The lists that a claim stands in, by their names, in one order. Shape: as the names of counts. */
export function listsOf({ status, events }: Pick<Claim, 'status' | 'events'>): string[] {
  const rung = events.some(({ bell }) => bell !== undefined) ? [RUNG] : [];
  const { model, symptoms = [] } = events.findLast(({ what }) => what === 'resolved')?.ended ?? {};
  if (status !== 'resolved' || model === undefined) return rung;
  const cases = [...new Set(symptoms)].map((symptom) => listOfCases(symptom, model)).sort();
  return [...cases, ...rung, ...(watchedSince({ status, events }) === undefined ? [] : [WATCHED])];
}

/** The list of the claims that are still to be looked at again. */
export const WATCHED = toJson(['watched']);

/** The list of the claims that rang a bell. */
export const RUNG = toJson(['rung']);

/** The name of the list of a model's resolved claims of a symptom. */
export function listOfCases(symptom: string, model: string): string {
  return toJson(['case', symptom, modelKey({ model })]);
}

function nameOf(count: keyof Tries, key: string, measure: string): string {
  return toJson([count, key, measure]);
}

/** The names of the counts that records are read from, in the order that `toRecords` takes them. */
export function namesOfRecords(model: string, measures: readonly string[]): string[] {
  const keys = [modelKey({ model }), ''];
  return measures.flatMap((measure) => keys.flatMap((key) => COUNTS.map((count) => nameOf(count, key, measure))));
}

/** The records that counts make. */
export function toRecords(measures: readonly string[], counts: readonly number[]): TrackRecord[] {
  const triesFrom = (at: number): Tries => {
    const tries = { ...NO_TRIES };
    for (const [index, count] of COUNTS.entries()) tries[count] = counts[at + index] ?? 0;
    return tries;
  };
  return measures.map((_, index) => {
    const at = index * 2 * COUNTS.length;
    return { model: triesFrom(at), all: triesFrom(at + COUNTS.length) };
  });
}
