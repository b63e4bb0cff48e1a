import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDevice } from '../../src/core/compare-device.ts';
import { figuresOf } from '../../src/core/figures.ts';
import type { ItemDef } from '../../src/core/item.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Unit, Value } from '../../src/core/value.ts';

const copies: ItemDef = {
  id: 'copies.total',
  title: 'Copies in total',
  kind: 'number',
  unit: 'impressions',
  compare: { as: 'none', why: 'a lifetime total' },
  because: 'x',
  source: 'x',
};
const jams: ItemDef = {
  ...copies,
  id: 'jams.by-place',
  unit: 'count',
  parts: 'place',
  compare: {
    as: 'rate',
    per: 'copies.total',
    times: 10_000,
    unit: 'per 10,000 impressions',
    odd: 'high',
    minEffect: 1,
  },
};
const trays: ItemDef = {
  ...copies,
  id: 'copies.by-feed-stage',
  unit: 'sheets',
  parts: 'paper feed stage',
  compare: { as: 'share', odd: 'both', minEffect: 10 },
};

function reading(item: string, value: Value | number, part?: string, unit: Unit = 'count'): Reading {
  return {
    item,
    ...(part === undefined ? {} : { part }),
    value: typeof value === 'number' ? { kind: 'number', number: value, unit } : value,
    evidence: [],
    at: 1,
  };
}
function figure(item: ItemDef, part: string | undefined, readings: Reading[]): unknown {
  return figuresOf(item, readings).find((one) => one.reading.part === part)?.figure;
}

describe('figuresOf', () => {
  it('turns a lifetime total into a rate and keeps both readings as its source', () => {
    const readings = [reading('copies.total', 50_000), reading('jams.by-place', 25, 'fuser')];
    expect(figure(jams, 'fuser', readings)).toEqual({
      kind: 'number',
      number: 5,
      unit: 'per 10,000 impressions',
      from: [readings[1], readings[0]],
    });
  });

  it('gives no rate, and says so, when the other half is missing or zero', () => {
    expect(figure(jams, 'fuser', [reading('jams.by-place', 25, 'fuser')])).toMatchObject({
      why: 'no rate: copies.total could not be read',
    });
    const none = [reading('copies.total', 0), reading('jams.by-place', 25, 'fuser')];
    expect(figure(jams, 'fuser', none)).toMatchObject({ kind: 'absent', why: 'no rate: copies.total is 0' });
  });

  it('makes shares of all trays, or none when one tray is unknown', () => {
    const known = [reading(trays.id, 30, 'tray-1'), reading(trays.id, 90, 'tray-2')];
    expect(figure(trays, 'tray-2', known)).toMatchObject({ number: 75, unit: 'percent' });
    const unknown = [...known, reading(trays.id, { kind: 'absent', reason: 'unknown' }, 'tray-3')];
    expect(figure(trays, 'tray-2', unknown)).toMatchObject({
      kind: 'absent',
      why: 'no share: tray-3 could not be read',
    });
  });
});

describe('compareDevice', () => {
  const peer = (fuserJams: number): Reading[] => [
    reading('copies.total', 10_000),
    reading('jams.by-place', fuserJams, 'fuser'),
    reading('jams.by-place', 2, 'exit'),
  ];
  const peers = [1, 1, 2, 2, 2, 3, 3].map(peer);

  it('puts the oddest row first', () => {
    const own = [
      reading('copies.total', 10_000),
      reading('jams.by-place', 2, 'exit'),
      reading('jams.by-place', 30, 'fuser'),
    ];
    const rows = compareDevice({ items: [copies, jams], own, peers, neededPeers: 5 });
    expect(rows.map((row) => [row.part, row.verdict])).toEqual([
      ['fuser', 'off'],
      ['exit', 'normal'],
      [undefined, 'cannot-say'],
    ]);
  });

  it('shows what the peers say part by part when the device said nothing', () => {
    const own = [reading('jams.by-place', { kind: 'absent', reason: 'timeout' })];
    const rows = compareDevice({ items: [jams], own, peers, neededPeers: 5 });
    expect(rows.map((row) => [row.part, row.verdict, row.baseline.kind])).toEqual([
      ['exit', 'cannot-say', 'number'],
      ['fuser', 'cannot-say', 'number'],
    ]);
  });

  it('counts a peer without an alert as none, and one with another alert as not none', () => {
    const alerts: ItemDef = { ...copies, id: 'alerts.active', kind: 'state', parts: 'alert', compare: { as: 'state' } };
    const state = (value: string, part?: string): Reading => reading(alerts.id, { kind: 'state', state: value }, part);
    const quiet = Array.from({ length: 8 }, () => [state('none')]);
    const loud = [[state('warning', 'alert-9')], [state('critical', 'alert-7')]];
    const shares = (own: Reading[]): unknown =>
      compareDevice({ items: [alerts], own, peers: [...quiet, ...loud], neededPeers: 5 })[0]?.baseline;
    expect(shares([state('warning', 'alert-9')])).toMatchObject({
      n: 10,
      shares: [
        { state: 'none', n: 9 },
        { state: 'warning', n: 1 },
      ],
    });
    expect(shares([state('none')])).toMatchObject({ n: 10, shares: [{ state: 'none', n: 8 }, {}, {}] });
  });

  it('does not depend on the order of the peers, nor on which of them says what', () => {
    const peerArb = fc.record({
      jammed: fc.nat(9),
      total: fc.integer({ min: 0, max: 20_000 }),
      alert: fc.constantFrom('none', 'warning', undefined),
      customer: fc.constantFrom('a', 'b', 'c', 'd'),
    });
    const alerts: ItemDef = { ...copies, id: 'alerts.active', kind: 'state', compare: { as: 'state' } };
    const own = [reading('copies.total', 9000), reading('jams.by-place', 7, 'fuser')];
    fc.assert(
      fc.property(fc.array(peerArb, { maxLength: 25 }), (all) => {
        const compared = (some: typeof all): unknown =>
          compareDevice({
            items: [copies, jams, alerts],
            own: [...own, reading(alerts.id, { kind: 'state', state: 'none' })],
            peers: some.map(({ jammed, total, alert }) => [
              reading('copies.total', total),
              reading('jams.by-place', jammed, 'fuser'),
              ...(alert === undefined ? [] : [reading(alerts.id, { kind: 'state', state: alert })]),
            ]),
            whose: some.map(({ customer }) => ({ customer, cell: 0 })),
            neededPeers: 5,
            neededCustomers: 3,
          });
        expect(compared(all.toReversed())).toEqual(compared(all));
      }),
    );
  });
});
