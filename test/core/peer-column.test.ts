import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBaseline } from '../../src/core/make-baseline.ts';
import { columnOf, keepOf, valuesOf, type PeerValue } from '../../src/core/peer-column.ts';
import { ascending, mean, quantile } from '../../src/core/stats.ts';

const someUnits = fc.constantFrom({ unit: 'count', of: 'count' } as const, { unit: 'percent', of: 'sheets' } as const);
const somePeer: fc.Arbitrary<PeerValue> = fc.record(
  {
    value: fc.oneof(fc.integer({ min: -9, max: 99 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    at: fc.integer({ min: 1, max: 9 }),
    units: fc.option(someUnits, { nil: undefined }),
    customer: fc.constantFrom('Acme', 'Best', 'Core', 'Dent'),
    cell: fc.nat(3),
    serial: fc.string({ maxLength: 3 }),
  },
  { requiredKeys: ['value', 'at', 'units', 'customer', 'cell', 'serial'] },
);
const somePeers = fc.array(somePeer, { maxLength: 30 });

describe('a column of what peers say', () => {
  it('gives back the values that it was made of', () => {
    fc.assert(
      fc.property(somePeers, (peers) => {
        expect(valuesOf(columnOf(peers))).toEqual(peers);
      }),
    );
  });

  it('keeps of its values what is to be kept, asks about each once, and leaves itself as it was', () => {
    fc.assert(
      fc.property(somePeers, fc.func(fc.boolean()), (peers, isKept) => {
        const column = columnOf(peers);
        const asked: number[] = [];
        const kept = keepOf(column, (n) => {
          asked.push(n);
          return isKept(n);
        });
        expect(valuesOf(kept)).toEqual(peers.filter((_, n) => isKept(n)));
        expect(asked).toEqual(peers.map((_, n) => n));
        expect(valuesOf(column)).toEqual(peers);
      }),
    );
  });

  it('has the statistics of those who fit, each worked out by itself', () => {
    fc.assert(
      fc.property(somePeers, fc.nat(3), (peers, tight) => {
        const needs = { devices: 1, customers: 1 };
        const { baseline } = makeBaseline(columnOf(peers), { unit: 'count', needs, tight });
        const fitting = peers.filter(({ cell = 0 }) => (cell & tight) === tight);
        if (baseline.kind !== 'number') {
          expect(['too-few', 'withheld']).toContain(baseline.kind);
          return;
        }
        const sorted = ascending(fitting.map(({ value }) => Number(value) + 0));
        expect(baseline).toMatchObject({
          n: fitting.length,
          oldest: Math.min(...fitting.map(({ at }) => at)),
          average: mean(sorted),
          median: quantile(sorted, 0.5),
          p10: quantile(sorted, 0.1),
          p90: quantile(sorted, 0.9),
        });
      }),
    );
  });
});
