import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWords, type Words } from '../../src/store/words.ts';
import { aReading } from './contract/samples.ts';

const someName = fc.record(
  { item: fc.constantFrom('one', 'two', 'ünï', ''), part: fc.constantFrom('', 'a', 'b', 'null') },
  { requiredKeys: ['item'] },
);

/** Gives what readings lack their numbers, as a store does. */
function learn(words: Words, ...names: { item: string; part?: string }[]): void {
  for (const word of words.missing(names.map((name) => aReading(name)))) words.add(words.last() + 1, word);
}

describe('the words of a store', () => {
  it('gives each name a number of its own, that gives the name back', () => {
    fc.assert(
      fc.property(fc.array(someName), someName, (known, one) => {
        const words = openWords();
        learn(words, ...known);
        words.placeOf(one);
        learn(words, one);
        for (const { item, part } of [...known, one]) {
          const place = words.placeOf(part === undefined ? { item } : { item, part });
          expect(typeof place).toBe('number');
          expect(words.nameOf(place)).toEqual(part === undefined ? [item] : [item, part]);
        }
      }),
    );
  });

  it('writes a name out until it has a number, and lacks it once however often it is read', () => {
    const words = openWords();
    const reading = aReading({ item: 'one', part: 'a' });
    expect(words.placeOf(reading)).toBe('["one","a"]');
    const missing = words.missing([reading, reading]);
    expect(missing.filter((word) => word === '["one","a"]')).toHaveLength(1);
    words.add(7, '["one","a"]');
    expect(words.placeOf(reading)).toBe(7);
    expect(words.missing([reading])).not.toContain('["one","a"]');
  });

  it('never lacks a name that is too long, and writes it out each time', () => {
    const words = openWords();
    const reading = aReading({ item: 'x'.repeat(200) });
    expect(words.missing([reading]).some((word) => word.includes('xxx'))).toBe(false);
    expect(words.placeOf(reading)).toBe(`["${'x'.repeat(200)}"]`);
  });

  it('gives the numbers of the dictionary that was begun, and none of the one before', () => {
    const words = openWords();
    learn(words, { item: 'one' }, { item: 'two' });
    const before = words.placeOf({ item: 'two' });
    words.begin('another');
    expect(words.placeOf({ item: 'two' })).toBe('["two"]');
    words.add(1, '["two"]');
    expect(words.placeOf({ item: 'two' })).toBe(1);
    expect(before).not.toBe(1);
  });

  it('gives the number that a name has now where it was given another', () => {
    const words = openWords();
    words.add(1, '["one"]');
    expect(words.placeOf({ item: 'one' })).toBe(1);
    words.add(2, '["one"]');
    expect(words.placeOf({ item: 'one' })).toBe(2);
  });
});
