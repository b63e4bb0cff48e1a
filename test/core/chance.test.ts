import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast, chanceOfAtLeastAmong, chanceOfMarked } from '../../src/core/chance.ts';

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

describe('the chance of at least so many, each with its own', () => {
  it('is that of counting all ways, and the binomial where all are alike', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(chance, { maxLength: 9 }),
        fc.integer({ min: 0, max: 10 }),
        chance,
        (chances, least, one) => {
          let sum = 0;
          for (let way = 0; way < 2 ** chances.length; way += 1) {
            const hits = chances.map((_, at) => ((way >> at) & 1) === 1);
            const likely = chances.reduce((all, its, at) => all * (hits[at] === true ? its : 1 - its), 1);
            if (hits.filter(Boolean).length >= least) sum += likely;
          }
          expect(chanceOfAtLeastAmong(least, chances)).toBeCloseTo(sum, 9);
          const alike = chances.map(() => one);
          expect(chanceOfAtLeastAmong(least, alike)).toBeCloseTo(chanceOfAtLeast(least, chances.length, one), 9);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the chance that so many of those drawn are marked', () => {
  it('is as the tea was tasted', () => {
    expect(chanceOfMarked(4, { all: 8, marked: 4, drawn: 4 })).toBeCloseTo(1 / 70, 12);
    expect(chanceOfMarked(3, { all: 8, marked: 4, drawn: 4 })).toBeCloseTo(17 / 70, 12);
    expect(chanceOfMarked(0, { all: 8, marked: 4, drawn: 4 })).toBe(1);
    expect(chanceOfMarked(2, { all: 4, marked: 3, drawn: 3 })).toBe(1);
    expect(chanceOfMarked(5, { all: 8, marked: 4, drawn: 6 })).toBe(0);
  });

  it('is the same whichever of the two is drawn, and falls with every one more', () => {
    const some = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(some, some, some, (a, b, least) => {
        const [marked, drawn] = [Math.min(a, 30), Math.min(b, 30)];
        const one = chanceOfMarked(least, { all: 30, marked, drawn });
        expect(one).toBeCloseTo(chanceOfMarked(least, { all: 30, marked: drawn, drawn: marked }), 10);
        expect(chanceOfMarked(least + 1, { all: 30, marked, drawn })).toBeLessThanOrEqual(one + 1e-12);
      }),
    );
  });
});
