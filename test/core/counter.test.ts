import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PastPoint, stepsOf } from '../../src/core/counter.ts';
import { perDay, perOther, sinceReplacement } from '../../src/core/rates.ts';
import { breakInWords, rateInWords } from '../../src/core/trend-words.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 9, 1);

/** Readings a day apart. */
function daily(...values: number[]): PastPoint[] {
  return values.map((value, index) => ({ at: START + index * DAY, value }));
}
function breaks(...values: number[]): (string | number)[] {
  return stepsOf(daily(...values)).map((step) => ('broken' in step ? step.broken : step.rise));
}

describe('stepsOf', () => {
  it('follows a counter that rises or stands still', () => {
    expect(breaks(100, 400, 400, 1000)).toEqual([300, 0, 600]);
    expect(stepsOf(daily(5))).toEqual([]);
  });

  it('tells where a counter came round', () => {
    expect(breaks(65_000, 65_300, 164)).toEqual([300, 'wrap']);
    expect(breaks(999_400, 999_700, 0)).toEqual([300, 'wrap']);
    expect(breaks(99_999_400, 99_999_900, 300)).toEqual([500, 'wrap']);
    expect(breaks(4_294_966_000, 4_294_967_000, 704)).toEqual([1000, 'wrap']);
  });

  it('tells one that was set back from one that went on from another number', () => {
    expect(breaks(20_000, 20_300, 20_600, 20_900, 21_200, 250)).toEqual([300, 300, 300, 300, 'reset']);
    expect(breaks(20_000, 20_300, 20_600, 20_900, 21_200, 9000)).toEqual([300, 300, 300, 300, 'swap']);
    expect(breaks(20_000, 0)).toEqual(['reset']);
    expect(breaks(20_000, 20_300, 20_600, 20_900, 21_200, 900_000)).toEqual([300, 300, 300, 300, 'leap']);
  });

  it('does not take a busy week for a changed board', () => {
    expect(breaks(20_000, 20_300, 20_600, 20_900, 21_200, 31_000)).toEqual([300, 300, 300, 300, 9800]);
  });

  it('puts readings in order, and leaves out what is no count', () => {
    const points = [
      ...daily(100, 400),
      { at: START, value: 100 },
      { at: START - 1, value: Number.NaN },
      { at: START + 1, value: -3 },
    ];
    expect(stepsOf(points.toReversed())).toEqual(stepsOf(daily(100, 400)));
  });

  it('says where and when, in words', () => {
    const now = Date.UTC(2026, 10, 23);
    const said = (values: number[]): string[] => stepsOf(daily(...values)).map((step) => breakInWords(step, now));
    expect(said([20_000, 20_300, 0])).toEqual(['', 'the counter was set back to 0 between 2 and 3 Oct']);
    expect(said([65_300, 164])).toEqual(['the counter came round to 0 between 1 and 2 Oct']);
  });

  it('finds every wrap of a counter that rises evenly, and rates nothing across it', () => {
    const round = fc.constantFrom(65_536, 1_000_000, 100_000_000, 2 ** 32);
    fc.assert(
      fc.property(round, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 5, max: 30 }), (end, rise, days) => {
        const start = end - Math.floor((days * rise) / 2) - 1;
        const values = Array.from({ length: days }, (_, day) => (start + day * rise) % end);
        const steps = stepsOf(daily(...values));
        expect(steps.filter((step) => 'broken' in step).map((step) => 'broken' in step && step.broken)).toEqual([
          'wrap',
        ]);
        const newest = perDay(daily(...values));
        if (newest.kind === 'rate') expect(newest.rate).toBeCloseTo(rise, 6);
      }),
    );
  });

  it('never gives a rate below nothing, nor one that is no number', () => {
    const point = fc.record({
      at: fc.integer({ min: 0, max: 1e13 }),
      value: fc.oneof(fc.double(), fc.nat(), fc.integer({ min: 0, max: 99 })),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), fc.array(point, { maxLength: 30 }), (one, other) => {
        for (const rate of [
          perDay(one),
          perOther(one, other, 10_000),
          perOther(one, one, 1),
          sinceReplacement(other, one),
        ]) {
          if (rate.kind === 'rate') expect(rate.rate >= 0 && Number.isFinite(rate.rate)).toBe(true);
          expect(rateInWords(rate, 'count', 'a day', 0)).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
    );
  });
});

describe('rates out of the past', () => {
  const now = Date.UTC(2026, 10, 23);

  it('are a day, over the newest readings without a break', () => {
    expect(perDay(daily(1000, 1300, 1600))).toEqual({ kind: 'rate', rate: 300, from: START, to: START + 2 * DAY });
    expect(perDay(daily(9000, 9300, 0, 120, 240))).toMatchObject({ kind: 'rate', rate: 120, from: START + 2 * DAY });
    expect(rateInWords(perDay(daily(1000, 1312)), 'impressions', 'a day', now)).toBe(
      '312 impressions a day since 1 Oct',
    );
  });

  it('say why there is none', () => {
    expect(perDay(daily(5))).toEqual({ kind: 'none', why: 'no rate: it was read only once' });
    expect(perDay(daily(9000, 9300, 0))).toEqual({
      kind: 'none',
      why: 'no rate: its counter began anew since it was read before',
    });
    expect(
      perDay([
        { at: 0, value: 1 },
        { at: 1000, value: 2 },
      ]),
    ).toEqual({ kind: 'none', why: 'no rate: its readings are less than an hour apart' });
  });

  it('are per what was counted beside, and never divided by nothing', () => {
    expect(perOther(daily(3, 5, 8), daily(10_000, 20_000, 30_000), 10_000)).toMatchObject({ kind: 'rate', rate: 2.5 });
    expect(perOther(daily(3, 5), daily(10_000, 10_000), 10_000)).toEqual({
      kind: 'none',
      why: 'no rate: nothing was counted that it could be divided by',
    });
    expect(perOther(daily(3, 5), [], 1)).toEqual({
      kind: 'none',
      why: 'no rate: the two were not read together twice',
    });
    // The total began anew on the third day: what was counted before it is left aside.
    expect(perOther(daily(3, 5, 8, 9), daily(90_000, 95_000, 0, 1000), 1000)).toMatchObject({
      rate: 1,
      from: START + 2 * DAY,
    });
    expect(perOther(daily(3, 5, 8), daily(90_000, 95_000, 0), 1000)).toMatchObject({ kind: 'none' });
  });

  it('are since a part was renewed, where that was seen', () => {
    const left = daily(12, 8, 100, 99, 98);
    const total = daily(50_000, 50_500, 51_000, 51_600, 52_000);
    expect(sinceReplacement(left, total)).toEqual({
      kind: 'rate',
      rate: 1000,
      from: START + 2 * DAY,
      to: START + 4 * DAY,
    });
    expect(sinceReplacement(daily(50, 49), total)).toEqual({
      kind: 'none',
      why: 'no rate: nobody saw it being renewed',
    });
    expect(sinceReplacement(left, daily(50_000, 50_500, 51_000, 51_600, 0))).toMatchObject({ kind: 'none' });
    expect(sinceReplacement(left, total.slice(0, 3))).toMatchObject({
      why: 'no rate: too few readings since it was renewed',
    });
    expect(sinceReplacement(left, [...total.slice(0, 2), ...daily(0, 0, 0, 0, 52_000, 52_400).slice(4)])).toMatchObject(
      {
        why: 'no rate: the counter was not read when it was renewed',
      },
    );
  });
});
