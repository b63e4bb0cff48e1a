import type { Ask } from '../core/place.ts';
import type { Evidence, Protocol, Reading } from '../core/reading.ts';
import type { AbsentReason } from '../core/value.ts';
import { type AskResults, type Found, hasValue } from './place-result.ts';
import { protocolOf } from './protocol-of.ts';

/** Which protocols have said all they will say in this read. */
export type Done = Record<Protocol, boolean>;

/**
 * The readings of one ask, from what its places gave, in their order of preference.
 * Shape: undefined while a place that is preferred may still answer; at least one reading otherwise.
 * Units: `now` milliseconds since 1970.
 * Fails: never; without a value the reading is what the device said instead ("some left"), else absent for the first reason that is more
 * than "not offered", and what was said there stands last.
 */
export function settle(ask: Ask, results: AskResults, done: Done, now: number): Reading[] | undefined {
  const [first] = results;
  if (first?.kind === 'found' && hasValue(first)) return first.found.map((found) => toReading(ask.item, found));
  const evidence: Evidence[] = [];
  let reason: AbsentReason = 'unsupported';
  let told: Evidence | undefined;
  let saidInstead: Found[] | undefined;
  for (const [index, place] of ask.places.entries()) {
    const result = results[index];
    if (result === undefined) {
      if (!done[protocolOf(place)]) return undefined;
      continue;
    }
    if (result.kind === 'found') {
      if (hasValue(result)) return result.found.map((found) => toReading(ask.item, found, evidence));
      saidInstead ??= result.found;
      evidence.push(...result.found.slice(0, 1).map((found) => found.evidence));
      continue;
    }
    evidence.push(result.evidence);
    if (reason === 'unsupported' && result.reason !== 'unsupported') {
      reason = result.reason;
      told = result.evidence;
    }
  }
  if (saidInstead !== undefined) {
    return saidInstead.map((found) => toReading(ask.item, found, othersThan(evidence, saidInstead)));
  }
  const ordered = told === undefined ? evidence : [...evidence.filter((each) => each !== told), told];
  return [{ item: ask.item, value: { kind: 'absent', reason }, evidence: ordered, at: ordered.at(-1)?.at ?? now }];
}

function othersThan(evidence: Evidence[], found: Found[]): Evidence[] {
  return evidence.filter((each) => !found.some((own) => own.evidence === each));
}

function toReading(item: string, found: Found, before?: Evidence[]): Reading {
  const evidence = before === undefined ? [found.evidence] : [...before, found.evidence];
  const reading: Reading = { item, value: found.value, evidence, at: found.at };
  if (found.part !== undefined) reading.part = found.part;
  if (found.partTitle !== undefined && found.partTitle !== '') reading.partTitle = found.partTitle;
  return reading;
}
