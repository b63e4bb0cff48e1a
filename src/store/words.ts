import type { Reading } from '../core/reading.ts';
import { UNITS, type Unit } from '../core/value.ts';
import { toJson } from './keys.ts';

/** Longer words, and more of them than this, are written out: nobody's devices fill the dictionary. */
const LONGEST = 80;
const MOST = 50_000;

/** The dictionary of texts that many devices share, as far as this process has seen it. */
export type Words = {
  idOf: (word: string) => number | undefined;
  /** The name of a reading within its device: its number, or written out where it has none. */
  placeOf: (reading: Pick<Reading, 'item' | 'part'>) => number | string;
  /** The item and part of a reading's name, given as a number or written out; undefined for a number that is no name's. */
  nameOf: (place: unknown) => readonly [item: string, part?: string] | undefined;
  /** A unit, given likewise. */
  unitOf: (place: unknown) => Unit | undefined;
  /** Which words of readings have no number yet and should have one. */
  missing: (readings: Iterable<Reading>) => string[];
  add: (id: number, word: string) => void;
  /** The highest number seen; numbers are given without gaps, from 1. */
  last: () => number;
  /** Which dictionary the numbers are of; an empty text where it has no mark. */
  mark: () => string;
  /** Forgets all numbers: from here on they are of the dictionary with this mark. */
  begin: (mark: string) => void;
};

/** Opens an empty memory of the dictionary; what stands in the store is added to it. */
export function openWords(): Words {
  const ids = new Map<string, number>();
  // To write its name out for each reading of a fleet costs more than all else but packing. Only what has a number is in here.
  const places = new Map<string, Map<string | undefined, number>>();
  const texts = new Map<number, string>();
  const names = new Map<number, readonly [string, string?]>();
  const units = new Map<unknown, Unit>();
  let last = 0;
  let ofMark = '';

  function placeOf(reading: Pick<Reading, 'item' | 'part'>): number | string {
    const { item, part } = reading;
    const ofItem = places.get(item);
    const known = ofItem?.get(part);
    if (known !== undefined) return known;
    const name = nameOf(reading);
    const id = ids.get(name);
    if (id === undefined) return name;
    if (ofItem === undefined) places.set(item, new Map([[part, id]]));
    else ofItem.set(part, id);
    return id;
  }

  return {
    idOf: (word) => ids.get(word),
    placeOf,
    nameOf(place) {
      if (typeof place !== 'number') return JSON.parse(String(place));
      const known = names.get(place);
      if (known !== undefined) return known;
      const text = texts.get(place);
      if (text === undefined || !text.startsWith('[')) return undefined;
      const name: [string, string?] = JSON.parse(text);
      names.set(place, name);
      return name;
    },
    unitOf(place) {
      const known = units.get(place);
      if (known !== undefined) return known;
      const text = typeof place === 'number' ? texts.get(place) : place;
      const unit = UNITS.find((one) => one === text);
      if (unit !== undefined) units.set(place, unit);
      return unit;
    },
    missing(readings) {
      if (ids.size >= MOST) return [];
      const found = new Set<string>();
      for (const reading of readings) {
        const place = placeOf(reading);
        if (typeof place === 'string' && place.length <= LONGEST) found.add(place);
        const { value } = reading;
        if (value.kind === 'number' && !ids.has(value.unit)) found.add(value.unit);
      }
      return [...found];
    },
    add(id, word) {
      places.clear();
      ids.set(word, id);
      texts.set(id, word);
      last = Math.max(last, id);
    },
    last: () => last,
    mark: () => ofMark,
    begin(mark) {
      for (const known of [ids, places, texts, names, units]) known.clear();
      last = 0;
      ofMark = mark;
    },
  };
}

/** The name of a reading within a device; a part that is the empty text is a part. */
function nameOf({ item, part }: Pick<Reading, 'item' | 'part'>): string {
  return toJson(part === undefined ? [item] : [item, part]);
}
