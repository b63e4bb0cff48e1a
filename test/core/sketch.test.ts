import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSketch, type Sketch } from '../../src/core/sketch.ts';
import type { SketchFigures } from '../../src/core/sketch-figures.ts';
import { ascending, mean, quantile } from '../../src/core/stats.ts';

/** A sequence of even numbers between 0 and 1 that is the same on every run. Source: mulberry32. */
function evenNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
function drawn(n: number, draw: (even: () => number) => number, seed = 7): number[] {
  const even = evenNumbers(seed);
  return Array.from({ length: n }, () => draw(even));
}
function normal(even: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
}
function sketchOf(values: Iterable<number>): Sketch {
  const sketch = openSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}
/** As `ascending`, and ten times as fast for a million. */
function sortedNumbers(values: readonly number[]): number[] {
  return [...Float64Array.from(values).sort()];
}
function figuresOf(sketch: Sketch): SketchFigures {
  const figures = sketch.figures();
  if (figures === undefined) throw new Error('a sketch of values has figures');
  return figures;
}

/** How many ranks, as a share of all, lie between what was said for a quantile and the quantile itself. */
function rankError(sorted: readonly number[], said: number, q: number): number {
  const place = q * (sorted.length - 1);
  const digits = Math.abs(said) * 1e-11 + Number.MIN_VALUE;
  const [from, to] = [lowest(sorted, said - digits), lowest(sorted, said + digits) - 1];
  if (from - 1 <= place && place <= to + 1) return 0;
  return Math.min(Math.abs(place - from), Math.abs(place - to)) / sorted.length;
}
function lowest(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
const PLACES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

function check(sketch: Sketch, values: readonly number[], madWithin?: number): void {
  const figures = figuresOf(sketch);
  const sorted = sortedNumbers(values);
  expect(figures.n).toBe(values.length);
  for (const q of PLACES) {
    const said = figures.quantile(q);
    expect(rankError(sorted, said, q)).toBeLessThan(0.01);
  }
  const exact = mean(values);
  const reach = Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  expect(Math.abs(figures.average - exact)).toBeLessThanOrEqual(1e-9 * reach);
  if (madWithin === undefined) return;
  const median = quantile(sorted, 0.5);
  const spread = quantile(sortedNumbers(values.map((value) => Math.abs(value - median))), 0.5);
  expect(Math.abs(figures.mad - spread)).toBeLessThanOrEqual(madWithin * spread);
}

const SHAPES: Record<string, (even: () => number) => number> = {
  'a small spread on a high level': (even) => 192 + 3 * normal(even),
  'a tiny spread on a very high level': (even) => 1_000_000 + 0.01 * normal(even),
  'both sides of zero': (even) => normal(even) * 40,
  'negative volts': (even) => -620 + 5 * normal(even),
  'a long tail over many orders': (even) => Math.exp(3 * normal(even)),
  'even from nothing to a hundred': (even) => even() * 100,
  'whole percents': (even) => Math.round(60 + 15 * normal(even)),
  'few different values': (even) => Math.floor(even() * 4),
  'mostly nothing': (even) => (even() < 0.4 ? 0 : even() * 8),
  'a narrow hump with absurd values far away': (even) =>
    even() < 0.02 ? 10 ** (even() * 24 - 12) : 24 + 0.001 * normal(even),
};

describe('a sketch', () => {
  for (const [name, draw] of Object.entries(SHAPES)) {
    it(`agrees with exact figures: ${name}`, () => {
      const values = drawn(20_000, draw);
      check(sketchOf(values), values, 0.05);
      // Values that come in order are the hardest: what is first looks like everything.
      check(sketchOf(ascending(values)), values, 0.05);
      check(sketchOf(ascending(values).toReversed()), values, 0.05);
    });
  }

  it('agrees with exact figures over a million values', () => {
    const values = drawn(1_000_000, (even) => 192 + 3 * normal(even));
    const sketch = sketchOf(values);
    check(sketch, values, 0.05);
    expect(sketch.save().nodes.starts.length).toBeLessThan(6_000);
  });

  it('agrees when every device has replaced its value by another', () => {
    const before = drawn(30_000, (even) => 40 + 2 * normal(even), 1);
    const after = drawn(30_000, (even) => 55 + 9 * normal(even), 2);
    const sketch = sketchOf(before);
    for (const [index, value] of after.entries()) sketch.replace(before[index] ?? 0, value);
    check(sketch, after, 0.05);
  });

  it('agrees when it was put together from parts, in either order, and when it was kept in between', () => {
    const values = drawn(60_000, (even) => Math.exp(normal(even)));
    const parts = [values.slice(0, 5000), values.slice(5000, 40_000), values.slice(40_000)].map(sketchOf);
    for (const order of [parts, parts.toReversed()]) {
      const whole = openSketch();
      for (const part of order) whole.merge(openSketch(structuredClone(part.save())));
      check(whole, values, 0.05);
    }
  });

  it('has distances from the median that are right within a hundredth of rank, however many humps there are', () => {
    const hump = fc.record({
      at: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      width: fc.constantFrom(0, 0, 0.001, 1, 300),
      weight: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(hump, { minLength: 1, maxLength: 5 }), fc.integer(), (humps, seed) => {
        const ones = humps.flatMap((one) => Array.from({ length: one.weight }, () => one));
        const draw = (even: () => number): number => {
          const { at, width } = ones[Math.floor(even() * ones.length)] ?? { at: 0, width: 0 };
          return at + width * normal(even);
        };
        const values = drawn(3000, draw, seed);
        const sketch = sketchOf(values);
        check(sketch, values);
        const { median, mad: said } = figuresOf(sketch);
        const far = sortedNumbers(values.map((value) => Math.abs(value - median)));
        expect(said).toBeGreaterThanOrEqual(quantile(far, 0.49) - 1e-5);
        expect(said).toBeLessThanOrEqual(quantile(far, 0.51) + 1e-5);
      }),
      { numRuns: 40 },
    );
  });

  it('is empty again when all that was added is removed, and cannot hold less than nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 200 }), (values) => {
        const finite = values.filter(Number.isFinite);
        const sketch = sketchOf(values);
        expect(sketch.size()).toBe(finite.length);
        for (const value of finite.toReversed()) sketch.remove(value);
        expect([sketch.size(), sketch.figures(), sketch.save().sum]).toEqual([0, undefined, 0]);
        expect(sketch.save().nodes.starts).toHaveLength(0);
        sketch.remove(1);
        sketch.remove(Number.NaN);
        expect(sketch.save()).toEqual(openSketch().save());
      }),
    );
  });

  it('tells values as they are where many are the same', () => {
    for (const value of [0, -0, 5, -3, 2.4, 1e300, -1e-300, 4_294_967_295]) {
      const { median, mad: spread, p10, average } = figuresOf(sketchOf(Array.from({ length: 500 }, () => value)));
      expect(spread).toBe(0);
      expect(p10).toBe(median);
      expect(Math.abs(median - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-12);
      expect(Math.abs(average - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-12);
    }
    expect(figuresOf(sketchOf([...Array<number>(50).fill(0), ...Array<number>(50).fill(10)]))).toMatchObject({
      median: 5,
      mad: 5,
    });
  });

  it('never gives NaN or Infinity, however large or small the values are', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 60 }), (values) => {
        const figures = sketchOf(values).figures();
        if (figures === undefined) return;
        const { average, median, p10, p90, mad: spread } = figures;
        expect([average, median, p10, p90, spread].every(Number.isFinite)).toBe(true);
        expect(p10).toBeLessThanOrEqual(p90);
      }),
    );
  });
});
