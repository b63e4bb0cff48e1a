import { afterEach, describe, expect, it } from 'vitest';
import { compareDevice } from '../../src/core/compare-device.ts';
import { EXACT_PEERS } from '../../src/core/compare-summary.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Device } from '../../src/core/device.ts';
import { openPeerSums, type PeerSums } from '../../src/core/peer-sums.ts';
import type { Reading } from '../../src/core/reading.ts';
import { countValue, openValues, type Tally, type TallyPart } from '../../src/core/tally.ts';
import type { Value } from '../../src/core/value.ts';
import { tallyRulesOf } from '../../src/flow/tally-rules.ts';
import { loadRules } from '../../src/rules/load.ts';
import { HOUR, openScene, said, type Scene } from './scene.ts';

const AT = 1_000 * HOUR;
const book = await loadRules();
const rules = tallyRulesOf(book);
const read = (item: string, value: Value, part?: string): Reading => ({
  item,
  ...(part === undefined ? {} : { part }),
  value,
  evidence: [],
  at: AT,
});
const num = (number: number, unit: Extract<Value, { kind: 'number' }>['unit']): Value => ({
  kind: 'number',
  number,
  unit,
});
const state = (text: string): Value => ({ kind: 'state', state: text });

/** Readings of every kind; what differs from peer to peer follows from a number. */
function readingsOf(n: number): Reading[] {
  const even = (n * 0.618_034) % 1;
  const alert =
    n % 10 === 0 ? [read('alerts.active', state('warning'), 'toner-low')] : [read('alerts.active', state('none'))];
  const unit = n % 50 === 0 ? 'sheets' : 'impressions';
  return [
    read('copies.total', num(10_000 + 90_000 * even, unit)),
    read('environment.humidity', num(40 + 10 * even ** 2, 'percent')),
    read('copies.a-day', num(100 + 400 * even, 'impressions a day')),
    read('copies.by-feed-stage', num(1000 + 800 * even, 'sheets'), 'tray-1'),
    read('copies.by-feed-stage', num(500, 'sheets'), 'tray-2'),
    read('jams.by-place', num(Math.floor(12 * even), 'count'), 'feed'),
    read('network.duplex', state(n % 100 === 0 ? 'half' : 'full')),
    read('firmware.version', { kind: 'text', text: n === 7 ? 'of Mallory' : `1.${n % 3}` }),
    read('network.hostname', { kind: 'text', text: `host-${n}` }),
    ...alert,
  ];
}
const ITEMS = [...new Set([...readingsOf(0), ...readingsOf(1)].map(({ item }) => item))];

function sumsOf(peers: readonly Tally[], out: readonly Tally[] = []): PeerSums {
  const parts = new Map<string, TallyPart>();
  for (const { customer, figures } of peers) {
    for (const figure of figures) {
      const name = JSON.stringify([figure.key, figure.units]);
      const part = parts.get(name) ?? { ...figure, values: openValues(figure.value) };
      parts.set(name, part);
      countValue(part.values, figure.value, customer, 1);
    }
  }
  return openPeerSums([...parts.values()], out, { own: 0, reports: 0 });
}
const tallyOf = (customer: string, readings: Reading[]): Tally => ({
  customer,
  state: 'active',
  figures: rules.figuresOf(readings),
});

describe('sums of very many peers', () => {
  const items = ITEMS.flatMap((id) => book.items.get(id) ?? []);
  const peers = Array.from({ length: 3000 }, (_, n) => ({ customer: `C${n % 9}`, readings: readingsOf(n) }));
  function compared(own: Reading[], sums?: PeerSums, live = peers): Comparison[] {
    return compareDevice({
      items,
      own,
      peers: live.map(({ readings }) => readings),
      whose: live.map(({ customer }) => ({ customer, cell: 0 })),
      neededPeers: 5,
      neededCustomers: 3,
      ...(sums === undefined ? {} : { sums }),
    });
  }

  it('say of every kind of item what the peers one by one say, with some of them answering live', () => {
    const gone = { customer: 'Acme', readings: readingsOf(5000) };
    const all = [...peers, gone];
    const sums = sumsOf(
      all.map(({ customer, readings }) => tallyOf(customer, readings)),
      [gone, ...peers.slice(0, 100)].map(({ customer, readings }) => tallyOf(customer, readings)),
    );
    expect(sums.read.n).toBe(2900);
    for (const n of [3, 10, 77]) {
      const own = readingsOf(n).map((one) =>
        one.item === 'environment.humidity' ? read(one.item, num(n === 77 ? 90 : 41, 'percent')) : one,
      );
      const exact = compared(own);
      const near = compared(own, sums, peers.slice(0, 100));
      const rows = (of: Comparison[]): Set<string> => new Set(of.map(({ item, part }) => `${item}/${part}`));
      expect(rows(near)).toEqual(rows(exact));
      for (const one of exact) {
        const other = near.find(({ item, part }) => item === one.item && part === one.part);
        expect([other?.verdict, other?.side, other?.baseline.kind]).toEqual([one.verdict, one.side, one.baseline.kind]);
        if (one.baseline.kind === 'states')
          expect(other?.baseline).toMatchObject({ shares: one.baseline.shares, n: 3000 });
        if (one.baseline.kind !== 'number' || other?.baseline.kind !== 'number') continue;
        expect(other.baseline.n).toBe(one.baseline.n);
        expect(other.baseline.average).toBeCloseTo(one.baseline.average, 6);
        expect(Math.abs((other.baseline.percentile ?? 0) - (one.baseline.percentile ?? 0))).toBeLessThan(1);
      }
    }
  });

  it('withhold what too few customers say, name no text of one of them, and gather no private ones', () => {
    const few = sumsOf(peers.map(({ readings }, n) => tallyOf(`C${n % 2}`, readings)));
    const humidity = compared(readingsOf(1), few, []).find(({ item }) => item === 'environment.humidity');
    expect(humidity?.baseline).toEqual({ kind: 'withheld', n: 3000, why: 'only 2 other customers' });
    const sums = sumsOf(peers.map(({ customer, readings }) => tallyOf(customer, readings)));
    const said = compared(readingsOf(1), sums, []);
    expect(JSON.stringify(said.map(({ baseline }) => baseline))).not.toMatch(/Mallory|host-/);
    expect(said.find(({ item }) => item === 'network.hostname')?.baseline).toEqual({ kind: 'not-compared' });
    expect(rules.figuresOf(readingsOf(1)).some(({ item }) => item === 'network.hostname')).toBe(false);
  });
});

describe('a claim on a model of very many devices', () => {
  let open: Scene | undefined;
  afterEach(async () => {
    await open?.close();
  });

  it('is compared with peers that are drawn until all are counted, then with all, live answers in the place of stored ones', async () => {
    const of = (serial: string, customer: string): Device => ({ serial, customer, model: 'M-1', address: '127.0.0.1' });
    const devices = Array.from({ length: EXACT_PEERS + 200 }, (_, n) => of(`P-${n}`, `Customer ${n % 7}`));
    open = await openScene({ devices: [...devices, of('C-0', 'Acme'), of('C-1', 'Acme')], live: 20 });
    const { store, fakes } = open;
    fakes.set('C-0', { values: { 'environment.humidity': 90 } });
    await store.saveReadings(
      [...devices, of('C-1', 'Acme')].map(({ serial }) => ({
        serial,
        readings: [read('environment.humidity', num(serial === 'C-1' ? 9_999 : 48, 'percent'))],
      })),
    );
    for (const { serial } of devices) fakes.set(serial, { values: { 'environment.humidity': 50 } });
    const claim = async (key: string): Promise<Scene['shown'][number]> => {
      await open?.desk.intake(said('serial=C-0 symptom=light-print', key), 'command');
      await open?.settle();
      const shown = open?.shown.at(-1);
      if (shown === undefined) throw new Error('a claim is shown');
      return shown;
    };
    const humidityOf = ({ fetches }: Scene['shown'][number]): Comparison | undefined =>
      fetches.at(-1)?.comparisons.find(({ item }) => item === 'environment.humidity');

    const first = await claim('cmd:1');
    expect(first.fetches[0]?.peers.step).toBe('Of 10000 peers drawn evenly out of 10200');
    expect(humidityOf(first)?.baseline).toMatchObject({ n: EXACT_PEERS });
    while ((await store.sumUp(rules, 1000)).left);

    const second = await claim('cmd:2');
    const counts = second.fetches[0]?.peers;
    expect(counts).toMatchObject({ eligible: EXACT_PEERS + 200, asked: 20, live: 20, customers: 7, missing: 0 });
    expect(counts?.stored).toBe(EXACT_PEERS + 180);
    expect(counts?.leftOut).toMatchObject({ claimed: 1, sameCustomer: 1 });
    expect(counts?.step).toContain('Approximate');
    const humidity = humidityOf(second);
    expect(humidity).toMatchObject({ verdict: 'off', side: 'high', baseline: { n: EXACT_PEERS + 200, p10: 48 } });
    // Twenty say 50 now in the place of 48, and so do those that were read for the first claim; nobody says 9,999.
    const { average = 0 } = humidity?.baseline.kind === 'number' ? humidity.baseline : {};
    expect(average).toBeGreaterThan(48.003);
    expect(average).toBeLessThan(48.01);

    // The first claim had drawn ones; whoever asks again has the sums, and nobody is held fast beside so many.
    await open.desk.refetch(1, 'again', 'U');
    await open.settle();
    await open.desk.refetch(1, 'own', 'U', { own: true });
    await open.settle();
    const fetches = await store.listFetches(1);
    expect(fetches.map(({ peers: { step } }) => step?.split(':')[0])).toEqual([
      'Of 10000 peers drawn evenly out of 10200',
      'Approximate',
      expect.stringContaining('Of 10000 peers drawn evenly out of 10201'),
    ]);
    expect(fetches.flatMap(({ frame }) => frame ?? [])).toEqual([]);
    const own = fetches[2]?.comparisons.find(({ item }) => item === 'environment.humidity')?.baseline;
    expect(own?.kind === 'number' && own.n).toBeLessThanOrEqual(EXACT_PEERS);
  });
});
