import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastPoint } from '../../src/core/counter.ts';
import { findTrend } from '../../src/core/trend.ts';
import { dayInWords, trendInWords } from '../../src/core/trend-words.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

/** Readings a day apart, the last one today. */
function past(...values: number[]): PastPoint[] {
  return values.map((value, index) => ({ at: NOW - (values.length - 1 - index) * DAY, value }));
}
/** Numbers that jump about their level, the same on every run. */
function noisy(n: number, level: number, spread: number): number[] {
  return Array.from({ length: n }, (_, index) => level + spread * Math.sin(index * 12.9898) * Math.cos(index * 78.233));
}
function said(points: PastPoint[], minEffect: number): string {
  return trendInWords(findTrend(points, minEffect), 'volt', NOW);
}

describe('findTrend', () => {
  it('dates a change, and says by how much', () => {
    const points = past(...noisy(20, 2.4, 0.05), ...noisy(13, 2, 0.05));
    expect(findTrend(points, 0.2)).toMatchObject({
      kind: 'changed',
      changes: [{ at: Date.UTC(2026, 10, 11), readings: { before: 20, since: 13 } }],
    });
    expect(said(points, 0.2)).toMatch(
      /^fell by 0\.\d+ V since 11 Nov \(2\.\d+ V to [12]\.?\d* V; 20 readings before, 13 since\)$/,
    );
  });

  it('does not name a day where readings are far apart', () => {
    const points = past(...Array.from({ length: 12 }, (_, index) => (index < 6 ? 5 : 9)));
    const sparse = points.map(({ at, value }) => ({ at: NOW - (NOW - at) * 7, value }));
    expect(said(sparse, 1)).toMatch(/^rose by 4 V between \d+ and \d+ Oct \(5 V to 9 V; 6 readings before, 6 since\)$/);
  });

  it('finds each of several changes and tells of the last', () => {
    const trend = findTrend(past(...noisy(15, 10, 0.2), ...noisy(15, 14, 0.2), ...noisy(15, 7, 0.2)), 1);
    expect(trend).toMatchObject({
      kind: 'changed',
      changes: [{ readings: { since: 15 } }, { readings: { since: 15 } }],
    });
    expect(trendInWords(trend, 'volt', NOW)).toContain('; 1 earlier change)');
  });

  it('is honest about few readings', () => {
    expect(said([], 1)).toBe('has no earlier readings; 6 are needed to tell a change');
    expect(said(past(1), 1)).toBe('has only 1 reading; 6 are needed to tell a change');
    expect(said(past(1, 1, 1, 9, 9), 1)).toBe('has only 5 readings; 6 are needed to tell a change');
  });

  it('takes neither noise, nor one mishap, nor two odd readings at the end for a new level', () => {
    expect(findTrend(past(...noisy(60, 5, 1)), 0.5).kind).toBe('steady');
    expect(findTrend(past(5, 5, 5, 5, 900, 5, 5, 5, 5), 0.5)).toMatchObject({ kind: 'steady', level: 5 });
    expect(findTrend(past(5, 5, 5, 5, 5, 5, 5, 9, 9), 0.5).kind).toBe('steady');
    expect(said(past(5, 6, 5, 6, 6, 5, 6), 1)).toBe('has been steady at 6 V over 7 readings');
  });

  it('says of what moves all the time that it moves, and names no day of change', () => {
    const points = past(...Array.from({ length: 30 }, (_, index) => 100 - index));
    expect(findTrend(points, 5)).toMatchObject({ kind: 'drifting', before: 100, level: 71 });
    expect(trendInWords(findTrend(points, 5), 'percent', NOW)).toBe(
      'is falling slowly by 29 % since 25 Oct (30 readings)',
    );
    expect(findTrend(points, 50).kind).toBe('steady');
  });

  it('names the year of a day that is not in this one', () => {
    expect([dayInWords(NOW, NOW), dayInWords(Date.UTC(2025, 11, 31), NOW)]).toEqual(['23 Nov', '31 Dec 2025']);
    expect(dayInWords(9e15, NOW)).toBe('an unknown day');
  });

  it('does not depend on the order of the readings', () => {
    const point = fc.record({ at: fc.integer({ min: 0, max: 60 }), value: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        expect(findTrend(points.toReversed(), 1)).toEqual(findTrend(points, 1));
      }),
    );
  });

  it('finds a step that is clear, where it is, whatever its units', () => {
    const n = fc.integer({ min: 5, max: 30 });
    fc.assert(
      fc.property(n, n, fc.boolean(), fc.integer({ min: -6, max: 6 }), (before, since, isUp, power) => {
        const by = 2 ** power;
        const values = [...noisy(before, 50, 1), ...noisy(since, isUp ? 80 : 20, 1)].map((value) => value * by);
        const trend = findTrend(past(...values), 3 * by);
        expect(trend).toMatchObject({ kind: 'changed', changes: [{ readings: { before, since } }] });
        expect(trendInWords(trend, 'volt', NOW)).toMatch(isUp ? /^rose/ : /^fell/);
      }),
    );
  });

  it('never tells of a change that does not matter, and never shows NaN or Infinity', () => {
    const value = fc.oneof(
      fc.double(),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.constantFrom(0, 0.5, 3), (values, minEffect) => {
        const trend = findTrend(past(...values), minEffect);
        if (trend.kind === 'changed')
          for (const { before, level } of trend.changes)
            expect(Math.abs(level - before)).toBeGreaterThanOrEqual(minEffect);
        expect(trendInWords(trend, 'volt', NOW)).not.toMatch(/NaN|Infinity|undefined|no number/);
      }),
    );
  });
});
