import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/ports.ts';
import { openScene, type Scene } from './scene.ts';
import { fleetOf, letAnswer, settingsOf, sweepOnce } from './sweep-scene.ts';

const scenes: Scene[] = [];
async function sceneOf(
  ...given: Parameters<typeof fleetOf>
): Promise<{ scene: Scene; devices: ReturnType<typeof fleetOf> }> {
  const devices = fleetOf(...given);
  const scene = await openScene({ devices });
  scenes.push(scene);
  letAnswer(scene, devices);
  return { scene, devices };
}
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

/** Devices of the scene wait until they are let go; how many wait at a time is written down. */
function holdReads(scene: Scene, keyOf: (serial: string) => string): { most: Map<string, number> } {
  const most = new Map<string, number>();
  const now = new Map<string, number>();
  const read = scene.deps.reader.read.bind(scene.deps.reader);
  scene.deps.reader.read = async (request) => {
    const key = keyOf(request.device.serial);
    now.set(key, (now.get(key) ?? 0) + 1);
    most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0));
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await read(request);
    now.set(key, (now.get(key) ?? 1) - 1);
    return answer;
  };
  return { most };
}

describe('a sweep', () => {
  it('reads every device once, keeps what it says and that it answered', async () => {
    const { scene, devices } = await sceneOf(450);
    expect(await sweepOnce(scene, devices)).toEqual({ read: 450, silent: 0, refused: 0, wrongDevice: 0, unasked: 0 });
    expect(scene.reads.toSorted()).toEqual(devices.map(({ serial }) => serial));
    const serials = devices.map(({ serial }) => serial);
    const kept = await scene.store.latestReadings(serials, ['copies.total'], 0);
    expect(kept).toHaveLength(450);
    expect(kept[7]?.readings[0]?.value).toEqual({ kind: 'number', number: 1007, unit: 'impressions' });
    const learnt = await scene.store.listLearnt(serials);
    expect(learnt.every((each) => each?.answeredAt === scene.now.ms)).toBe(true);
  });

  it('keeps the store free of one write a device', async () => {
    const { scene, devices } = await sceneOf(1000);
    const writes = { readings: 0, learnt: 0 };
    const store: Store = {
      ...scene.store,
      saveReadings: (saved) => {
        writes.readings += 1;
        return scene.store.saveReadings(saved);
      },
      learnDevices: (sightings) => {
        writes.learnt += 1;
        return scene.store.learnDevices(sightings);
      },
    };
    await sweepOnce(scene, devices, { store });
    expect(writes.readings).toBeLessThanOrEqual(6);
    expect(writes.learnt).toBeLessThanOrEqual(6);
  });

  it('tells who was silent, who refused and where another device answered, and keeps nothing of those', async () => {
    const { scene, devices } = await sceneOf(40);
    for (const [n, { serial }] of devices.entries()) {
      if (n % 4 === 1) scene.fakes.set(serial, { outcome: { kind: 'silent', tried: 'SNMP' } });
      if (n % 4 === 2) scene.fakes.set(serial, { outcome: { kind: 'refused', said: 'no access' } });
      if (n % 4 === 3)
        scene.fakes.set(serial, { values: { 'copies.total': 9 }, outcome: { kind: 'wrong-device', said: 'F-00000' } });
    }
    expect(await sweepOnce(scene, devices)).toEqual({ read: 10, silent: 10, refused: 10, wrongDevice: 10, unasked: 0 });
    const serials = devices.map(({ serial }) => serial);
    const kept = await scene.store.latestReadings(serials, ['copies.total'], 0);
    expect(kept.map(({ serial }) => serial)).toEqual(serials.filter((_, n) => n % 4 === 0));
    const learnt = await scene.store.listLearnt(serials);
    expect(learnt.slice(0, 4)).toMatchObject([
      { answeredAt: scene.now.ms, seenAt: { address: '127.0.0.39' } },
      { silentAt: scene.now.ms, silences: 1 },
      { refusedAt: scene.now.ms, silences: 0 },
      { otherAt: { serial: 'F-00000' } },
    ]);
  });

  it('asks no more devices of a site at once than it may, nor more of all sites', async () => {
    const { scene, devices } = await sceneOf(300, (n) => ({
      site: n % 3 === 0 ? 'Kyoto' : `Site ${n % 5}`,
      customer: 'Acme',
    }));
    const sites = new Map(devices.map(({ serial, site }) => [serial, site ?? '']));
    const bySite = holdReads(scene, (serial) => sites.get(serial) ?? '');
    const all = holdReads(scene, () => 'all');
    const settings = settingsOf({ atOnce: 15, atOncePerSite: 3, sites: [{ site: 'kyoto', atOnce: 1 }] });
    expect(await sweepOnce(scene, devices, { settings })).toMatchObject({ read: 300 });
    expect(Object.fromEntries(bySite.most)).toEqual({
      Kyoto: 1,
      'Site 0': 3,
      'Site 1': 3,
      'Site 2': 3,
      'Site 3': 3,
      'Site 4': 3,
    });
    expect(all.most.get('all')).toBe(15);
  });

  it('is not held up by devices that say nothing', async () => {
    const { scene, devices } = await sceneOf(100);
    let release: () => void = () => undefined;
    const waitFor = new Promise<void>((resolve) => {
      release = resolve;
    });
    const outcome = { kind: 'silent' as const, tried: 'SNMP' };
    for (const { serial } of devices.slice(0, 12)) scene.fakes.set(serial, { outcome, waitFor });
    const sweeping = sweepOnce(scene, devices, { settings: settingsOf({ atOnce: 4, atOncePerSite: 400 }) });
    while (scene.reads.length < 100) {
      scene.now.ms += 200;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    release();
    expect(await sweeping).toMatchObject({ read: 88, silent: 12 });
  });

  it('waits a shorter time for what was silent before, and leaves the print port alone', async () => {
    const { scene, devices } = await sceneOf(2);
    await scene.store.learnDevices([{ serial: 'F-00001', kind: 'silent', at: 1 }]);
    await sweepOnce(scene, devices);
    const [first, second] = scene.requests.toSorted((a, b) => b.deadlineMs - a.deadlineMs);
    expect(first?.device.serial).toBe('F-00000');
    expect(second?.deadlineMs).toBeLessThan((first?.deadlineMs ?? 0) / 2);
    expect(first?.asks.length).toBeGreaterThan(20);
    expect(JSON.stringify(first?.asks)).not.toContain('"pjl"');
    expect(first?.asks).toBe(second?.asks);
  });

  it('that is stopped keeps what was read whole, asks nobody else, and counts no silence of who was broken off', async () => {
    const { scene, devices } = await sceneOf(600);
    const stop = new AbortController();
    const read = scene.deps.reader.read.bind(scene.deps.reader);
    scene.deps.reader.read = async (request) => {
      if (scene.reads.length >= 300) stop.abort();
      await new Promise((resolve) => setImmediate(resolve));
      const answer = await read(request);
      return request.signal?.aborted === true
        ? { ...answer, outcome: { kind: 'silent', tried: 'broken off' } }
        : answer;
    };
    const counts = await sweepOnce(scene, devices, {
      signal: stop.signal,
      settings: settingsOf({ atOncePerSite: 10 }),
    });
    expect(counts.read).toBeGreaterThan(200);
    expect(counts.silent).toBe(0);
    expect(scene.reads.length).toBeLessThan(400);
    const learnt = await scene.store.listLearnt(devices.map(({ serial }) => serial));
    expect(learnt.filter((each) => each?.answeredAt !== undefined)).toHaveLength(counts.read);
    expect(learnt.filter((each) => each?.silentAt !== undefined)).toEqual([]);
  });

  it('waits for a store that is down for a while, and loses nothing', async () => {
    const { scene, devices } = await sceneOf(500);
    let tries = 0;
    const store: Store = {
      ...scene.store,
      saveReadings(saved) {
        tries += 1;
        return tries > 1 && tries < 5
          ? Promise.reject(new AppError('store_failed', 'the store is down'))
          : scene.store.saveReadings(saved);
      },
    };
    expect(await sweepOnce(scene, devices, { store })).toMatchObject({ read: 500 });
    expect(scene.reads).toHaveLength(500);
    const serials = devices.map(({ serial }) => serial);
    expect(await scene.store.latestReadings(serials, ['copies.total'], 0)).toHaveLength(500);
  });

  it('ends with the fault of a store that stays down, and asks no more devices meanwhile than memory is meant for', async () => {
    const { scene, devices } = await sceneOf(4000);
    const down = new AppError('store_failed', 'the store is down');
    const store: Store = { ...scene.store, saveReadings: () => Promise.reject(down) };
    await expect(sweepOnce(scene, devices, { store })).rejects.toBe(down);
    expect(scene.reads.length).toBeLessThan(2500);
    const learnt = await scene.store.listLearnt(devices.map(({ serial }) => serial));
    expect(learnt.every((each) => each === undefined)).toBe(true);
  });
});
