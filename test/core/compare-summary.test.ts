import { describe, expect, it } from 'vitest';
import { compareFigures } from '../../src/core/compare.ts';
import { compareWithSummary, EXACT_PEERS, type PeerSummary } from '../../src/core/compare-summary.ts';
import type { Comparison, Figure } from '../../src/core/comparison.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { openSketch } from '../../src/core/sketch.ts';

type Compared = Pick<Comparison, 'verdict' | 'side' | 'because' | 'baseline'>;

const NEEDS = { devices: 5, customers: 3 };
const item: ItemDef = {
  id: 'x',
  title: 'X',
  kind: 'number',
  unit: 'volt',
  compare: { as: 'value', odd: 'both', minEffect: 1 },
  because: 'x',
  source: 'x',
};
const volts = (number: number): Figure => ({ kind: 'number', number, unit: 'volt', from: [] });
/** Values around a level that lean to the high side, the same on every run. */
const values = Array.from({ length: 2 * EXACT_PEERS }, (_, index) => 190 + 12 * ((index * 0.618034) % 1) ** 3);

function summaryOf(all: readonly number[], customers = 40): PeerSummary {
  const sketch = openSketch();
  for (const value of all) sketch.add(value);
  const figures = sketch.figures();
  if (figures === undefined) throw new Error('a sketch of values has figures');
  return { figures, customers, oldest: 7, units: { unit: 'volt', of: 'volt' } };
}
function summed(mine: Figure, summary: PeerSummary): Compared {
  return compareWithSummary({ item, mine, summary, needs: NEEDS });
}

describe('compareWithSummary', () => {
  const summary = summaryOf(values);

  it('says what the peers one by one would have said', () => {
    for (const number of [150, 186, 189.5, 190, 190.1, 191.5, 195, 201, 204, 230]) {
      const exact = compareFigures({ item, mine: volts(number), peers: values, neededPeers: 5 });
      const near = summed(volts(number), summary);
      expect([near.verdict, near.side]).toEqual([exact.verdict, exact.side]);
      if (exact.baseline.kind !== 'number' || near.baseline.kind !== 'number') throw new Error('numbers give numbers');
      expect(Math.abs((near.baseline.percentile ?? 0) - (exact.baseline.percentile ?? 0))).toBeLessThan(1);
      expect(Math.abs(near.baseline.mad - exact.baseline.mad)).toBeLessThan(0.05 * exact.baseline.mad);
      expect(near.baseline.average).toBeCloseTo(exact.baseline.average, 6);
    }
    expect(summed(volts(150), summary).because).toBe(
      '41.5 V below the median of 20000 peers (191 V), lower than all 20000 peers',
    );
  });

  it('withholds as ever, and judges no other units', () => {
    expect(summed(volts(150), summaryOf(values, 2))).toMatchObject({
      verdict: 'cannot-say',
      baseline: { kind: 'withheld', why: 'only 2 other customers' },
    });
    expect(summed(volts(150), summaryOf([1, 2, 3]))).toMatchObject({ baseline: { kind: 'too-few', n: 3 } });
    const reading = { item: 'x', value: { kind: 'number', number: 1, unit: 'sheets' }, evidence: [], at: 0 } as const;
    const sheets: Figure = { kind: 'number', number: 1, unit: 'sheets', from: [{ ...reading, evidence: [] }] };
    expect(summed(sheets, summary)).toMatchObject({ verdict: 'cannot-say', baseline: { kind: 'too-few', n: 0 } });
  });

  it('lets a stated limit win, and shows the peers beside an absent figure', () => {
    const limited: ItemDef = {
      ...item,
      compare: { as: 'value', odd: 'both', minEffect: 1, limits: { offAbove: 100, source: 'a manual' } },
    };
    expect(compareWithSummary({ item: limited, mine: volts(191), summary, needs: NEEDS })).toMatchObject({
      verdict: 'off',
      side: 'high',
    });
    const absent = summed({ kind: 'absent', why: 'no answer in time', from: [] }, summary);
    expect(absent).toMatchObject({ verdict: 'cannot-say', baseline: { kind: 'number', n: values.length } });
  });

  it('takes equal values for equal', () => {
    const same = summaryOf(Array.from({ length: 12_000 }, () => 5));
    expect(summed(volts(5), same)).toMatchObject({
      verdict: 'normal',
      baseline: { percentile: 50, same: 12_000, mad: 0 },
    });
    expect(summed(volts(5.5), same).verdict).toBe('normal');
    expect(summed(volts(7), same)).toMatchObject({ verdict: 'off', side: 'high' });
  });
});
