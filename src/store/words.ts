import { AppError } from '../core/errors.ts';
import { UNITS, type Unit } from '../core/value.ts';

/** Longer words, and more of them than this, are written out: nobody's devices fill the dictionary. */
const LONGEST = 80;
const MOST = 50_000;

/** The dictionary of texts that many devices share, as far as this process has seen it. */
export type Words = {
  idOf: (word: string) => number | undefined;
  /** The item and part of a reading's name, given as a number or written out. */
  nameOf: (place: unknown) => readonly [item: string, part?: string];
  unitOf: (place: unknown) => Unit;
  /** Which of these have no number yet and should have one. */
  missing: (words: Iterable<string>) => string[];
  add: (id: number, word: string) => void;
  /** The highest number seen; numbers are given without gaps, from 1. */
  last: () => number;
};

/** Opens an empty memory of the dictionary; what stands in the store is added to it. */
export function openWords(): Words {
  const ids = new Map<string, number>();
  const texts = new Map<number, string>();
  const names = new Map<number, readonly [string, string?]>();
  const units = new Map<unknown, Unit>();
  let last = 0;

  function textOf(id: number): string {
    const text = texts.get(id);
    if (text === undefined) throw new AppError('store_failed', `the store's dictionary lacks word ${id}`, { id });
    return text;
  }

  return {
    idOf: (word) => ids.get(word),
    nameOf(place) {
      if (typeof place !== 'number') return JSON.parse(String(place));
      const known = names.get(place);
      if (known !== undefined) return known;
      const name: [string, string?] = JSON.parse(textOf(place));
      names.set(place, name);
      return name;
    },
    unitOf(place) {
      const known = units.get(place);
      if (known !== undefined) return known;
      const text = typeof place === 'number' ? textOf(place) : place;
      const unit = UNITS.find((one) => one === text);
      if (unit === undefined) throw new AppError('store_failed', 'a stored number has a unit that is none');
      units.set(place, unit);
      return unit;
    },
    missing: (words) => (ids.size >= MOST ? [] : [...words].filter((word) => word.length <= LONGEST && !ids.has(word))),
    add(id, word) {
      ids.set(word, id);
      texts.set(id, word);
      last = Math.max(last, id);
    },
    last: () => last,
  };
}
