import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HISTORY, pastOfReadings, type PastSeries } from '../../src/core/history.ts';
import { MOST_SERIES, mergePast } from '../../src/core/history-merge.ts';
import { MOST_EDGES, thinSeries } from '../../src/core/history-thin.ts';
import type { PastPoint } from '../../src/core/counter.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Unit } from '../../src/core/value.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 20_000 * DAY;

function numbers(points: PastPoint[], unit: Unit = 'percent'): PastSeries & { kind: 'number' } {
  return { item: 'i', kind: 'number', unit, points };
}

function thinned(series: PastSeries): PastSeries['points'] {
  return thinSeries(series, NOW, DEFAULT_HISTORY).points;
}

const small = { hourlyDays: 2, dailyDays: 6, weeklyDays: 40 };
const anyPoint = fc.record({
  at: fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => NOW - minutes * MINUTE),
  value: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
});
const anySeries = fc
  .record({ points: fc.array(anyPoint, { minLength: 1, maxLength: 300 }), unit: fc.constantFrom('count', 'volt') })
  .map(({ points, unit }) => numbers(points, unit === 'count' ? 'count' : 'volt'));

describe('what is kept of the past', () => {
  it('is one reading an hour for two weeks, one a day for half a year, one a week for three years', () => {
    const every = (from: number, to: number, step: number): PastPoint[] =>
      Array.from({ length: Math.floor((to - from) / step) }, (_, n) => ({ at: NOW - from - n * step, value: 50 }));
    expect(thinned(numbers(every(0, 3 * HOUR, 10 * MINUTE)))).toHaveLength(4);
    expect(thinned(numbers(every(15 * DAY, 18 * DAY, HOUR)))).toHaveLength(4);
    expect(thinned(numbers(every(200 * DAY, 228 * DAY, HOUR)))).toHaveLength(6);
    expect(thinned(numbers([{ at: NOW - 1100 * DAY, value: 1 }, ...every(0, HOUR, HOUR)]))).toHaveLength(1);
  });

  it('is the first of each hour, and always the newest', () => {
    const points = [0, 10, 20, 70, 80].map((minutes) => ({ at: NOW + minutes * MINUTE, value: 50 }));
    const kept = thinSeries(numbers(points), NOW + 80 * MINUTE, DEFAULT_HISTORY).points;
    expect(kept.map(({ at }) => (at - NOW) / MINUTE)).toEqual([0, 70, 80]);
  });

  it('holds both sides of a counter that was set back, half a year later', () => {
    const start = NOW - 400 * DAY;
    const points = Array.from({ length: 48 }, (_, hour) => ({
      at: start + hour * HOUR,
      value: hour < 30 ? 100_000 + hour * 10 : (hour - 30) * 10,
    }));
    const kept = thinned(numbers([...points, { at: NOW, value: 90_000 }], 'impressions'));
    expect(kept).toContainEqual({ at: start + 29 * HOUR, value: 100_290 });
    expect(kept).toContainEqual({ at: start + 30 * HOUR, value: 0 });
    expect(kept.length).toBeLessThan(12);
  });

  it('holds both sides of a leap of a counter, of a step of a level, and of a state that changed', () => {
    const at = (hour: number): number => NOW - 100 * DAY + hour * HOUR;
    const hours = (values: number[]): PastPoint[] => values.map((value, hour) => ({ at: at(hour + 1), value }));
    const leap = thinned(numbers(hours([10_000, 10_001, 10_002, 90_000, 90_001, 90_002]), 'count'));
    expect(leap.map((point) => 'value' in point && point.value)).toEqual([10_000, 10_002, 90_000, 90_002]);
    const level = thinned(numbers(hours([2.4, 2.41, 2.39, 2, 2.01, 2.02]), 'volt'));
    expect(level.map((point) => 'value' in point && point.value)).toEqual([2.4, 2.39, 2, 2.02]);
    const states = ['on', 'on', 'on', 'off', 'off', 'off'].map((state, hour) => ({ at: at(hour + 1), state }));
    const kept = thinned({ item: 'i', kind: 'state', points: states });
    expect(kept.map((point) => 'state' in point && point.state)).toEqual(['on', 'on', 'off', 'off']);
  });

  it('always holds the newest, and never more than the settings allow', () => {
    const most = 24 * 2 + 2 + (4 + 2) + (5 + 2) + 2 * MOST_EDGES + 1;
    fc.assert(
      fc.property(anySeries, (series) => {
        const newest = Math.max(...series.points.map(({ at }) => at));
        const kept = thinSeries(series, newest, small).points;
        expect(kept.at(-1)?.at).toBe(newest);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept.map(({ at }) => at)).toEqual([...new Set(kept.map(({ at }) => at))].toSorted((a, b) => a - b));
      }),
    );
  });

  it('is the same in whatever order readings come, and thinning it again changes nothing', () => {
    fc.assert(
      fc.property(anySeries, fc.infiniteStream(fc.nat()), (series, order) => {
        const keys = series.points.map(() => order.next().value ?? 0);
        const shuffled = series.points
          .map((point, index) => ({ point, key: keys[index] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ point }) => point);
        const once = thinSeries(series, NOW, small);
        expect(thinSeries({ ...series, points: shuffled }, NOW, small)).toEqual(once);
        expect(thinSeries(once, NOW, small)).toEqual(once);
      }),
    );
  });

  it('holds both sides of every break of a counter, up to what one series may have', () => {
    const rises = fc.array(fc.oneof({ weight: 20, arbitrary: fc.nat(50) }, fc.constant(-1)), {
      minLength: 2,
      maxLength: 400,
    });
    fc.assert(
      fc.property(rises, (steps) => {
        let value = 1_000;
        const points = steps.map((step, index) => {
          value = step < 0 ? 0 : value + step;
          return { at: NOW - 30 * DAY + index * 5 * MINUTE, value };
        });
        const falls = points.flatMap((to, index) => {
          const from = points[index - 1];
          return from !== undefined && to.value < from.value ? [from, to] : [];
        });
        if (falls.length > MOST_EDGES) return;
        const kept = thinSeries(numbers(points, 'count'), NOW, small).points;
        for (const side of falls) expect(kept).toContainEqual(side);
      }),
    );
  });

  it('can be merged piece by piece, and loses no newest reading by it', () => {
    fc.assert(
      fc.property(fc.array(anySeries, { minLength: 1, maxLength: 4 }), (pieces) => {
        let known: PastSeries[] = [];
        for (const piece of pieces) known = mergePast([...known, piece], small);
        expect(mergePast([...known, ...known], small)).toEqual(known);
        for (const unit of ['count', 'volt']) {
          const points = pieces.filter((piece) => piece.unit === unit).flatMap((piece) => piece.points);
          const [series] = known.filter((one) => one.kind === 'number' && one.unit === unit);
          const all = pieces.flatMap((piece) => piece.points.map(({ at }) => at));
          const newest = Math.max(...points.map(({ at }) => at));
          if (points.length > 0 && newest > Math.max(...all) - small.weeklyDays * DAY)
            expect(series?.points.at(-1)?.at).toBe(newest);
        }
      }),
    );
  });

  it('forgets the parts that were not read for longest when a device has too many', () => {
    const parts = Array.from({ length: MOST_SERIES + 20 }, (_, n): PastSeries => {
      return { ...numbers([{ at: NOW - n * MINUTE, value: n }]), part: `alert-${n}` };
    });
    const kept = mergePast(parts, DEFAULT_HISTORY).map(({ part }) => part);
    expect(kept).toHaveLength(MOST_SERIES);
    expect(kept).toContain('alert-0');
    expect(kept).not.toContain(`alert-${MOST_SERIES}`);
  });
});

describe('what readings leave in the past', () => {
  const reading = (value: Reading['value'], given: Partial<Reading> = {}): Reading => {
    return { item: 'i', value, evidence: [], at: NOW + 1234, ...given };
  };

  it('is a number with its unit or a state, with its own time to the minute', () => {
    const readings = [
      reading({ kind: 'number', number: 7, unit: 'volt' }, { part: 'black', at: NOW - 100 * DAY }),
      reading({ kind: 'number', number: 8, unit: 'sheets' }, { part: 'black' }),
      reading({ kind: 'state', state: 'on' }),
    ];
    expect(pastOfReadings(readings)).toEqual([
      { item: 'i', part: 'black', kind: 'number', unit: 'volt', points: [{ at: NOW - 100 * DAY, value: 7 }] },
      { item: 'i', part: 'black', kind: 'number', unit: 'sheets', points: [{ at: NOW, value: 8 }] },
      { item: 'i', kind: 'state', points: [{ at: NOW, state: 'on' }] },
    ]);
  });

  it('is nothing for what is absent, a text, no number, or of no time', () => {
    const readings = [
      reading({ kind: 'absent', reason: 'timeout' }),
      reading({ kind: 'text', text: '10.0.0.1' }),
      reading({ kind: 'number', number: Number.NaN, unit: 'volt' }),
      reading({ kind: 'number', number: 1, unit: 'volt' }, { at: Number.NaN }),
      reading({ kind: 'state', state: 'x'.repeat(121) }),
      reading({ kind: 'state', state: 'on' }, { part: 'x'.repeat(121) }),
    ];
    expect(pastOfReadings(readings)).toEqual([]);
  });
});
