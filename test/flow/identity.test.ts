import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { openLearntDevices } from '../../src/flow/learnt-devices.ts';
import { fleet, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
async function scene(devices: Device[] = fleet(5)): Promise<Scene> {
  const opened = await openScene({ devices });
  scenes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

async function fetchOf(open: Scene, symptom = 'light-print', key = 'cmd:1'): Promise<Fetch> {
  await open.desk.intake(said(`serial=C-0 symptom=${symptom}`, key), 'command');
  await open.settle();
  const fetch = open.shown.at(-1)?.fetches.at(-1);
  if (fetch === undefined) throw new Error('nothing was shown');
  return fetch;
}

/** What a maker's machine says that a dealer registered under a name of their own. */
const TREE = '1.3.6.1.4.1.1347';
const OWN_NAME = { values: { 'copies.total': 9000 }, saidObjectId: `${TREE}.41` };

describe('a device whose registered model no profile knows', () => {
  it("is read by its maker's profile within the same fetch, and at once from then on", async () => {
    const open = await scene();
    for (const { serial } of fleet(5)) {
      open.fakes.set(serial, { ...OWN_NAME, makerValues: { tree: TREE, values: { 'toner-save.setting': 'off' } } });
    }
    open.fakes.set('C-0', { ...OWN_NAME, makerValues: { tree: TREE, values: { 'toner-save.setting': 'on' } } });
    const first = await fetchOf(open);
    const save = first.comparisons.find(({ item }) => item === 'toner-save.setting');
    expect(save).toMatchObject({ figure: { kind: 'state', state: 'on' }, baseline: { kind: 'states', n: 5 } });
    expect(first.readings.find(({ item }) => item === 'copies.total')?.value).toMatchObject({ number: 9000 });
    expect(first.readings.filter(({ item }) => item === 'toner-save.setting')).toHaveLength(1);
    expect(open.reads).toHaveLength(12);
    await fetchOf(open, 'light-print', 'cmd:2');
    expect(open.reads).toHaveLength(18);
  });

  it('is asked once where it says nothing that tells its maker, and where another one answers', async () => {
    const open = await scene();
    open.fakes.set('C-0', { values: { 'copies.total': 1 }, saidObjectId: '1.3.6.1.4.1.99998.7' });
    open.fakes.set('P-1', { ...OWN_NAME, outcome: { kind: 'wrong-device', said: 'X' } });
    await fetchOf(open);
    expect(open.reads.toSorted()).toEqual(['C-0', 'P-1', 'P-2', 'P-3', 'P-4', 'P-5']);
  });

  it('is read by the profile of the model that it says itself', async () => {
    const open = await scene();
    open.fakes.set('C-0', { values: {}, saidModel: 'Brother HL-L8260CDW series' });
    await fetchOf(open);
    const asked = open.requests.filter(({ device }) => device.serial === 'C-0').map(({ manners }) => manners);
    expect(asked).toEqual([{}, expect.objectContaining({ bulk: false, objects: 10 })]);
  });
});

describe('a device of a known model', () => {
  it('is asked once, with the manners of its profile, whatever its sysObjectID', async () => {
    const devices = fleet(5).map((device) => ({ ...device, model: 'Brother HL-L8260CDW' }));
    const open = await scene(devices);
    for (const { serial } of devices) open.fakes.set(serial, OWN_NAME);
    await fetchOf(open);
    expect(open.reads).toHaveLength(6);
    expect(open.requests.every(({ manners }) => manners?.bulk === false)).toBe(true);
  });

  it('has peers and no warning whichever way its model is written', async () => {
    const names = ['Canon iR-ADV C5535 III', 'CANON iR-ADV C5535 III 16.12', 'canon ir-adv c5535 iii'];
    const open = await scene(fleet(5).map((device, n) => ({ ...device, model: names[n % 3] ?? '' })));
    for (const { serial } of fleet(5)) {
      open.fakes.set(serial, { values: { 'copies.total': 9000 }, saidModel: 'iR-ADV C5535 III 19.43' });
    }
    const { peers, warnings } = await fetchOf(open);
    expect(peers).toMatchObject({ eligible: 5, live: 5 });
    expect(warnings).toEqual([]);
  });

  it('is warned of where it calls itself another model, by name and not by firmware', async () => {
    const open = await scene(fleet(5).map((device) => ({ ...device, model: 'MP C3002' })));
    open.fakes.set('C-0', { values: {}, saidModel: 'RICOH MP C3003 1.02' });
    expect((await fetchOf(open)).warnings).toEqual([
      'The registry says MP C3002, the device calls itself RICOH MP C3003. It was compared with MP C3002.',
    ]);
  });
});

describe('a device that lets nothing be read', () => {
  it('is not called silent, and no measure follows from what is missing', async () => {
    const open = await scene();
    const refused = { kind: 'refused', said: 'SNMP: no credential "site-9" is configured' } as const;
    open.fakes.set('C-0', { outcome: refused });
    const fetch = await fetchOf(open, 'offline');
    expect(fetch.outcome).toEqual(refused);
    expect(fetch.warnings).toEqual(['Nothing could be read from C-0: SNMP: no credential "site-9" is configured.']);
    expect(fetch.measures).toEqual([]);
  });
});

describe('what devices said of themselves', () => {
  it('is kept for the latest ones, and for those who said anything', () => {
    const learnt = openLearntDevices(2);
    const learn = (serial: string, saidObjectId?: string): unknown =>
      learnt.learn({ serial, outcome: { kind: 'answered' }, readings: [], ...(saidObjectId ? { saidObjectId } : {}) });
    expect(learn('A')).toBeUndefined();
    for (const serial of ['A', 'B', 'A', 'C']) learn(serial, `1.3.${serial}`);
    expect(['A', 'B', 'C'].map((serial) => learnt.of(serial)?.sysObjectID)).toEqual(['1.3.A', undefined, '1.3.C']);
  });
});
