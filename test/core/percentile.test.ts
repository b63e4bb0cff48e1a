import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileOf, standingInWords } from '../../src/core/percentile.ts';

function words(value: number, values: number[]): string {
  return standingInWords({ ...percentileOf(value, values), n: values.length });
}
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe('percentileOf', () => {
  it('counts those that are equal half', () => {
    expect(percentileOf(3, [1, 2, 3, 4, 5])).toEqual({ percentile: 50, same: 1 });
    expect(percentileOf(7, [7, 7, 7, 7])).toEqual({ percentile: 50, same: 4 });
    expect(percentileOf(0, [1, 2])).toEqual({ percentile: 0, same: 0 });
    expect(percentileOf(9, [1, 2])).toEqual({ percentile: 100, same: 0 });
    expect(percentileOf(2, [1, 2, 2, 3])).toEqual({ percentile: 50, same: 2 });
  });

  it('knows no place beside nobody, nor for what is no number', () => {
    expect(percentileOf(1, [])).toBeUndefined();
    expect(percentileOf(Number.NaN, [1, 2])).toBeUndefined();
  });

  it('is 100 together with its mirror image', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }), fc.integer(), (values, mine) => {
        const mirrored = percentileOf(
          -mine,
          values.map((value) => -value),
        );
        expect((percentileOf(mine, values)?.percentile ?? 0) + (mirrored?.percentile ?? 0)).toBeCloseTo(100, 9);
      }),
    );
  });
});

describe('standingInWords', () => {
  it('says how many it is lower or higher than', () => {
    expect(words(2.5, upTo(53))).toBe('lower than 96 % of 53 peers');
    expect(words(51.5, upTo(53))).toBe('higher than 96 % of 53 peers');
    expect(words(0, upTo(53))).toBe('lower than all 53 peers');
    expect(words(27, upTo(53))).toBe('in the middle of 53 peers');
    expect(words(4, [4, 4, 4, 4, 4])).toBe('the same as all 5 peers');
  });

  it('does not count those that say the same, nor round many to all', () => {
    expect(words(1, [1, 1, 1, 1, 2])).toBe('lower than 20 % of 5 peers');
    expect(words(1.5, upTo(1000))).toBe('lower than 99 % of 1000 peers');
  });

  it('is true of the peers it counts, whatever they say', () => {
    const small = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 60 }), small, (values, mine) => {
        const said = words(mine, values);
        expect(said).not.toMatch(/NaN|Infinity|undefined/);
        const [, word, share] = /^(lower|higher) than (\d+|all)/.exec(said) ?? [];
        if (share === undefined) return;
        const beyond = values.filter((value) => (word === 'lower' ? value > mine : value < mine)).length;
        const least = share === 'all' ? values.length : Math.floor((Number(share) / 100) * values.length);
        expect(beyond).toBeGreaterThanOrEqual(Math.min(least, values.length));
      }),
    );
  });
});
