import { describe, expect, it } from 'vitest';
import { readOption, readOptions, writeOptions } from '../../src/core/cohort-options.ts';
import { peerFactsOf } from '../../src/core/peer-facts-of.ts';
import type { Reading } from '../../src/core/reading.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T00:00:00Z');
const number = (item: string, value: number, unit: 'impressions' | 'sheets' | 'count', part?: string): Reading => ({
  item,
  ...(part === undefined ? {} : { part }),
  value: { kind: 'number', number: value, unit },
  evidence: [],
  at: NOW,
});

describe('options', () => {
  it('come back as they were written', () => {
    for (const text of ['', 'tighten=firmware,region', 'widen=yes', 'tighten=volume,colour widen=yes own=yes']) {
      expect(writeOptions(readOptions(text) ?? { own: true })).toBe(text);
    }
    for (const text of ['tighten=shoes', 'fly=yes', 'widen=maybe', 'tighten=', 'x'])
      expect(readOptions(text)).toBeUndefined();
  });

  it('that are not understood name what can be said, and leave what was understood', () => {
    expect(readOption('tighten', 'Color,shoes')).toEqual({
      options: { tighten: ['colour'] },
      problems: ['"shoes" is nothing to tighten by; it can be firmware, volume, region, colour.'],
    });
    expect(readOption('widen', 'perhaps').problems).toEqual(['widen is yes or no, not "perhaps".']);
    expect(readOption('own', 'no')).toEqual({ options: {}, problems: [] });
  });
});

describe('what is known of a device', () => {
  it('is its firmware as learnt, its region and how it is used', () => {
    const device = { tags: ['leased', 'Region: North ', 'installed=2026-01-01'] };
    const facts = peerFactsOf(device, { silences: 0, firmware: '2.1' }, [
      number('copies.total', 3_260_000, 'impressions'),
      number('toner.cartridges-used', 6, 'count', 'toner-black'),
      number('toner.cartridges-used', 1, 'count', 'toner-cyan'),
      number('toner.cartridges-used', 1, 'count', 'toner-magenta'),
    ]);
    expect(facts).toMatchObject({ firmware: '2.1', region: 'north', colourShare: 25 });
    expect(facts.monthlyVolume).toBeCloseTo(3_260_000 / (326 / (365.2425 / 12)), 3);
  });

  it('is unknown where it is not told, too young, or counts something else, and never 0', () => {
    const total = number('copies.total', 100, 'impressions');
    const unknown = { firmware: undefined, region: undefined, monthlyVolume: undefined, colourShare: undefined };
    expect(peerFactsOf({}, undefined, [total])).toMatchObject(unknown);
    for (const installed of ['soon', '2026-11', '2027-01-01', '']) {
      expect(peerFactsOf({ tags: [`installed:${installed}`] }, undefined, [total])).toMatchObject(unknown);
    }
    const sheets = number('copies.total', 100, 'sheets');
    expect(peerFactsOf({ tags: ['installed:2020-01'] }, undefined, [sheets])).toMatchObject(unknown);
    const old = { ...total, at: NOW - 3000 * DAY };
    expect(peerFactsOf({ tags: ['installed:2020-01'] }, undefined, [old])).toMatchObject(unknown);
    expect(peerFactsOf({}, undefined, [number('toner.cartridges-used', 0, 'count', 'toner-black')])).toMatchObject(
      unknown,
    );
  });
});
