import { describe, expect, it } from 'vitest';
import { simulatedPast } from '../../../src/demo/fleet/past-story.ts';
import { makeRoster } from '../../../src/demo/fleet/roster.ts';
import { wishOf } from '../../../src/demo/fleet/wish.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

describe('the simulated past', () => {
  const { machines } = makeRoster(wishOf({}));
  const past = simulatedPast(machines, NOW, 1);

  it('is of the machines to which something happened, a reading a day until yesterday', () => {
    expect(past.map(({ serial }) => serial)).toEqual(['SIM-3500-0019', 'SIM-3500-0042']);
    for (const { readings } of past) {
      expect(Math.max(...readings.map(({ at }) => at))).toBe(NOW - DAY);
      expect(Math.min(...readings.map(({ at }) => at))).toBe(NOW - 40 * DAY);
    }
  });

  it('says of each reading that it was read from nothing', () => {
    const raws = past.flatMap(({ readings }) => readings.flatMap(({ evidence }) => evidence.map(({ raw }) => raw)));
    expect(new Set(raws)).toEqual(new Set(['simulated history, read from nothing']));
    expect(raws).toHaveLength(past.flatMap(({ readings }) => readings).length);
  });

  it('leads to what the machine says now, and counts no page that is not printed yet', () => {
    const [, worn] = past;
    const [machine] = machines.filter(({ serial }) => serial === 'SIM-3500-0042');
    const of = (item: string, part?: string): number[] =>
      (worn?.readings ?? [])
        .filter((reading) => reading.item === item && reading.part === part)
        .map(({ value }) => (value.kind === 'number' ? value.number : Number.NaN));
    expect(of('image.density-measured', 'black').at(0)).toBeCloseTo(2.31, 1);
    expect(of('image.density-measured', 'black').at(-1)).toBeCloseTo(machine?.service.density.black ?? 0, 1);
    const pages = of('copies.total');
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    expect(pages.at(-1)).toBeLessThan(machine?.impressions ?? 0);
  });

  it('is empty for a fleet without them', () => {
    expect(simulatedPast(makeRoster(wishOf({ devices: { 'SIM-1200': 3 } })).machines, NOW, 1)).toEqual([]);
  });
});
