import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_BELL } from '../../src/core/bell.ts';
import { type Rung, rungBy } from '../../src/core/bell-state.ts';
import type { Claim } from '../../src/core/claim.ts';
import type { Device } from '../../src/core/device.ts';
import { BELL_ROUND, startBells } from '../../src/flow/start-bells.ts';
import { HOUR, openScene, type Scene } from './scene.ts';
import { openStepQueue, type StepQueue } from './sweep-scene.ts';

const DAY = 24 * HOUR;
let open: Scene;
let queue: StepQueue;
let said = 0;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await open.close();
});

/** Forty devices of a model at eight customers, every fourth of one lot. */
const DEVICES = Array.from({ length: 40 }, (_, n): Device => ({
  serial: `F-${n}`,
  model: n === 39 ? 'M-2' : 'M-1',
  customer: `Customer ${n % 8}`,
  address: '127.0.0.1',
  ...(n % 4 === 0 ? { tags: ['lot: 2026-03', 'lobby'] } : {}),
}));

async function scene(): Promise<void> {
  open = await openScene({ devices: DEVICES });
  open.now.ms = 400 * DAY;
  said = 0;
  // The desk is at work for long; claims of now must not be read by anybody.
  await claim(39, 300 * DAY, 'noise');
}
function start(): number[] {
  const poked: number[] = [];
  queue = openStepQueue(open);
  const settings = { queue, runner: { poke: (id: number) => void poked.push(id) }, rule: DEFAULT_BELL };
  running.push(startBells(open.deps, { ...settings, to: 'CDESK', desks: ['CDESK'] }));
  return poked;
}
async function claim(
  device: number,
  agoMs: number,
  symptoms: string | string[] = 'light-print',
  channel = 'CDESK',
): Promise<number> {
  said += 1;
  const { claim } = await open.store.addClaim({
    sourceKey: `k${said}`,
    serial: `F-${device}`,
    symptoms: [symptoms].flat(),
    words: '',
    by: 'UBEN',
    at: open.now.ms - agoMs,
    origin: { via: 'command', channel },
    handler: { kind: 'nobody', id: '' },
  });
  return claim.id;
}
async function bells(): Promise<Rung[]> {
  return (await open.store.listRung(9)).flatMap((one) => rungBy(one) ?? []);
}
async function claimOf(id: number): Promise<Claim> {
  const found = await open.store.getClaim(id);
  if (found === undefined) throw new Error('the claim is there');
  return found;
}
async function later(ms = 60_000): Promise<void> {
  open.now.ms += ms;
  await queue.step();
}

describe('the bell of a desk', () => {
  it('rings once, gathers what comes after, and tells the claims that are read by the desk alone', async () => {
    await scene();
    const poked = start();
    await queue.step();
    const ids: number[] = [];
    for (const [n, device] of [1, 2, 3, 5, 6].entries()) {
      ids.push(await claim(device, 0, 'light-print', n === 1 ? 'CCUSTOMER' : 'CDESK'));
      await later(DAY);
    }
    const [rung, ...none] = await bells();
    expect(none).toEqual([]);
    expect(rung).toMatchObject({ to: 'CDESK', bell: { kind: 'model', model: 'M1', symptom: 'light-print' } });
    expect(poked).toContain(rung?.claim);
    ids.push(await claim(7, 0), await claim(9, 0));
    await later();
    const [grown] = await bells();
    expect(grown?.claims).toEqual(expect.arrayContaining(ids.slice(-3)));
    expect(grown?.claim).toBe(rung?.claim);
    for (const id of grown?.claims ?? []) {
      const isDesk = id !== ids[1];
      expect((await claimOf(id)).events.filter(({ under }) => under === rung?.claim)).toHaveLength(isDesk ? 1 : 0);
    }
    const before = (await claimOf(rung!.claim)).events.length;
    await later();
    await later();
    expect((await claimOf(rung!.claim)).events).toHaveLength(before);
  });

  it('is rung by who was started anew as it was before, and never twice', async () => {
    await scene();
    const ids = [];
    for (const device of [1, 2, 3, 5, 6, 7]) ids.push(await claim(device, (9 - device) * HOUR));
    start();
    await queue.step();
    const [first] = await bells();
    expect(first?.claims).toEqual(ids);
    for (const each of running.splice(0)) await each.stop();
    start();
    await queue.step();
    await claim(10, 0);
    await later();
    const [again, ...none] = await bells();
    expect(none).toEqual([]);
    expect(again?.claims).toHaveLength(ids.length + 1);
  });

  it('is of the lot where those of the lot alone complain, and gathers no others', async () => {
    await scene();
    const ids = [];
    for (const device of [0, 4, 8, 12, 16, 20]) ids.push(await claim(device, (24 - device) * HOUR));
    start();
    await queue.step();
    expect(await bells()).toMatchObject([{ bell: { kind: 'lot', value: '2026-03' }, claims: ids }]);
    const [same, other] = [await claim(24, 0), await claim(25, 0)];
    await later();
    const [rung] = await bells();
    expect(rung?.claims).toContain(same);
    expect(rung?.claims).not.toContain(other);
  });

  it('is silent while it is muted, counts afresh once it was answered, and is answered once', async () => {
    await scene();
    for (const device of [1, 2, 3, 5, 6, 7]) await claim(device, (9 - device) * HOUR);
    start();
    await queue.step();
    const [rung] = await bells();
    const id = rung!.claim;
    await open.desk.answerBell(id, 'UBEN', 'bell-muted');
    await open.desk.answerBell(id, 'UCARLA', 'bell-resolved');
    expect((await bells())[0]?.end).toMatchObject({ what: 'bell-muted', by: 'UBEN', until: open.now.ms + 30 * DAY });
    for (const device of [9, 10, 11, 13]) await claim(device, 0);
    await later();
    expect(await bells()).toHaveLength(1);
    expect((await bells())[0]?.claims).toEqual(rung?.claims);
    await later(31 * DAY);
    for (const device of [14, 15, 17]) await claim(device, 0);
    await later();
    expect(await bells()).toHaveLength(1);
    for (const device of [18, 19, 21, 22, 23, 25, 26, 27, 29]) {
      await claim(device, 0);
      await later(HOUR);
    }
    expect(await bells()).toHaveLength(2);
    expect(await open.desk.answerBell(1, 'UBEN', 'bell-muted')).toBeUndefined();
  });

  it('rings for nobody where one customer complains, or the store was away for a while', async () => {
    await scene();
    start();
    await queue.step();
    for (const device of [0, 8, 16, 24, 32]) await claim(device, 0, 'jam-feed');
    await later();
    expect(await bells()).toEqual([]);
    const away = { isOn: true };
    const { store } = open;
    const listRung = (limit: number): Promise<Claim[]> =>
      away.isOn ? Promise.reject(new Error('the store is away')) : store.listRung(limit);
    for (const each of running.splice(0)) await each.stop();
    open.deps.store = { ...store, listRung };
    start();
    for (const device of [1, 2, 3, 5, 6, 7]) await claim(device, 0);
    await later().catch(() => undefined);
    away.isOn = false;
    await queue.put([{ kind: BELL_ROUND, key: 'next', body: null }]);
    await later();
    await later();
    expect(await bells()).toHaveLength(1);
  });

  it('knows the past whole or not at all, though the store was away while it was read', async () => {
    await scene();
    // An everyday complaint: three in two weeks are usual.
    for (let n = 0; n < 40; n += 1) await claim(n % 39, (10 + 5 * n) * DAY);
    const away = { isOn: true };
    const { store } = open;
    const getDevice = (serial: string): Promise<Device | undefined> =>
      away.isOn ? Promise.reject(new Error('the store is away')) : store.getDevice(serial);
    open.deps.store = { ...store, getDevice };
    start();
    await queue.step().catch(() => undefined);
    away.isOn = false;
    await queue.put([{ kind: BELL_ROUND, key: 'next', body: null }]);
    await later();
    for (const device of [1, 2, 3]) await claim(device, 0);
    await later();
    expect(await bells()).toEqual([]);
  });

  it('tells every claim it gathered, though the store was away in between', async () => {
    await scene();
    const { store } = open;
    let away = 1;
    const changeClaim: typeof store.changeClaim = (id, change) => {
      if (change.event?.under !== undefined && away > 0) {
        away -= 1;
        return Promise.reject(new Error('the store is away'));
      }
      return store.changeClaim(id, change);
    };
    open.deps.store = { ...store, changeClaim };
    start();
    await queue.step();
    const ids: number[] = [];
    for (const device of [1, 2, 3, 5, 6, 7]) ids.push(await claim(device, 0));
    await later().catch(() => undefined);
    await queue.put([{ kind: BELL_ROUND, key: 'next', body: null }]);
    await later();
    await later();
    const [rung] = await bells();
    const told = await Promise.all(
      ids.map(async (id) => (await claimOf(id)).events.some(({ under }) => under === rung?.claim)),
    );
    expect([away, rung?.claims.toSorted((a, b) => a - b), told]).toEqual([0, ids, ids.map(() => true)]);
  });

  it('belongs to the lot that rang, and another rings for the rest of the model, of which the lot is no part', async () => {
    await scene();
    for (const device of [0, 4, 8, 12, 16, 20]) await claim(device, (24 - device) * HOUR);
    start();
    await queue.step();
    // One of the rest is no epidemic, though with the lot they are many.
    const first = await claim(1, 0);
    await later();
    expect(await bells()).toMatchObject([{ bell: { kind: 'lot' } }]);
    const ids = [first];
    for (const device of [2, 3, 5, 6, 7, 9]) ids.push(await claim(device, 0));
    await later();
    const [ofModel, ofLot] = await bells();
    expect([ofModel?.bell.kind, ofLot?.bell.kind]).toEqual(['model', 'lot']);
    expect(ids).toEqual(expect.arrayContaining(ofModel?.claims ?? []));
    const [lot, other] = [await claim(24, 0), await claim(10, 0)];
    await later();
    const [model, grown] = await bells();
    expect([grown?.claims.includes(lot), model?.claims.includes(lot)]).toEqual([true, false]);
    expect([grown?.claims.includes(other), model?.claims.includes(other)]).toEqual([false, true]);
  });

  it('belongs to a bell for each of its symptoms, and one that is held silences no other', async () => {
    await scene();
    for (const device of [1, 2, 3, 5, 6, 7]) await claim(device, 0);
    start();
    await queue.step();
    const ids: number[] = [];
    for (const device of [9, 10, 11, 13, 14, 15]) {
      ids.push(await claim(device, 0, ['light-print', 'jam-feed']));
      await later(HOUR);
    }
    const [jams, light] = await bells();
    expect([jams?.bell.symptom, light?.bell.symptom]).toEqual(['jam-feed', 'light-print']);
    expect(light?.claims).toEqual(expect.arrayContaining(ids));
    expect(jams?.claims).toEqual(ids);
    const both = (await claimOf(ids.at(-1)!)).events.flatMap(({ under }) => under ?? []);
    expect(new Set(both)).toEqual(new Set([light?.claim, jams?.claim]));
    const events = async (): Promise<number[]> => Promise.all(ids.map(async (id) => (await claimOf(id)).events.length));
    const before = await events();
    for (const each of running.splice(0)) await each.stop();
    start();
    await queue.step();
    expect([await events(), (await bells()).length]).toEqual([before, 2]);
  });

  it('counts no device that is retired, among those that complain or before', async () => {
    await scene();
    for (const device of [1, 2, 3, 5, 6, 7]) await claim(device, (9 - device) * HOUR);
    await open.store.putDevices(DEVICES.slice(1, 7).map((device) => ({ ...device, state: 'retired' as const })));
    start();
    await queue.step();
    expect(await bells()).toEqual([]);
    await open.store.putDevices(DEVICES.slice(1, 7).map((device) => ({ ...device, state: undefined })));
    for (const each of running.splice(0)) await each.stop();
    start();
    await queue.step();
    expect((await bells())[0]?.claims).toHaveLength(6);
  });

  it('believes the registry as it is now: whose the devices are that complain', async () => {
    await scene();
    start();
    await queue.step();
    // They are of one customer, and the model is looked up for it.
    for (const device of [1, 9, 17]) await claim(device, 0);
    await later();
    const [moves] = DEVICES.slice(2, 3);
    await open.store.putDevices([{ ...moves!, customer: 'Customer 1' }]);
    await claim(2, 0);
    await later();
    expect(await bells()).toEqual([]);
    await open.store.putDevices([moves!]);
    await claim(25, 0);
    await later();
    expect((await bells())[0]?.bell).toMatchObject({ customers: 2, devices: 5 });
  });
});
