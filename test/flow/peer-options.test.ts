import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { HOUR, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const open of scenes.splice(0)) await open.close();
});

const CUSTOMERS = ['a', 'b', 'c'];
const device = (serial: string, over: Partial<Device> = {}): Device => ({
  serial,
  customer: 'Acme',
  model: 'SIM-3500',
  address: '127.0.0.1',
  tags: ['region:north'],
  ...over,
});
/** The claimed device and one more of its customer; six peers in the north that say 40, six in the south that say 60, six of the other model that say 80. */
const DEVICES = [
  device('MINE'),
  device('OURS'),
  ...[1, 2, 3, 4, 5, 6].flatMap((n) => {
    const customer = CUSTOMERS[n % 3] ?? 'a';
    return [
      device(`NORTH-${n}`, { customer }),
      device(`SOUTH-${n}`, { customer, tags: ['region:south'] }),
      device(`OTHER-${n}`, { customer, model: 'SIM-9100', tags: [] }),
    ];
  }),
];

async function sceneOf(): Promise<Scene> {
  const open = await openScene({ devices: DEVICES });
  scenes.push(open);
  for (const { serial } of DEVICES) {
    const humidity = serial.startsWith('SOUTH') ? 60 : serial.startsWith('OTHER') ? 80 : 40;
    open.fakes.set(serial, { values: { 'environment.humidity': humidity } });
  }
  return open;
}

async function answered(open: Scene): Promise<Fetch> {
  await open.settle();
  const fetch = open.shown.at(-1)?.fetches.at(-1);
  if (fetch === undefined) throw new Error('a claim is shown');
  return fetch;
}

function humidityOf(fetch: Fetch): unknown {
  const baseline = fetch.comparisons.find(({ item }) => item === 'environment.humidity')?.baseline;
  return baseline?.kind === 'number' ? [baseline.average, baseline.n, baseline.own] : baseline?.kind;
}

describe('how the peers are chosen', () => {
  it('is said with the claim or at a fetch, and each fetch keeps its own', async () => {
    const open = await sceneOf();
    await open.desk.intake(said('serial=MINE symptom=light-print tighten=region,firmware'), 'command');
    const first = await answered(open);
    expect(humidityOf(first)).toEqual([40, 6, undefined]);
    expect(first.peers).toMatchObject({ cohort: 'same region', eligible: 6, customers: 3 });
    expect(first.peers.step).toBe(
      'Narrowed to the same region. Not narrowed to the same firmware: it is not known of this device',
    );
    const id = open.shown.at(-1)?.claim.id ?? 0;
    const press = async (key: string, options?: Parameters<Scene['desk']['refetch']>[3]): Promise<Fetch> => {
      await open.desk.refetch(id, key, 'UEVE', options);
      return answered(open);
    };
    expect(humidityOf(await press('again'))).toEqual([40, 6, undefined]);
    const all = await press('all', {});
    expect([humidityOf(all), all.peers.cohort]).toEqual([[50, 12, undefined], 'all of the model']);
    expect(all.peers.offered).toEqual([
      { by: 'region', devices: 6 },
      { by: 'family', devices: 6 },
      { by: 'own', devices: 1 },
    ]);
    const wide = await press('wide', { widen: true });
    expect([humidityOf(wide), wide.peers.step]).toEqual([[60, 18, undefined], 'Widened to the engine family']);
    const own = await press('own', { own: true });
    expect([humidityOf(own), own.peers]).toMatchObject([
      [640 / 13, 13, 1],
      { own: 1, customers: 3, cohort: 'own devices too' },
    ]);
    expect((await open.store.listFetches(id)).map(({ by, options }) => [by, options])).toEqual([
      ['UBEN', { tighten: ['firmware', 'region'] }],
      ['UEVE', { tighten: ['firmware', 'region'] }],
      ['UEVE', {}],
      ['UEVE', { widen: true }],
      ['UEVE', { own: true }],
    ]);
  });

  it('is not lost while another fetch is going on', async () => {
    const open = await sceneOf();
    const taken = await open.desk.intake(said('serial=MINE symptom=light-print'), 'command');
    if (taken.kind !== 'claim') throw new Error('a claim is taken in');
    await open.desk.refetch(taken.claim.id, 'press', 'UEVE', { widen: true });
    expect((await answered(open)).peers.cohort).toBe('engine family');
    expect(open.shown.at(-1)?.fetches).toHaveLength(2);
  });

  it('leaves out devices not heard of lately, and asks those never heard of', async () => {
    const open = await sceneOf();
    open.deps.peers.staleMs = 30 * 24 * HOUR;
    const seen = (serial: string, at: number): Promise<void> =>
      open.store.learnDevices([{ serial, kind: 'answered', at, address: '127.0.0.1' }]);
    await seen('SOUTH-1', open.now.ms - 31 * 24 * HOUR);
    await seen('SOUTH-2', open.now.ms - 29 * 24 * HOUR);
    await open.desk.intake(said('serial=MINE symptom=light-print'), 'command');
    const fetch = await answered(open);
    expect(fetch.peers).toMatchObject({ eligible: 11, live: 11, leftOut: { stale: 1 } });
    expect(open.reads).not.toContain('SOUTH-1');
  });

  it('keeps who stood behind the first fetch, live or as last known, and takes in nobody alone', async () => {
    const open = await sceneOf();
    open.fakes.set('SOUTH-6', { outcome: { kind: 'silent', tried: 'SNMP' } });
    const taken = await open.desk.intake(said('serial=MINE symptom=light-print'), 'command');
    if (taken.kind !== 'claim') throw new Error('a claim is taken in');
    expect(humidityOf(await answered(open))).toEqual([(6 * 40 + 5 * 60) / 11, 11, undefined]);
    open.fakes.set('SOUTH-6', { values: { 'environment.humidity': 1000 } });
    open.fakes.set('SOUTH-5', { outcome: { kind: 'silent', tried: 'SNMP' } });
    await open.store.putDevices([device('NORTH-1', { customer: 'b', state: 'retired' })]);
    open.now.ms += 1000 * HOUR;
    await open.desk.refetch(taken.claim.id, 'press', 'UEVE');
    const second = await answered(open);
    expect(humidityOf(second)).toEqual([(6 * 40 + 5 * 60) / 11, 11, undefined]);
    expect(second.peers).toMatchObject({ kept: 1, late: 1, leftOut: { retired: 1 } });
    const baseline = second.comparisons.find(({ item }) => item === 'environment.humidity')?.baseline;
    expect(baseline?.kind === 'number' ? baseline.oldest : 0).toBe(open.now.ms - 1000 * HOUR);
  });
});
