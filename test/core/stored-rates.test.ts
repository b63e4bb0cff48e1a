import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastPoint } from '../../src/core/counter.ts';
import { markOf, pastOfReadings, type PastSeries } from '../../src/core/history.ts';
import type { ItemDef, PastRateRule } from '../../src/core/item.ts';
import { pastItemsOf, pastRuleOf } from '../../src/core/past-rule.ts';
import { isOfPast, type Reading } from '../../src/core/reading.ts';
import { storedRates } from '../../src/core/stored-rates.ts';
import type { Unit } from '../../src/core/value.ts';
import { spanOfRateInWords } from '../../src/core/words.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const RULE: PastRateRule = {
  counter: 'total',
  units: { impressions: 'impressions a day', sheets: 'sheets a day' },
  perDays: 1,
  withinDays: 30,
  leastDays: 7,
};

function item(rate: Partial<PastRateRule> = {}): ItemDef {
  return {
    id: 'a-day',
    title: 'A day',
    kind: 'number',
    unit: 'impressions a day',
    compare: { as: 'none', why: 'no fault' },
    rate: { ...RULE, ...rate },
    because: 'b',
    source: 's',
  };
}
/** Counts a day apart, the last one now. */
function daily(...counts: number[]): PastPoint[] {
  return counts.map((value, index) => ({ at: NOW - (counts.length - 1 - index) * DAY, value }));
}
function counter(points: PastPoint[], given: { part?: string; unit?: Unit; item?: string } = {}): PastSeries {
  const { part, unit = 'impressions', item: id = 'total' } = given;
  return { item: id, ...(part === undefined ? {} : { part }), kind: 'number', unit, points };
}
function rateOf(series: PastSeries[], rate: Partial<PastRateRule> = {}, notBefore = 0): Reading {
  const [reading, ...more] = storedRates([item(rate)], { series, now: NOW, notBefore });
  if (reading === undefined || more.length > 0) throw new Error('one reading an item');
  return reading;
}
/** The rate, or why there is none. */
function told(series: PastSeries[], rate: Partial<PastRateRule> = {}, notBefore = 0): number | string {
  const { value, evidence } = rateOf(series, rate, notBefore);
  return value.kind === 'number' ? value.number : (evidence[0]?.raw ?? '');
}
const even = (days: number, aDay: number, from = 10_000): number[] =>
  Array.from({ length: days + 1 }, (_, day) => from + day * aDay);

describe('storedRates', () => {
  it('tells how fast a counter rose over the last thirty days, with both counts and their times', () => {
    const reading = rateOf([counter(daily(...even(60, 100), ...even(29, 300, 16_300)))]);
    expect(reading.value).toEqual({ kind: 'number', number: 300, unit: 'impressions a day' });
    expect(reading.evidence).toEqual([
      {
        protocol: 'past',
        place: 'total',
        raw: '16000 impressions at 2026-10-24T12:00Z, 25000 impressions at 2026-11-23T12:00Z',
        at: NOW,
        tookMs: 0,
        from: NOW - 30 * DAY,
      },
    ]);
    expect(reading.at).toBe(NOW);
    expect(isOfPast(reading)).toBe(true);
    expect(spanOfRateInWords(reading, NOW + 5 * 3_600_000)).toBe('over 30 days, to 5 hours ago');
  });

  it('counts what stood still as none, and never what is not known', () => {
    expect(told([counter(daily(...even(10, 0)))])).toBe(0);
    expect(told([])).toBe('it was never read');
    expect(told([counter([])])).toBe('it was never read');
    expect(told([counter(daily(1, 2, 3, 4, 5), { item: 'other' })])).toBe('it was never read');
    expect(told([counter(daily(...even(6, 100)))])).toBe('it was followed for 6 days of late; 7 are needed');
    expect(told([counter(daily(5))])).toBe('it was followed for 0 days of late; 7 are needed');
    const long = [{ at: NOW - 90 * DAY, value: 1 }, ...daily(100, 200)];
    expect(told([counter(long)])).toBe('it was followed for 1 day of late; 7 are needed');
    expect(told([counter(daily(...even(10, 100)))], {}, NOW + 1)).toBe('its last count is of 2026-11-23T12:00Z');
    expect(rateOf([]).value).toEqual({ kind: 'absent', reason: 'no_rate' });
    expect(spanOfRateInWords(rateOf([]), NOW)).toBe('');
  });

  it('begins anew where the counter was set back, came round, went on from another number, or leapt', () => {
    const before = even(12, 300, 20_000);
    const after = 'it was followed for 2 days of late, since its counter began anew; 7 are needed';
    expect(told([counter(daily(...before, ...even(2, 300, 5)))])).toBe(after);
    expect(told([counter(daily(...before, ...even(2, 300, 9000)))])).toBe(after);
    expect(told([counter(daily(...before, ...even(2, 300, 900_000)))])).toBe(after);
    expect(told([counter(daily(...even(12, 300, 61_900), ...even(2, 300, 100)))])).toBe(after);
    expect(told([counter(daily(...before, ...even(8, 50, 5)))])).toBe(50);
  });

  it('tells it in the unit of the counter, and of other counters none', () => {
    const sheets = rateOf([counter(daily(...even(10, 100)), { unit: 'sheets' })]);
    expect(sheets.value).toEqual({ kind: 'number', number: 100, unit: 'sheets a day' });
    expect(told([counter(daily(...even(10, 100)), { unit: 'count' })])).toBe(
      'it counts count, of which no rate is told',
    );
    // What it counted in before is another counter.
    const changed = [counter(daily(...even(10, 100)).map(({ at, value }) => ({ at: at - 11 * DAY, value })))];
    expect(told([...changed, counter(daily(...even(2, 100)), { unit: 'sheets' })])).toBe(
      'it was followed for 2 days of late; 7 are needed',
    );
  });

  it('adds up the parts at times at which all were read, and none across a break of one', () => {
    const units = { count: 'per 30 days' } as const;
    const [feed, exit] = [counter(daily(...even(10, 1)), { part: 'feed', unit: 'count' }), 'exit'];
    const other = counter(daily(...even(10, 2, 50)), { part: exit, unit: 'count' });
    const both = rateOf([other, feed], { units, perDays: 30 });
    expect(both.value).toEqual({ kind: 'number', number: 90, unit: 'per 30 days' });
    expect(both.evidence[0]?.raw).toBe(
      '10050 (exit 50, feed 10000) at 2026-11-13T12:00Z, 10080 (exit 70, feed 10010) at 2026-11-23T12:00Z',
    );
    const later = counter(daily(...even(8, 2, 50)), { part: exit, unit: 'count' });
    expect(rateOf([later, feed], { units }).evidence[0]?.from).toBe(NOW - 8 * DAY);
    const setBack = counter(daily(...even(5, 2, 50), ...even(4, 2, 0)), { part: exit, unit: 'count' });
    expect(told([setBack, feed], { units })).toBe(
      'it was followed for 4 days of late, since its counter began anew; 7 are needed',
    );
    // A tray that was taken off does not hold up the others.
    const gone = counter([{ at: NOW - 9 * DAY, value: 7 }], { part: 'duplex', unit: 'count' });
    expect(told([gone, feed], { units })).toBe(1);
    const whole = counter(daily(...even(10, 3)), { unit: 'count' });
    expect(told([whole, feed], { units })).toBe(3);
    const mixed = counter(daily(...even(10, 2)), { part: exit, unit: 'sheets' });
    expect(told([mixed, feed], { units })).toBe('its parts count different things');
    const apart = counter(
      daily(...even(10, 2)).map(({ at, value }) => ({ at: at - 60_000, value })),
      { part: exit, unit: 'count' },
    );
    expect(told([apart, feed], { units })).toBe('its parts were not read together');
  });

  it('is the same whatever the order and the pieces in which the past is handed in', () => {
    const counts = fc.array(fc.nat(2000), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 39 }), (rises, cut) => {
        let sum = 5000;
        const points = daily(...rises.map((rise) => (sum += rise)));
        const whole = storedRates([item()], { series: [counter(points)], now: NOW, notBefore: 0 });
        const pieces = [counter(points.slice(cut).toReversed()), counter(points.slice(0, cut))];
        expect(storedRates([item()], { series: pieces, now: NOW, notBefore: 0 })).toEqual(whole);
      }),
    );
  });

  it('is what the evidence says, over seven to thirty days without a break, and nothing but readings of the past', () => {
    const step = fc.oneof({ weight: 9, arbitrary: fc.nat(900) }, fc.constantFrom(-1_000_000, 0, 40_000));
    let rates = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 70 }), (steps) => {
        let count = 100_000;
        const points = daily(...steps.map((by) => (count = Math.max(0, count + by))));
        const { value, evidence, at } = rateOf([counter(points)]);
        const [one] = evidence;
        if (value.kind !== 'number') return;
        rates += 1;
        const from = one?.from ?? Number.NaN;
        expect(at - from).toBeGreaterThanOrEqual(7 * DAY);
        expect(at - from).toBeLessThanOrEqual(30 * DAY);
        const within = points.filter((point) => point.at >= from && point.at <= at);
        for (const [n, point] of within.entries())
          expect(point.value).toBeGreaterThanOrEqual(within[n - 1]?.value ?? 0);
        const [first, last] = (one?.raw.match(/\d+(?= impressions)/gu) ?? []).map(Number);
        expect([first, last]).toEqual([within[0]?.value, within.at(-1)?.value]);
        expect(value.number).toBeCloseTo(((last ?? 0) - (first ?? 0)) / ((at - from) / DAY), 6);
      }),
      { numRuns: 300 },
    );
    expect(rates).toBeGreaterThan(100);
  });

  it('asks for the past of its counter, has none of its own, and enters none', () => {
    expect(pastItemsOf([item()])).toEqual(['total']);
    expect(pastRuleOf(item())).toEqual({ as: 'none' });
    const reading = rateOf([counter(daily(...even(10, 100)))]);
    expect(markOf(reading)).toBeUndefined();
    expect(pastOfReadings([reading])).toEqual([]);
  });
});
