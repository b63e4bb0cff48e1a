import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherValues, type Peer, peerValuesOf } from '../../src/core/figures.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { valuesOf, type PeerValue } from '../../src/core/peer-column.ts';
import type { Reading } from '../../src/core/reading.ts';
import { ascending, mad, quantile, sidesOf, sortInPlace } from '../../src/core/stats.ts';
import type { Value } from '../../src/core/value.ts';

const plain: ItemDef = {
  id: 'plain',
  title: 'Plain',
  kind: 'number',
  compare: { as: 'value', odd: 'both', minEffect: 1 },
  because: 'x',
  source: 'x',
};
const total: ItemDef = { ...plain, id: 'total', compare: { as: 'none', why: 'x' } };
const rate: ItemDef = {
  ...plain,
  id: 'rate',
  compare: { as: 'rate', per: 'total', times: 10, unit: 'per 10,000 impressions', odd: 'both', minEffect: 1 },
};
const share: ItemDef = { ...plain, id: 'share', compare: { as: 'share', odd: 'both', minEffect: 1 } };
const state: ItemDef = { ...plain, id: 'state', kind: 'state', parts: 'alert', compare: { as: 'state' } };
const ITEMS = [plain, total, rate, share, state];

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    number: fc.oneof(fc.integer({ min: -2, max: 50 }), fc.constant(-0), fc.double({ noNaN: true })),
    unit: fc.constantFrom('count' as const, 'sheets' as const),
  }),
  fc.record({ kind: fc.constant('state' as const), state: fc.constantFrom('on', 'off') }),
  fc.record({ kind: fc.constant('text' as const), text: fc.string({ maxLength: 3 }) }),
  fc.constant({ kind: 'absent' as const, reason: 'unknown' as const }),
);
const reading: fc.Arbitrary<Reading> = fc
  .record({
    item: fc.constantFrom(...ITEMS.map(({ id }) => id), 'unasked'),
    part: fc.constantFrom(undefined, '', 'a', 'b', '__proto__'),
    value,
    at: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ part, ...rest }) => ({ ...rest, evidence: [], ...(part === undefined ? {} : { part }) }));
/** Devices of one model say the same in the same order, mostly. */
const inOneOrder: fc.Arbitrary<Reading[]> = fc
  .tuple(fc.array(value, { minLength: 4, maxLength: 4 }), fc.subarray(ITEMS.slice(0, 4)))
  .map(([values, items]) =>
    items.map(({ id }, n) => ({
      item: id,
      value: values[n] ?? { kind: 'absent', reason: 'unknown' },
      evidence: [],
      at: 1 + n,
    })),
  );
const peer: fc.Arbitrary<Peer> = fc.record({
  readings: fc.oneof(fc.array(reading, { maxLength: 12 }), inOneOrder),
  whose: fc.option(
    fc.record({ customer: fc.constantFrom('Acme', 'Best'), cell: fc.nat(7), serial: fc.string({ maxLength: 2 }) }),
    { nil: undefined },
  ),
});

describe('values gathered of all peers at once', () => {
  it('are what each peer says of each item by itself, in the order of the peers', () => {
    fc.assert(
      fc.property(fc.subarray(ITEMS), fc.array(peer, { maxLength: 8 }), (items, peers) => {
        const oneByOne = new Map(
          items.map((item) => {
            const byKey = new Map<string, PeerValue[]>();
            for (const { readings, whose } of peers)
              for (const [key, one] of peerValuesOf(item, readings))
                byKey.set(key, [...(byKey.get(key) ?? []), { ...one, ...whose }]);
            return [item.id, byKey];
          }),
        );
        const gathered = [...gatherValues(items, peers)].map(
          ([id, byKey]) => [id, new Map([...byKey].map(([key, column]) => [key, valuesOf(column)]))] as const,
        );
        expect(new Map(gathered)).toEqual(oneByOne);
      }),
    );
  });
});

describe('numbers sorted in place', () => {
  const whole = fc.integer({ min: -5, max: 30 });
  const numbers = fc.oneof(
    fc.array(whole, { maxLength: 60 }),
    fc.array(fc.oneof({ weight: 20, arbitrary: whole }, fc.constantFrom(-0, 0.5, NaN, Infinity, 2 ** 53, 2 ** 60)), {
      maxLength: 60,
    }),
    fc.array(fc.double(), { maxLength: 20 }),
  );

  it('are those that sorting gives, counted or not', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const given = Float64Array.from(values);
        expect(sortInPlace(given)).toBe(given);
        expect([...given]).toEqual([...Float64Array.from(values).sort()]);
      }),
    );
  });
});

describe('spreads of numbers in order', () => {
  const numbers = fc.array(
    fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  const far = (a: number, b: number): number => Math.min(Math.abs(a - b), Number.MAX_VALUE);
  const inOrder = (values: number[]): number[] => values.toSorted((a, b) => a - b);

  it('have the MAD that sorting all distances gives', () => {
    fc.assert(
      fc.property(numbers, fc.oneof(fc.constantFrom(0, 3), fc.double({ noNaN: true })), (values, centre) => {
        const distances = inOrder(values.map((one) => far(one, centre)));
        expect(mad(ascending(values), centre)).toBe(quantile(distances, 0.5));
      }),
    );
  });

  it('have the spread on either side that the values on that side give', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const sorted = inOrder(values);
        const median = quantile(sorted, 0.5);
        const spread = (side: number[]): number => 1.4826 * far(quantile(side, 0.5), median);
        const { low, high } = sidesOf(ascending(values), median);
        expect(low.spread).toBe(spread(sorted.filter((one) => one <= median)));
        expect(high.spread).toBe(spread(sorted.filter((one) => one >= median)));
      }),
    );
  });
});
