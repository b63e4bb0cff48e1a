import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotsOf } from '../../src/core/dots.ts';
import { ascending, mean } from '../../src/core/stats.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe('the dots of a chart', () => {
  it('are averages of neighbours, as many to a dot as must be', () => {
    expect(dotsOf(upTo(10), 5)).toEqual([3, 8]);
    expect(dotsOf(upTo(17), 5)).toEqual([3, 8.5, 14.5]);
  });

  it('are none where one dot would say what the average says', () => {
    expect(dotsOf(upTo(9), 5)).toEqual([]);
    expect(dotsOf([], 5)).toEqual([]);
  });

  it('are twenty at most, ascending, within the numbers, and never of fewer than was asked for', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 400 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 9 }), (given, least) => {
        const sorted = ascending(given);
        const dots = dotsOf(sorted, least);
        expect(dots.length).toBeLessThanOrEqual(Math.min(20, Math.floor(sorted.length / least)));
        expect([...ascending(dots)]).toEqual(dots);
        if (dots.length === 0) return;
        expect(dots[0]).toBeGreaterThanOrEqual(mean(sorted.slice(0, least)) - 1e-6);
        expect(dots.at(-1)).toBeLessThanOrEqual(mean(sorted.slice(-least)) + 1e-6);
      }),
    );
  });
});
