import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast } from '../../src/core/chance.ts';

describe('the chance of at least so many', () => {
  it('is as tables give it', () => {
    expect(chanceOfAtLeast(1, 1, 0.1)).toBeCloseTo(0.1, 12);
    expect(chanceOfAtLeast(2, 3, 0.1)).toBeCloseTo(0.028, 12);
    expect(chanceOfAtLeast(3, 4, 0.5)).toBeCloseTo(5 / 16, 12);
    expect(chanceOfAtLeast(60, 100, 0.5)).toBeCloseTo(0.0284439668, 9);
    expect(chanceOfAtLeast(10, 1_000, 0.001) / 1.0744e-7).toBeCloseTo(1, 2);
    expect(chanceOfAtLeast(500, 100_000, 0.004) / 8.05e-7).toBeCloseTo(1, 1);
  });

  it('is that of counting all ways, for any few tries', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 13 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, least, chance) => {
          let sum = 0;
          for (let way = 0; way < 2 ** n; way += 1) {
            const hits = way.toString(2).replaceAll('0', '').length;
            if (hits >= least) sum += chance ** hits * (1 - chance) ** (n - hits);
          }
          expect(chanceOfAtLeast(least, n, chance)).toBeCloseTo(sum, 9);
        },
      ),
      { numRuns: 60 },
    );
  });
});
