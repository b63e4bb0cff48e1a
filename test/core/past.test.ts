import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastPoint } from '../../src/core/counter.ts';
import type { PastSeries } from '../../src/core/history.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { movementOf, type Past, pastOf } from '../../src/core/past.ts';
import { pastItemsOf, pastRuleOf } from '../../src/core/past-rule.ts';
import { ratesBetween, recentRate } from '../../src/core/past-rates.ts';
import { notablePast, pastInWords } from '../../src/core/past-words.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Unit } from '../../src/core/value.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);

function item(given: Partial<ItemDef> = {}): ItemDef {
  return {
    id: 'density',
    title: 'Density',
    kind: 'number',
    unit: 'volt',
    compare: { as: 'value', odd: 'both', minEffect: 0.15 },
    because: 'b',
    source: 's',
    ...given,
  };
}
const jams = item({
  id: 'jams',
  unit: 'count',
  compare: { as: 'rate', per: 'total', times: 10_000, unit: 'per 10,000 impressions', odd: 'high', minEffect: 1 },
});
const total = item({ id: 'total', unit: 'impressions', compare: { as: 'none', why: 'a total' } });

/** Points a day apart, the last one yesterday. */
function daily(values: readonly number[]): PastPoint[] {
  return values.map((value, index) => ({ at: NOW - (values.length - index) * DAY, value }));
}
function series(id: string, unit: Unit, points: PastPoint[], part?: string): PastSeries {
  return { item: id, ...(part === undefined ? {} : { part }), kind: 'number', unit, points };
}
function now(id: string, number: number, unit: Unit, given: Partial<Reading> = {}): Reading {
  return { item: id, value: { kind: 'number', number, unit }, evidence: [], at: NOW, ...given };
}
function compared(past: Past | undefined, given: Partial<Comparison> = {}): Comparison {
  return {
    item: 'density',
    title: 'Density',
    reading: now('density', 2, 'volt'),
    figure: { kind: 'number', number: 2, unit: 'volt', from: [] },
    baseline: { kind: 'too-few', n: 0, needed: 5 },
    verdict: 'normal',
    because: 'b',
    oddness: 0,
    past,
    ...given,
  };
}

describe('what a past is looked at for', () => {
  it('is by kind and by the way of comparing, unless the item states it', () => {
    expect(pastRuleOf(item())).toEqual({ as: 'level' });
    expect(pastRuleOf(jams)).toEqual({ as: 'counter' });
    expect(pastRuleOf(total)).toEqual({ as: 'counter' });
    expect(pastRuleOf(item({ compare: { as: 'share', odd: 'high', minEffect: 1 } }))).toEqual({ as: 'counter' });
    expect(pastRuleOf(item({ unit: 'seconds', compare: { as: 'none', why: 'w' } }))).toEqual({ as: 'none' });
    expect(pastRuleOf(item({ kind: 'state', unit: undefined, compare: { as: 'state' } }))).toEqual({ as: 'level' });
    expect(pastRuleOf(item({ kind: 'text', unit: undefined, compare: { as: 'state' } }))).toEqual({ as: 'none' });
    expect(pastRuleOf(item({ past: { as: 'none' } }))).toEqual({ as: 'none' });
  });

  it('needs what it is divided by, and what counts beside it', () => {
    const drum = item({ id: 'drum', unit: 'percent', past: { as: 'wear', counts: 'pages' } });
    expect(pastItemsOf([jams, drum, item({ past: { as: 'none' } })])).toEqual(['jams', 'total', 'drum', 'pages']);
  });
});

describe('the past of a level', () => {
  it('dates a fall, with the present reading among those since', () => {
    const known = [series('density', 'volt', daily([2.4, 2.41, 2.39, 2.4, 2.42, 2.05, 2.04, 2.06]))];
    const past = pastOf(item(), now('density', 2.05, 'volt'), known, []);
    expect(past).toMatchObject({ n: 9, to: NOW, unit: 'volt' });
    expect(movementOf(past)).toEqual({ movement: 'falling', since: NOW - 3 * DAY });
    const said = 'fell by 0.35 V since 20 Nov (2.4 V to 2.05 V; 5 readings before, 4 since)';
    expect(notablePast(compared(past), NOW)).toBe(said);
    expect(pastInWords(past ?? { n: 0, from: 0, to: 0 }, NOW)[0]).toBe(said);
  });

  it('is not told where it is steady, where too little is known, or where it changed half a year ago', () => {
    const steady = pastOf(
      item(),
      now('density', 2.4, 'volt'),
      [series('density', 'volt', daily([2.4, 2.4, 2.4, 2.4, 2.41]))],
      [],
    );
    expect(notablePast(compared(steady), NOW)).toBe('');
    expect(steady === undefined ? [] : pastInWords(steady, NOW)).toEqual(['has been steady at 2.4 V over 6 readings']);
    const few = pastOf(item(), now('density', 2.4, 'volt'), [], []);
    expect(few).toMatchObject({ n: 1, trend: { kind: 'too-few' } });
    expect(notablePast(compared(few), NOW)).toBe('');
    const old = daily([2.4, 2.4, 2.4, 2, 2, 2]).map(({ at, value }) => ({ at: at - 200 * DAY, value }));
    const past = pastOf(item(), now('density', 2, 'volt'), [series('density', 'volt', old)], []);
    expect(movementOf(past)?.movement).toBe('falling');
    expect(notablePast(compared(past), NOW)).toBe('');
  });

  it('keeps parts and units apart, and says of a silent device when it was read last', () => {
    const points = daily([2.4, 2.4, 2.4, 2, 2, 2]);
    const known = [series('density', 'volt', points, 'black'), series('density', 'step', daily([1]), 'black')];
    expect(pastOf(item(), now('density', 2, 'volt', { part: 'cyan' }), known, [])?.n).toBe(1);
    const silent: Reading = {
      item: 'density',
      part: 'black',
      value: { kind: 'absent', reason: 'timeout' },
      evidence: [],
      at: NOW,
    };
    const past = pastOf(item(), silent, [known[0] ?? series('x', 'volt', [])], []);
    expect(past).toMatchObject({ n: 6, to: NOW - DAY });
    const said = notablePast(compared(past, { figure: { kind: 'absent', why: 'no answer', from: [] } }), NOW);
    expect(said).toMatch(/^fell by 0\.4 V since 20 Nov .*; last read 1 day ago$/);
  });

  it('says when a state was taken on', () => {
    const setting = item({ kind: 'state', unit: undefined, compare: { as: 'state' } });
    const states = ['on', 'on', 'off'].map((state, index) => ({ at: NOW - (3 - index) * DAY, state }));
    const reading: Reading = { item: 'density', value: { kind: 'state', state: 'off' }, evidence: [], at: NOW };
    const past = pastOf(setting, reading, [{ item: 'density', kind: 'state', points: states }], []);
    expect(notablePast(compared(past), NOW)).toBe('went from on to off since 22 Nov (2 readings since)');
    expect(movementOf(past)).toEqual({ movement: 'changed', since: NOW - DAY });
  });
});

describe('the past of a counter', () => {
  it('is what it rises a day, and from a break on alone', () => {
    const even = pastOf(
      total,
      now('total', 1_900, 'impressions'),
      [series('total', 'impressions', daily([1_000, 1_300, 1_600]))],
      [],
    );
    expect(notablePast(compared(even), NOW)).toBe('300 impressions a day since 20 Nov');
    const values = [90_000, 90_300, 90_600, 90_900, 91_200, 10, 310, 610];
    const past = pastOf(total, now('total', 910, 'impressions'), [series('total', 'impressions', daily(values))], []);
    expect(past?.perDay?.rate).toMatchObject({ kind: 'rate', rate: 300, from: NOW - 3 * DAY });
    expect(notablePast(compared(past), NOW)).toBe('the counter was set back to 0 between 19 and 20 Nov');
  });

  it('is told without its breaks where every restart makes one', () => {
    const restarts = { ...total, past: { as: 'counter', restarts: true } } as const;
    const known = [series('total', 'impressions', daily([90_000, 10, 310]))];
    expect(pastOf(restarts, now('total', 610, 'impressions'), known, [])?.breaks).toBeUndefined();
  });

  it('of something that is compared as a rate, is the rate of late, and when it rose', () => {
    const pages = Array.from({ length: 40 }, (_, day) => 100_000 + day * 5_000);
    const count = (day: number): number => (day < 30 ? day : 30 + (day - 30) * 8);
    const known = [
      series('jams', 'count', daily(pages.map((_, day) => count(day))), 'tray-2'),
      series('total', 'impressions', daily(pages)),
    ];
    const all = [now('jams', count(40), 'count', { part: 'tray-2' }), now('total', 300_000, 'impressions')];
    const [mine] = all;
    if (mine === undefined) throw new Error('no reading');
    const past = pastOf(jams, mine, known, all);
    expect(past?.recent?.rate).toMatchObject({ kind: 'rate', from: NOW - 31 * DAY });
    expect(movementOf(past)?.movement).toBe('rising');
    expect(notablePast(compared(past, { verdict: 'off', part: 'tray-2' }), NOW)).toMatch(
      /^rose by 14 per 10,000 impressions since \d+ Nov \(2 per 10,000 impressions to 16 per 10,000 impressions; .*; \d\.?\d* per 10,000 impressions since 23 Oct$/,
    );
  });

  it('spans no break with any rate, and divides by nothing that did not move', () => {
    const times = 10_000;
    const pages = daily([0, 6_000, 12_000, 18_000]);
    expect(ratesBetween(daily([1, 7, 13, 19]), pages, times).map(({ value }) => value)).toEqual([10, 10, 10]);
    expect(ratesBetween(daily([1, 7, 0, 6]), pages, times).map(({ value }) => value)).toEqual([10, 10]);
    expect(ratesBetween(daily([1, 7, 13]), daily([5, 5, 5]), times)).toEqual([]);
    expect(ratesBetween(daily([1, 7]), [], times)).toEqual([]);
    expect(recentRate(daily([1, 7]), daily([0, 100]), { times, days: 30 })).toMatchObject({ kind: 'none' });
  });

  it('makes no rate that is below 0 or no number, whatever was read', () => {
    const points = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 1e12 }), value: fc.oneof(fc.nat(), fc.double()) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(points, points, (some, others) => {
        const beside = others.map((other, index) => ({ ...other, at: some[index]?.at ?? other.at }));
        for (const { value } of ratesBetween(some, beside, 10_000)) {
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('the past of what wears', () => {
  const drum = item({ id: 'drum', unit: 'percent', past: { as: 'wear', counts: 'total' } });

  it('is when it was renewed and how much was done since, and never that it falls', () => {
    const known = [
      series('drum', 'percent', daily([8, 6, 100, 99, 98]), 'black'),
      series('total', 'impressions', daily([1_000, 1_300, 1_600, 1_900, 2_200])),
    ];
    const all = [now('drum', 97, 'percent', { part: 'black' }), now('total', 2_500, 'impressions')];
    const past = pastOf(drum, now('drum', 97, 'percent', { part: 'black' }), known, all);
    expect(notablePast(compared(past), NOW)).toBe('seen renewed on 20 Nov, 900 impressions since then');
    const used = pastOf(
      drum,
      now('drum', 8, 'percent'),
      [series('drum', 'percent', daily([50, 40, 30, 20, 10, 9]))],
      [],
    );
    expect(movementOf(used)).toBeUndefined();
    expect(notablePast(compared(used, { verdict: 'off' }), NOW)).toBe('');
  });

  it('counts by the counter of the same part where there is one', () => {
    const known = [
      series('drum', 'percent', daily([6, 100, 99]), 'tray-2'),
      series('total', 'sheets', daily([10, 20, 30]), 'tray-2'),
      series('total', 'impressions', daily([1_000, 2_000, 3_000])),
    ];
    const past = pastOf(drum, now('drum', 98, 'percent', { part: 'tray-2' }), known, []);
    expect(past?.sinceRenewal).toMatchObject({ unit: 'sheets', rate: { rate: 10 } });
  });
});

describe('any past', () => {
  it('makes words without NaN, Infinity or undefined, and in time', () => {
    const value = fc.oneof(fc.integer({ min: -5, max: 200 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const points = fc.array(fc.record({ at: fc.integer({ min: 1, max: NOW }), value }), { maxLength: 60 });
    fc.assert(
      fc.property(points, points, value, fc.constantFrom(item(), jams, total), (some, others, said, def) => {
        const unit = def.unit ?? 'count';
        const known = [series(def.id, unit, some), series('total', 'impressions', others)];
        const past = pastOf(def, now(def.id, said, unit), known, []);
        const words = past === undefined ? [] : [...pastInWords(past, NOW), notablePast(compared(past), NOW)];
        for (const word of words) expect(word).not.toMatch(/NaN|Infinity|undefined|no number/);
      }),
    );
  });
});
