import { UNITS, type Unit } from '../core/value.ts';

/** Longer words, and more of them than this, are written out: nobody's devices fill the dictionary. */
const LONGEST = 80;
const MOST = 50_000;

/** The dictionary of texts that many devices share, as far as this process has seen it. */
export type Words = {
  idOf: (word: string) => number | undefined;
  /** The item and part of a reading's name, given as a number or written out; undefined for a number that is no name's. */
  nameOf: (place: unknown) => readonly [item: string, part?: string] | undefined;
  /** A unit, given likewise. */
  unitOf: (place: unknown) => Unit | undefined;
  /** Which of these have no number yet and should have one. */
  missing: (words: Iterable<string>) => string[];
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
  const texts = new Map<number, string>();
  const names = new Map<number, readonly [string, string?]>();
  const units = new Map<unknown, Unit>();
  let last = 0;
  let ofMark = '';

  return {
    idOf: (word) => ids.get(word),
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
    missing: (words) => (ids.size >= MOST ? [] : [...words].filter((word) => word.length <= LONGEST && !ids.has(word))),
    add(id, word) {
      ids.set(word, id);
      texts.set(id, word);
      last = Math.max(last, id);
    },
    last: () => last,
    mark: () => ofMark,
    begin(mark) {
      for (const known of [ids, texts, names, units]) known.clear();
      last = 0;
      ofMark = mark;
    },
  };
}
