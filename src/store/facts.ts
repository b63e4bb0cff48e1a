import { isReport, type Reading } from '../core/reading.ts';
import { ABSENT_REASONS, type Value } from '../core/value.ts';
import { toJson } from './keys.ts';
import type { Words } from './words.ts';

/** Five places a reading: its name, the kind of its value, the value, its time as a distance, and whether it is from a list. */
const STRIDE = 5;
const KIND = { state: 0, text: -1, absent: -2 } as const;

/** Where one reading stands in a device's facts, with what decides whether a newer one takes its place. Units: `at` milliseconds since 1970. */
export type FactHead = { name: number | string; isPresent: boolean; at: number };

/**
 * What readings say, without their evidence, as one short text: `[base,name,kind,value,distance,isReport,…]`.
 * Shape: names and units are numbers of shared words, or themselves where they are no shared ones. A time that its distance from the base would
 * not give back to the last digit stands as a text.
 */
export function encodeFacts(readings: readonly Reading[], words: Words): string {
  let base = 0;
  for (const { at } of readings) base = Math.max(base, at);
  const flat: unknown[] = [base];
  for (const reading of readings) {
    const { value, at } = reading;
    const apart = base - at;
    flat.push(words.placeOf(reading));
    if (value.kind === 'number') flat.push(words.idOf(value.unit) ?? value.unit, value.number);
    else if (value.kind === 'state') flat.push(KIND.state, value.state);
    else if (value.kind === 'text') flat.push(KIND.text, value.text);
    else flat.push(KIND.absent, value.reason);
    flat.push(base - apart === at ? apart : String(at), isReport(reading) ? 1 : 0);
  }
  return toJson(flat);
}

/** An encoded text as a flat list. */
export function parseFacts(text: string): unknown[] {
  return JSON.parse(text);
}

/** How many readings a flat list holds. */
export function countFacts(flat: readonly unknown[]): number {
  return (flat.length - 1) / STRIDE;
}

/** The head of the n-th reading; its name as it stands there. */
export function headAt(flat: readonly unknown[], n: number): FactHead {
  const place = 1 + n * STRIDE;
  const name = flat[place];
  return {
    name: typeof name === 'number' ? name : String(name),
    isPresent: flat[place + 1] !== KIND.absent,
    at: timeAt(flat, place),
  };
}

/** The time of the n-th reading alone. Units: milliseconds since 1970. */
export function atOf(flat: readonly unknown[], n: number): number {
  return timeAt(flat, 1 + n * STRIDE);
}

/** The name of the n-th reading as it stands there: a number of the shared words, or written out. */
export function placeOfName(flat: readonly unknown[], n: number): unknown {
  return flat[1 + n * STRIDE];
}

/**
 * What the n-th reading says; undefined where its name or its unit has a number that the dictionary lacks.
 * Shape: its evidence is left out; of one from a list it says as much and no more.
 */
export function factAt(flat: readonly unknown[], n: number, words: Words): Reading | undefined {
  const place = 1 + n * STRIDE;
  const name = words.nameOf(flat[place]);
  const value = valueOf(flat[place + 1], flat[place + 2], words);
  return name && value && factOf(name, value, timeAt(flat, place), flat[place + 4] === 1);
}

/** Which readings are asked for. Units: `notBefore` milliseconds since 1970. */
export type Wanted = { items: Pick<ReadonlySet<string>, 'has'>; notBefore: number };

/** Whole numbers up to this come again and again: levels and settings. */
const SMALL = 255;

/**
 * What makes readings of facts. Each name is looked up once, and those that say the same small number share it: a claim beside thousands of peers has it
 * make a hundred thousand of them.
 */
export type FactTaker = {
  /** The name of a reading, given as it stands there; false where it is not wanted, or has a number that the dictionary lacks. */
  nameOf: (said: unknown) => Name | false;
  /** A value, given likewise; undefined where its unit has a number that the dictionary lacks. */
  valueOf: (kind: unknown, value: unknown) => Value | undefined;
};

/** Opens what makes readings of facts. Shape: `words` may grow meanwhile; what is shared is frozen. */
export function openFactTaker(words: Words, { items }: Pick<Wanted, 'items'>): FactTaker {
  const names = new Map<unknown, Name | false>();
  const smallOf = new Map<unknown, (Value | undefined)[]>();

  function wantedName(said: unknown): Name | false {
    const name = words.nameOf(said);
    if (name === undefined) return false;
    const wanted = items.has(name[0]) && name;
    names.set(said, wanted);
    return wanted;
  }

  function smallValue(unit: number, value: number): Value | undefined {
    let small = smallOf.get(unit);
    if (small === undefined) smallOf.set(unit, (small = Array.from({ length: SMALL + 1 }, () => undefined)));
    return (small[value] ??= Object.freeze(valueOf(unit, value, words)));
  }

  return {
    nameOf: (said) => names.get(said) ?? wantedName(said),
    valueOf(kind, value) {
      const isSmall =
        isWord(kind) && typeof value === 'number' && value >= 0 && value <= SMALL && Number.isInteger(value);
      return isSmall ? smallValue(kind, value) : valueOf(kind, value, words);
    },
  };
}

/** Opens a reader of flat lists: all their readings that are wanted, as `factAt` gives them. Shape: `words` may grow meanwhile; what is shared is frozen. */
export function openFactsReader(words: Words, wanted: Wanted): (flat: readonly unknown[]) => Reading[] {
  const { notBefore } = wanted;
  const taker = openFactTaker(words, wanted);
  return (flat) => {
    const base = Number(flat[0]);
    const readings: Reading[] = [];
    for (let place = 1; place < flat.length; place += STRIDE) {
      const name = taker.nameOf(flat[place]);
      if (name === false) continue;
      const at = timeOf(base, flat[place + 3]);
      if (at < notBefore) continue;
      const value = taker.valueOf(flat[place + 1], flat[place + 2]);
      if (value !== undefined) readings.push(factOf(name, value, at, flat[place + 4] === 1));
    }
    return readings;
  };
}

type Name = readonly [item: string, part?: string];

const NO_EVIDENCE: Reading['evidence'] = [];
Object.freeze(NO_EVIDENCE);

/** A reading without its evidence. Shape: of one from a list it says as much and no more. Units: `at` milliseconds since 1970. */
export function factOf([item, part]: Name, value: Value, at: number, isFromList: boolean): Reading {
  const evidence: Reading['evidence'] = isFromList
    ? [{ protocol: 'report', place: '', raw: '', at, tookMs: 0 }]
    : NO_EVIDENCE;
  return part === undefined ? { item, value, evidence, at } : { item, part, value, evidence, at };
}

/** Whether a kind is the number of a word, and so that of a unit. */
function isWord(kind: unknown): kind is number {
  return typeof kind === 'number' && kind > 0;
}

function timeAt(flat: readonly unknown[], place: number): number {
  return timeOf(Number(flat[0]), flat[place + 3]);
}

/** The time of a reading from its distance as it stands there. Units: milliseconds since 1970. */
export function timeOf(base: number, apart: unknown): number {
  return typeof apart === 'number' ? base - apart : Number(apart);
}

function valueOf(kind: unknown, value: unknown, words: Words): Value | undefined {
  if (kind === KIND.state) return { kind: 'state', state: String(value) };
  if (kind === KIND.text) return { kind: 'text', text: String(value) };
  if (kind === KIND.absent) {
    return { kind: 'absent', reason: ABSENT_REASONS.find((one) => one === value) ?? 'malformed' };
  }
  const unit = words.unitOf(kind);
  if (unit === undefined) return undefined;
  return { kind: 'number', number: typeof value === 'number' ? value : Number.NaN, unit };
}
