import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/core/reading.ts';
import { ABSENT_REASONS, UNITS, type Value } from '../../src/core/value.ts';
import { encodeFacts, factAt, openFactsReader, parseFacts } from '../../src/store/facts.ts';
import { openWords, type Words } from '../../src/store/words.ts';

const someNumber = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.double({ min: -1000, max: 1000 }).map((number) => Math.round(number * 100) / 100),
);
const someText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\\"', '],[', '1,2', 'ünï', '\u0000', '漢字'),
);
const someValue: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), number: someNumber, unit: fc.constantFrom(...UNITS) }),
  fc.record({ kind: fc.constant('state' as const), state: someText }),
  fc.record({ kind: fc.constant('text' as const), text: someText }),
  fc.record({ kind: fc.constant('absent' as const), reason: fc.constantFrom(...ABSENT_REASONS) }),
);
const someReading: fc.Arbitrary<Reading> = fc
  .record({
    name: fc.record(
      { item: fc.constantFrom('one', 'two', 'ünï"\\', ''), part: fc.oneof(fc.constantFrom('', 'a'), someText) },
      { requiredKeys: ['item'] },
    ),
    value: someValue,
    at: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true }), fc.integer({ min: 1.6e12, max: 1.9e12 })),
    isListed: fc.boolean(),
  })
  .map(({ name, value, at, isListed }) => ({
    ...name,
    value,
    at,
    evidence: isListed ? [{ protocol: 'report' as const, place: 'p', raw: 'r', at, tookMs: 1 }] : [],
  }));
const someDevices = fc.array(fc.array(someReading, { maxLength: 6 }), { maxLength: 5 });

/** Some of the words have their numbers when the facts are written, as where the dictionary is full. */
function wordsOf(readings: readonly Reading[], share: number): Words {
  const words = openWords();
  const missing = words.missing(readings);
  for (const word of missing.slice(0, Math.ceil(missing.length * share))) words.add(words.last() + 1, word);
  return words;
}

describe('a reader of facts', () => {
  it('reads of one device after the other what stands in their facts one by one', () => {
    const someWanted = fc.record({
      items: fc.subarray(['one', 'two', 'ünï"\\', '']).map((items) => new Set(items)),
      notBefore: fc.constantFrom(Number.NEGATIVE_INFINITY, 5, 1.7e12),
    });
    fc.assert(
      fc.property(someDevices, someWanted, fc.constantFrom(0, 0.5, 1), (devices, { items, notBefore }, share) => {
        const words = wordsOf(devices.flat(), share);
        const read = openFactsReader(words, { items, notBefore });
        for (const readings of devices) {
          const flat = parseFacts(encodeFacts(readings, words));
          const each = readings.map((_, n) => factAt(flat, n, words));
          const wanted = each.filter((one) => one !== undefined && items.has(one.item) && !(one.at < notBefore));
          expect(read(flat)).toEqual(wanted);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out a name and a unit that have no number here, until they have one', () => {
    const readings: Reading[] = [
      { item: 'one', value: { kind: 'number', number: 1, unit: 'volt' }, evidence: [], at: 1 },
      { item: 'two', value: { kind: 'state', state: 'on' }, evidence: [], at: 1 },
    ];
    const known = wordsOf(readings, 1);
    const flat = parseFacts(encodeFacts(readings, known));
    const words = openWords();
    const read = openFactsReader(words, { items: { has: () => true }, notBefore: 0 });
    expect(read(flat)).toEqual([]);
    for (const word of openWords().missing(readings)) words.add(known.idOf(word) ?? 0, word);
    expect(read(flat)).toEqual(readings);
  });

  it('gives what several readings share in a form that none of them can change', () => {
    const reading: Reading = { item: 'one', value: { kind: 'number', number: 7, unit: 'volt' }, evidence: [], at: 1 };
    const words = wordsOf([reading], 1);
    const flat = parseFacts(encodeFacts([reading], words));
    const read = openFactsReader(words, { items: { has: () => true }, notBefore: 0 });
    const [one] = read(flat);
    expect(() => Object.assign(one?.value ?? {}, { number: 8 })).toThrow(TypeError);
    expect(() => one?.evidence.push({ protocol: 'snmp', place: '', raw: '', at: 1, tookMs: 1 })).toThrow(TypeError);
    expect(read(flat)).toEqual([reading]);
  });
});
