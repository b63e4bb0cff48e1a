import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFigures } from '../../src/core/compare.ts';
import type { Figure } from '../../src/core/comparison.ts';
import type { ItemDef } from '../../src/core/item.ts';

const volts: ItemDef = {
  id: 'image.density-measured',
  title: 'Image density measured',
  kind: 'number',
  unit: 'volt',
  compare: { as: 'value', odd: 'both', minEffect: 0.2 },
  because: 'x',
  source: 'x',
};
const life: ItemDef = {
  ...volts,
  unit: 'percent',
  compare: { as: 'value', odd: 'low', minEffect: 10, limits: { watchBelow: 15, offBelow: 5, source: 'manual' } },
};
const setting: ItemDef = { ...volts, kind: 'state', compare: { as: 'state' } };

function volt(number: number): Figure {
  return { kind: 'number', number, unit: 'volt', from: [] };
}
function judged(item: ItemDef, mine: Figure, peers: (number | string)[]): string {
  return compareFigures({ item, mine, peers, neededPeers: 5 }).verdict;
}
const around24 = [2.3, 2.35, 2.4, 2.4, 2.42, 2.45, 2.5, 2.38, 2.41, 2.44];

describe('compareFigures', () => {
  it('calls a value among its peers normal and one far outside off', () => {
    expect(judged(volts, volt(2.4), around24)).toBe('normal');
    const off = compareFigures({ item: volts, mine: volt(1.6), peers: around24, neededPeers: 5 });
    expect(off).toMatchObject({ verdict: 'off', side: 'low' });
    expect(off.because).toContain('below the median of 10 peers');
    expect(off.baseline).toMatchObject({ kind: 'number', n: 10, median: expect.closeTo(2.405, 9) });
  });

  it('does not cry wolf over a difference that does not matter, however tight the peers are', () => {
    expect(judged(volts, volt(2.55), [2.4, 2.4, 2.4, 2.4, 2.4, 2.4])).toBe('normal');
    expect(judged(volts, volt(2.65), [2.4, 2.4, 2.4, 2.4, 2.4, 2.4])).toBe('off');
  });

  it('is not misled by one absurd peer', () => {
    expect(judged(volts, volt(1.6), [...around24, 4000])).toBe('off');
  });

  it('withholds the verdict below the needed number of peers and shows no statistics', () => {
    const few = compareFigures({ item: volts, mine: volt(1), peers: [2, 2, 2, 2], neededPeers: 5 });
    expect(few).toMatchObject({ verdict: 'cannot-say', baseline: { kind: 'too-few', n: 4, needed: 5 } });
    expect(few.because).toBe('only 4 peers have a value; 5 are needed');
  });

  it('lets a stated limit win over statistics and over too few peers', () => {
    const worn: Figure = { kind: 'number', number: 3, unit: 'percent', from: [] };
    const result = compareFigures({ item: life, mine: worn, peers: [], neededPeers: 5 });
    expect(result).toMatchObject({ verdict: 'off', side: 'low' });
    expect(result.because).toContain('below the limit of 5 %');
  });

  it('looks at the worse side only', () => {
    const fresh: Figure = { kind: 'number', number: 100, unit: 'percent', from: [] };
    expect(judged(life, fresh, [40, 41, 42, 43, 44, 45])).toBe('normal');
  });

  it('compares a setting by the share of peers that have it', () => {
    const on: Figure = { kind: 'state', state: 'on', from: [] };
    const off: Figure = { kind: 'state', state: 'off', from: [] };
    const peers = [...Array.from({ length: 29 }, () => 'on'), 'off'];
    expect(judged(setting, on, peers)).toBe('normal');
    expect(judged(setting, off, peers)).toBe('off');
    expect(judged(setting, off, [...peers, 'off', 'off', 'off'])).toBe('watch');
  });

  it('says why it cannot say when the value is absent, and still shows the peers', () => {
    const mine: Figure = { kind: 'absent', why: 'no answer in time', from: [] };
    expect(compareFigures({ item: volts, mine, peers: around24, neededPeers: 5 })).toMatchObject({
      verdict: 'cannot-say',
      because: 'no answer in time',
      baseline: { kind: 'number', n: 10 },
    });
  });

  it("never gathers one customer's addresses from the peers", () => {
    const address: ItemDef = { ...volts, kind: 'text', compare: { as: 'none', why: "one customer's own" } };
    const mine: Figure = { kind: 'text', text: '10.0.0.1', from: [] };
    const result = compareFigures({
      item: address,
      mine,
      peers: Array.from({ length: 9 }, () => '10.9.9.9'),
      neededPeers: 5,
    });
    expect(JSON.stringify(result)).not.toContain('10.9.9.9');
    expect(result.baseline).toEqual({ kind: 'not-compared' });
  });

  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

  it('does not depend on the order of the peers', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 5, maxLength: 40 }), finite, (peers, mine) => {
        const forwards = compareFigures({ item: volts, mine: volt(mine), peers, neededPeers: 5 });
        const backwards = compareFigures({
          item: volts,
          mine: volt(mine),
          peers: peers.toReversed(),
          neededPeers: 5,
        });
        expect(backwards).toEqual(forwards);
      }),
    );
  });

  it('never shows NaN, Infinity or -0', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 30 }), finite, (peers, mine) => {
        const result = compareFigures({ item: volts, mine: volt(mine), peers, neededPeers: 5 });
        expect(Number.isFinite(result.oddness)).toBe(true);
        expect(result.because).not.toMatch(/NaN|Infinity|-0 /);
        if (result.baseline.kind === 'number') {
          const { average, median, p10, p90, mad } = result.baseline;
          expect([average, median, p10, p90, mad].every(Number.isFinite)).toBe(true);
          expect(p10).toBeLessThanOrEqual(p90);
        }
      }),
    );
  });
});

describe('what is shown and not judged', () => {
  const context: ItemDef = {
    ...volts,
    unit: 'impressions a day',
    compare: { as: 'none', why: 'much use is no fault', tell: { odd: 'both', minEffect: 50 } },
  };
  const aDay = (number: number): Figure => ({ kind: 'number', number, unit: 'impressions a day', from: [] });
  const compared = (number: number, peers: number[]): ReturnType<typeof compareFigures> =>
    compareFigures({ item: context, mine: aDay(number), peers, neededPeers: 5 });
  const around300 = [300, 320, 290, 310, 305, 340, 280];

  it('says how many times as high it is, and comes behind what is off or worth watching and before all else', () => {
    const high = compared(930, around300);
    expect(high).toMatchObject({ verdict: 'cannot-say', side: 'high', baseline: { median: 305, percentile: 100 } });
    expect(high.because).toMatch(
      /^3\.05 times as high: 625 impressions a day above .* higher than all 7 peers; much use/u,
    );
    expect(high.oddness).toBeGreaterThan(20);
    expect(high.oddness).toBeLessThan(50);
    expect(compared(310, around300)).toMatchObject({ verdict: 'cannot-say', oddness: -1 });
    expect(compared(0, around300).because).not.toContain('times');
    expect(compared(310, [0, 0, 0, 0, 0]).because).not.toContain('times');
  });

  it('says that too few have it, and why it has none itself', () => {
    expect(compared(930, [300]).because).toBe('only 1 peer has a value; 5 are needed; much use is no fault');
    const rate = { counter: 'c', units: {}, perDays: 1, withinDays: 30, leastDays: 7 };
    const none = compareFigures({
      item: { ...context, rate },
      mine: { kind: 'absent', why: 'too little of its past', from: [] },
      peers: around300,
      neededPeers: 5,
    });
    expect(none).toMatchObject({ verdict: 'cannot-say', because: 'too little of its past', oddness: -1 });
    expect(none.baseline).toMatchObject({ n: 7, median: 305 });
  });

  it('is never judged, whatever the numbers are, and is far exactly where a rule that judges would call it odd', () => {
    const judging: ItemDef = { ...context, compare: { as: 'value', odd: 'both', minEffect: 50 } };
    const number = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(number, fc.array(number, { maxLength: 30 }), (mine, peers) => {
        const said = compared(mine, peers);
        expect(said.verdict).toBe('cannot-say');
        const asValue = compareFigures({ item: judging, mine: aDay(mine), peers, neededPeers: 5 });
        expect(said.oddness > 0).toBe(asValue.verdict === 'off' || asValue.verdict === 'watch');
        expect(said.baseline).toEqual(asValue.baseline);
      }),
    );
  });
});
