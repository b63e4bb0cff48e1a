import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFigures } from '../../src/core/compare.ts';
import type { Comparison, Figure } from '../../src/core/comparison.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { averageInWords, rangeInWords } from '../../src/core/words.ts';

type Compared = Pick<Comparison, 'verdict' | 'side' | 'because' | 'oddness' | 'baseline'>;

function item(minEffect: number, odd: 'low' | 'high' | 'both' = 'both'): ItemDef {
  const compare = { as: 'value', odd, minEffect } as const;
  return { id: 'x', title: 'X', kind: 'number', unit: 'volt', compare, because: 'x', source: 'x' };
}
function compared(number: number, peers: number[], minEffect = 1): Compared {
  const mine: Figure = { kind: 'number', number, unit: 'volt', from: [] };
  return compareFigures({ item: item(minEffect), mine, peers, neededPeers: 5 });
}
const repeat = (n: number, value: number): number[] => Array.from({ length: n }, () => value);

describe('a verdict over numbers', () => {
  it('says where the device stands when it is out of the ordinary', () => {
    const peers = Array.from({ length: 53 }, (_, index) => 10 + (index % 7) / 10);
    const low = compared(5, peers);
    expect(low).toMatchObject({ verdict: 'off', side: 'low', baseline: { percentile: 0, same: 0 } });
    expect(low.because).toBe('5.3 V below the median of 53 peers (10.3 V), lower than all 53 peers');
    expect(compared(10.3, peers).because).not.toContain('peers (10.3 V),');
  });

  it('does not take one of two usual values, nor one beside them, for odd', () => {
    for (const [low, high] of [
      [5, 5],
      [6, 4],
      [8, 2],
      [80, 20],
    ]) {
      const two = [...repeat(low ?? 0, 0), ...repeat(high ?? 0, 10)];
      expect([compared(0, two).verdict, compared(10, two).verdict, compared(11, two).verdict]).toEqual([
        'normal',
        'normal',
        'normal',
      ]);
    }
    expect(compared(60, [...repeat(6, 0), ...repeat(4, 10)]).verdict).toBe('off');
  });

  it('is not misled by one absurd peer among as few as five', () => {
    for (const n of [4, 6, 9, 20]) {
      const peers = [...repeat(n, 2), 4000];
      expect(compared(1, peers, 0.5)).toMatchObject({ verdict: 'off', side: 'low' });
      expect(compared(30, peers, 0.5)).toMatchObject({ verdict: 'off', side: 'high' });
    }
  });

  it('lets a long tail be long', () => {
    // Jams of a fleet: most have hardly any, a few have many.
    const peers = [...repeat(30, 0), ...repeat(6, 1), 2, 3, 4, 6, 9, 14];
    expect([compared(2, peers).verdict, compared(3, peers).verdict]).toEqual(['normal', 'normal']);
    expect(compared(4, peers).verdict).toBe('watch');
    expect(compared(40, peers).verdict).toBe('off');
  });

  it('never finds more than normal in a difference that does not matter', () => {
    const number = fc.double({ noNaN: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 5, maxLength: 40 }),
        fc.double({ noNaN: true, min: -1, max: 1 }),
        (peers, by) => {
          const sorted = peers.toSorted((a, b) => a - b);
          const middle =
            (sorted[Math.floor((peers.length - 1) / 2)] ?? 0) / 2 +
            (sorted[Math.ceil((peers.length - 1) / 2)] ?? 0) / 2;
          expect(compared(middle + by * 0.99, peers, 1).verdict).toBe('normal');
        },
      ),
    );
  });

  it('means the same in other units', () => {
    const number = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 5, maxLength: 40 }),
        number,
        fc.integer({ min: 0, max: 20 }),
        (peers, mine, power) => {
          // Powers of two scale a double without a rounding of its own.
          const by = 2 ** (power - 10);
          const one = compared(mine, peers, 8);
          const other = compared(
            mine * by,
            peers.map((peer) => peer * by),
            8 * by,
          );
          expect([other.verdict, other.side, other.oddness]).toEqual([one.verdict, one.side, one.oddness]);
          if (one.baseline.kind !== 'number' || other.baseline.kind !== 'number')
            throw new Error('numbers give numbers');
          for (const key of ['average', 'median', 'p10', 'p90', 'mad'] as const)
            expect(other.baseline[key]).toBeCloseTo(one.baseline[key] * by, 6);
          expect(other.baseline.percentile).toBe(one.baseline.percentile);
        },
      ),
    );
  });

  it('hardly changes when one more peer says what the middle says', () => {
    const number = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 9, maxLength: 40 }), number, (peers, mine) => {
        const before = compared(mine, peers).baseline;
        if (before.kind !== 'number') throw new Error('numbers give numbers');
        const after = compared(mine, [...peers, before.median]).baseline;
        if (after.kind !== 'number') throw new Error('numbers give numbers');
        expect(after.median).toBe(before.median);
        expect(after.mad).toBeLessThanOrEqual(before.mad);
        expect(Math.abs(after.average - before.median)).toBeLessThanOrEqual(
          Math.abs(before.average - before.median) + 1e-9,
        );
        expect(Math.abs((after.percentile ?? 0) - (before.percentile ?? 0))).toBeLessThanOrEqual(100 / peers.length);
      }),
    );
  });

  it('shows no NaN, Infinity or undefined, however large, small or few the numbers are', () => {
    const any = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), any, fc.constantFrom(0, 1e-300, 1), (peers, mine, minEffect) => {
        const { because, baseline, oddness } = compared(mine, peers, minEffect);
        expect([because, averageInWords(baseline), rangeInWords(baseline)].join()).not.toMatch(
          /NaN|Infinity|∞|undefined/,
        );
        expect(Number.isFinite(oddness)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
