import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/core/reading.ts';
import { ABSENT_REASONS, UNITS, type Value } from '../../src/core/value.ts';
import { encodeFacts, openFactsReader, parseFacts } from '../../src/store/facts.ts';
import { EVERYTHING } from '../../src/store/merge-readings.ts';
import { openFactsScanner } from '../../src/store/scan-facts.ts';
import { openWords, type Words } from '../../src/store/words.ts';
import { aReading } from './contract/samples.ts';

const someText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '],[', '1,2', '\\"', 'ü,"]', '\u2028', ''),
);
const someNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -1, 999_999_999_999_999, 9_007_199_254_740_991, 1e21, 5e-324, -0.5),
);
const someValue: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), number: someNumber, unit: fc.constantFrom(...UNITS) }),
  fc.record({ kind: fc.constant('state' as const), state: someText }),
  fc.record({ kind: fc.constant('text' as const), text: someText }),
  fc.record({ kind: fc.constant('absent' as const), reason: fc.constantFrom(...ABSENT_REASONS) }),
);
const someReading = fc
  .record({
    item: fc.oneof(fc.constantFrom('one', 'two', 'three'), someText),
    part: fc.option(someText, { nil: undefined }),
    value: someValue,
    at: fc.oneof(fc.integer({ min: 0, max: 2e12 }), fc.double({ min: 0, max: 2e12, noNaN: true })),
    isReport: fc.boolean(),
  })
  .map(({ part, isReport, ...reading }): Reading => {
    const protocol = isReport ? ('report' as const) : ('snmp' as const);
    const evidence = [{ protocol, place: '', raw: '', at: reading.at, tookMs: 0 }];
    return { ...reading, evidence, ...(part === undefined ? {} : { part }) };
  });

/** A dictionary with a number for what the readings call for, but for each that `isLeft` leaves out. */
function wordsFor(readings: readonly Reading[], isLeft: (n: number) => boolean = () => false): Words {
  const words = openWords();
  for (const [n, word] of words.missing(readings).entries()) if (!isLeft(n)) words.add(n + 1, word);
  return words;
}

describe('what readings say, from the octets of their text', () => {
  it('is what parsing all of it gives, for any readings, items, ages and words that are known by then', () => {
    fc.assert(
      fc.property(
        fc.array(someReading, { maxLength: 12 }),
        fc.func(fc.boolean()),
        fc.func(fc.boolean()),
        fc.oneof(fc.constant(Number.NEGATIVE_INFINITY), fc.integer({ min: 0, max: 2e12 })),
        fc.nat(),
        (readings, isLeft, isWanted, notBefore, writes) => {
          const facts = encodeFacts(readings, wordsFor(readings, isLeft));
          // Who reads may lack words that are named, and know some that were written out.
          for (const words of [wordsFor(readings), wordsFor(readings, isLeft), openWords()]) {
            const wanted = { items: { has: (item: string) => isWanted(item) }, notBefore };
            const scan = openFactsScanner(words, wanted);
            const entry = Buffer.from(`${writes}|${facts}`);
            expect(scan(entry)).toEqual(openFactsReader(words, wanted)(parseFacts(facts)));
            // It keeps nothing of one device for the next.
            expect(scan(entry)).toEqual(scan(entry));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says so where the text is cut off', () => {
    const readings = [aReading({ item: 'one' }), aReading({ item: 'two', value: { kind: 'text', text: 'a]b' } })];
    const words = wordsFor(readings);
    const facts = encodeFacts(readings, words);
    for (const wanted of [EVERYTHING, { ...EVERYTHING, items: new Set<string>() }]) {
      const scan = openFactsScanner(words, wanted);
      expect(scan(Buffer.from(facts))).toHaveLength(wanted === EVERYTHING ? 2 : 0);
      for (let length = 0; length < facts.length; length += 1) {
        expect(() => scan(Buffer.from(facts.slice(0, length))), facts.slice(0, length)).toThrow();
      }
    }
  });
});
