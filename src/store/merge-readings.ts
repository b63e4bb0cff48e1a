import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Reading } from '../core/reading.ts';
import {
  atOf,
  countFacts,
  encodeFacts,
  factAt,
  type FactHead,
  headAt,
  parseFacts,
  placeOfName,
  type Wanted,
} from './facts.ts';
import { toJson } from './keys.ts';
import type { Words } from './words.ts';

/** A device's readings as they are kept: what they say, and apart from it, packed, all the rest (evidence, the device's own words) in the same order. */
export type KeptReadings = { facts: string; rest: Uint8Array };

/** Evidence is the same words again and again: it packs to an eighth. A higher level costs more time than it saves room. */
const PACKING = { level: 3 };

/** All readings there are. */
export const EVERYTHING: Wanted = { items: { has: () => true }, notBefore: Number.NEGATIVE_INFINITY };

/**
 * A device's readings with newer ones taken in, of each item and part the newest.
 * A value beats none, whatever their times: a service's value is as old as its reading, while an absent one is always of now.
 * Shape: `rest` is asked for only when readings that are kept must stay. Undefined when nothing changes.
 */
export function mergeReadings(
  kept: { facts: string; rest: () => Uint8Array } | undefined,
  fresh: readonly Reading[],
  words: Words,
): KeptReadings | undefined {
  const newest = new Map<number | string, Reading>();
  for (const reading of fresh) {
    const place = words.placeOf(reading);
    const before = newest.get(place);
    if (before === undefined || wins(headOf(reading), headOf(before))) newest.set(place, reading);
  }
  if (newest.size === 0) return undefined;
  if (kept === undefined) return pack([...newest.values()], words);
  const flat = parseFacts(kept.facts);
  const staying: number[] = [];
  for (let n = 0; n < countFacts(flat); n += 1) {
    const before = headAt(flat, n);
    // A word that was written out before it had a number is still the same word.
    const place = typeof before.name === 'string' ? (words.idOf(before.name) ?? before.name) : before.name;
    const after = newest.get(place);
    if (after !== undefined && wins(headOf(after), before)) continue;
    newest.delete(place);
    staying.push(n);
  }
  if (newest.size === 0) return undefined;
  if (staying.length === 0) return pack([...newest.values()], words);
  const rest = parseRest(kept.rest());
  return pack([...wholeOf(flat, rest, staying, words), ...newest.values()], words);
}

/**
 * All readings of a device, of which some are asked for. One whose name or unit has a number that the dictionary lacks is left out.
 * Shape: `facts` as `parseFacts` gives them.
 * Units: `notBefore` milliseconds since 1970.
 */
export function unpackReadings(
  kept: { facts: unknown[]; rest: () => Uint8Array },
  words: Words,
  wanted: Wanted,
): Reading[] {
  const flat = kept.facts;
  const places = placesOf(flat, words, wanted);
  if (places.length === 0) return [];
  return wholeOf(flat, parseRest(kept.rest()), places, words);
}

function placesOf(flat: readonly unknown[], words: Words, { items, notBefore }: Wanted): number[] {
  const places: number[] = [];
  for (let n = 0; n < countFacts(flat); n += 1) {
    if (atOf(flat, n) < notBefore) continue;
    const name = words.nameOf(placeOfName(flat, n));
    if (name !== undefined && items.has(name[0])) places.push(n);
  }
  return places;
}

function headOf({ value, at }: Reading): Omit<FactHead, 'name'> {
  return { isPresent: value.kind !== 'absent', at };
}

function wins(after: Omit<FactHead, 'name'>, before: Omit<FactHead, 'name'>): boolean {
  return after.isPresent === before.isPresent ? after.at >= before.at : after.isPresent;
}

function pack(readings: readonly Reading[], words: Words): KeptReadings {
  const rest = readings.map(({ item: _item, part: _part, value: _value, at: _at, ...others }) => others);
  return { facts: encodeFacts(readings, words), rest: deflateRawSync(toJson(rest), PACKING) };
}

function parseRest(rest: Uint8Array): Partial<Reading>[] {
  return JSON.parse(inflateRawSync(rest).toString());
}

function wholeOf(
  flat: readonly unknown[],
  rest: readonly Partial<Reading>[],
  places: readonly number[],
  words: Words,
): Reading[] {
  const readings: Reading[] = [];
  for (const n of places) {
    const fact = factAt(flat, n, words);
    if (fact !== undefined) readings.push({ ...fact, ...rest[n] });
  }
  return readings;
}
