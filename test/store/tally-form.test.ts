import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tally, TallyFigure } from '../../src/core/tally.ts';
import { UNITS } from '../../src/core/value.ts';
import { madeBy, readTally, writeTally } from '../../src/store/tally-form.ts';
import { HOSTILE_TEXTS } from './contract/samples.ts';

const anyUnit = fc.constantFrom(...UNITS);
const anyText = fc.oneof(fc.string(), fc.constantFrom(...HOSTILE_TEXTS));
const anyFigure: fc.Arbitrary<TallyFigure> = fc
  .record({
    item: anyText,
    key: anyText,
    value: fc.oneof(
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    ),
    day: fc.integer(),
    isReport: fc.boolean(),
    units: fc.option(fc.record({ unit: anyUnit, of: anyUnit }), { nil: undefined }),
  })
  .map(({ units, ...figure }) => (units === undefined ? figure : { ...figure, units }));
const anyTally: fc.Arbitrary<Tally> = fc.record({
  customer: anyText,
  state: fc.constantFrom('active', 'silent', 'retired', 'unmonitored'),
  figures: fc.array(anyFigure, { maxLength: 6 }),
});

describe('what a device adds to the sums of its model', () => {
  it('is read as it was written, whatever it says', () => {
    fc.assert(
      fc.property(anyTally, (tally) => {
        expect(readTally(writeTally(tally))).toEqual(tally);
      }),
    );
  });

  it('is written alike where it is the same, and otherwise where it is not', () => {
    fc.assert(
      fc.property(anyTally, anyTally, (one, other) => {
        expect(writeTally(structuredClone(one))).toBe(writeTally(one));
        expect(writeTally(one) === writeTally(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('is short: no name of a field is written', () => {
    const figure = { item: 'copies.total', key: 'copies.total', value: 5, day: 3, isReport: false };
    const units = { unit: 'percent', of: 'sheets' } as const;
    const tally: Tally = { customer: 'Acme', state: 'active', figures: [figure, { ...figure, units, isReport: true }] };
    expect(writeTally(tally)).toBe(
      '["Acme","active","copies.total","copies.total",5,3,0,"","","copies.total","copies.total",5,3,1,"percent","sheets"]',
    );
  });

  it('is made anew where the rules or the form are others', () => {
    expect(madeBy({ fingerprint: 'a' })).not.toBe(madeBy({ fingerprint: 'b' }));
    expect(madeBy({ fingerprint: 'a' })).not.toBe('a');
  });
});
