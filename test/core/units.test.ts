import { describe, expect, it } from 'vitest';
import { compareDevice } from '../../src/core/compare-device.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import type { ItemDef } from '../../src/core/item.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Unit } from '../../src/core/value.ts';
import { averageInWords, figureInWords } from '../../src/core/words.ts';

const base = { kind: 'number', because: 'x', source: 'x' } as const;
const copies: ItemDef = {
  ...base,
  id: 'copies.total',
  title: 'Copies in total',
  unit: 'impressions',
  compare: { as: 'none', why: 'a lifetime total' },
};
const jams: ItemDef = {
  ...base,
  id: 'jams.by-place',
  title: 'Jams',
  unit: 'count',
  compare: {
    as: 'rate',
    per: 'copies.total',
    times: 10_000,
    unit: 'per 10,000 impressions',
    odd: 'high',
    minEffect: 1,
    limits: { offAbove: 4, source: 'a manual' },
  },
};
const trays: ItemDef = {
  ...base,
  id: 'copies.by-feed-stage',
  title: 'Copies by feed stage',
  unit: 'sheets',
  parts: 'paper feed stage',
  compare: { as: 'share', odd: 'both', minEffect: 10 },
};

function reading(item: string, number: number, unit: Unit, part?: string): Reading {
  return {
    item,
    value: { kind: 'number', number, unit },
    evidence: [],
    at: 1,
    ...(part === undefined ? {} : { part }),
  };
}
function device(total: number, unit: Unit, jammed: number): Reading[] {
  return [reading('copies.total', total, unit), reading('jams.by-place', jammed, 'count')];
}
function rows(own: Reading[], peers: Reading[][]): Record<string, Comparison | undefined> {
  const compared = compareDevice({ items: [copies, jams, trays], own, peers, neededPeers: 5 });
  return Object.fromEntries(
    compared.map((row) => [row.part === undefined ? row.item : `${row.item}/${row.part}`, row]),
  );
}

const impressions = (n: number): Reading[][] => Array.from({ length: n }, () => device(10_000, 'impressions', 2));
const sheets = (n: number): Reading[][] => Array.from({ length: n }, () => device(10_000, 'sheets', 8));

describe('figures of different units', () => {
  it('are never averaged: peers that count otherwise are left out, and counted in words', () => {
    const row = rows(device(20_000, 'impressions', 4), [...impressions(6), ...sheets(3)])['copies.total'];
    expect(row?.baseline).toMatchObject({ kind: 'number', average: 10_000, n: 6, unit: 'impressions' });
    expect(row?.because).toBe('a lifetime total; left out: 3 peers that count in sheets');
  });

  it('withhold a verdict where too few peers count alike', () => {
    const row = rows(device(20_000, 'sheets', 4), [...impressions(6), ...sheets(1)])['jams.by-place'];
    expect(row).toMatchObject({ verdict: 'cannot-say', baseline: { kind: 'too-few', n: 1 } });
    expect(row?.because).toMatch(/^only 1 peer has a value; 5 are needed; left out: 6 peers that count per 10,000 imp/);
  });

  it('give a rate the unit of what it is divided by, and no limit that is stated in another', () => {
    const row = rows(device(10_000, 'sheets', 9), [...impressions(6), ...sheets(5)])['jams.by-place'];
    expect(row?.figure).toMatchObject({ number: 9, unit: 'per 10,000 sheets' });
    expect(row && figureInWords(row.figure)).toBe('9 per 10,000 sheets');
    expect(row && averageInWords(row.baseline)).toBe('8 per 10,000 sheets (n 5)');
    expect(row?.because).not.toContain('limit');
    const stated = rows(device(10_000, 'impressions', 9), impressions(6))['jams.by-place'];
    expect(stated?.because).toContain('above the limit of 4 per 10,000 impressions');
  });

  it('keep shares of sheets and shares of impressions apart, and a share within one unit', () => {
    const fed = (unit: Unit, one: number): Reading[] => [
      reading('copies.by-feed-stage', one, unit, 'tray-1'),
      reading('copies.by-feed-stage', 100 - one, unit, 'tray-2'),
    ];
    const peers = [...Array.from({ length: 5 }, () => fed('sheets', 40)), fed('impressions', 90)];
    const row = rows(fed('sheets', 50), peers)['copies.by-feed-stage/tray-1'];
    expect(row?.baseline).toMatchObject({ average: 40, n: 5, unit: 'percent' });
    expect(row?.because).toContain('left out: 1 peer that counts in impressions');
    const [first] = fed('sheets', 50);
    const mixed = rows([...(first ? [first] : []), ...fed('impressions', 50).slice(1)], peers);
    expect(mixed['copies.by-feed-stage/tray-1']?.figure).toMatchObject({
      kind: 'absent',
      why: 'no share: some parts count sheets, others impressions',
    });
  });

  it('show what most peers say beside an absent figure, in their unit', () => {
    const absent: Reading = { item: 'copies.total', value: { kind: 'absent', reason: 'timeout' }, evidence: [], at: 1 };
    const row = rows([absent], [...impressions(2), ...sheets(5)])['copies.total'];
    expect(row?.baseline).toMatchObject({ n: 5, unit: 'sheets' });
    expect(row?.because).toBe('no answer in time');
  });
});
