import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Queue } from '../../src/core/ports.ts';
import { startSweeps, type Sweeps } from '../../src/flow/start-sweeps.ts';
import { openSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { HOUR, openScene, said, type Scene } from './scene.ts';
import { fleetOf, letAnswer, openStepQueue, settingsOf, type StepQueue } from './sweep-scene.ts';

type Stage = { scene: Scene; queue: StepQueue; devices: Device[]; sweeps: Sweeps };

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function sceneOf(devices: Device[]): Promise<Scene> {
  const scene = await openScene({ devices });
  open.push(() => scene.close());
  letAnswer(scene, devices);
  return scene;
}
async function stageOf(devices: Device[], written: object, before?: (scene: Scene) => Promise<void>): Promise<Stage> {
  const scene = await sceneOf(devices);
  await before?.(scene);
  const queue = openStepQueue(scene);
  return { scene, queue, devices, sweeps: startSweeps(scene.deps, queue, settingsOf(written)) };
}
async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries += 1) {
    if (tries > 4000) throw new Error(`never: ${String(what)}`);
    await sleep(5);
  }
}

describe('sweeps that go on by themselves', () => {
  it('read what was never read at once, in batches, and then nothing before its time', async () => {
    const devices = fleetOf(1500, (n) => (n % 50 === 0 ? { state: 'retired' } : {}));
    const { scene, queue } = await stageOf(devices, { atOncePerSite: 100 });
    await queue.step();
    expect(scene.reads).toHaveLength(1470);
    const ranges = new Set(queue.jobs.filter(({ kind }) => kind === 'sweep-range').map(({ key }) => key));
    expect(ranges.size).toBeGreaterThan(1);
    expect(ranges.size).toBeLessThan(30);
    scene.now.ms += HOUR / 2;
    await queue.step();
    expect(scene.reads).toHaveLength(1470);
  });

  it('read each device once an interval, spread over the day, and its model as often as its own rule says', async () => {
    const devices = fleetOf(120, (n) => (n < 12 ? { tags: ['lobby'] } : {}));
    const { scene, queue } = await stageOf(devices, { intervals: [{ tag: 'lobby', every: '6h' }] });
    // What it says is of no matter here, and making it up takes time.
    scene.deps.reader.read = async ({ device: { serial } }) => {
      scene.reads.push(serial);
      return { serial, outcome: { kind: 'answered' }, readings: [] };
    };
    await queue.step();
    const readAt = new Map<string, number[]>();
    const hours = Array.from({ length: 84 }, () => 0);
    for (const [hour] of hours.entries()) {
      for (let step = 0; step < 15; step += 1) {
        scene.reads.length = 0;
        scene.now.ms += HOUR / 15;
        await queue.step();
        for (const serial of scene.reads) readAt.set(serial, [...(readAt.get(serial) ?? []), scene.now.ms]);
        hours[hour] = (hours[hour] ?? 0) + scene.reads.length;
      }
    }
    for (const [serial, times] of readAt) {
      const everyMs = serial < 'F-00012' ? 6 * HOUR : 24 * HOUR;
      const gaps = times.slice(1).map((at, n) => at - (times[n] ?? 0));
      expect(gaps.length).toBeGreaterThanOrEqual((60 * HOUR) / everyMs - 1);
      for (const gap of gaps) expect(Math.abs(gap - everyMs)).toBeLessThanOrEqual(HOUR / 2);
    }
    expect(readAt.size).toBe(120);
    // 4 or 5 devices an hour and 2 of the lobby.
    expect(Math.max(...hours)).toBeLessThan(20);
  });

  it('put the devices of a model with an open claim first, and do not let them wait for their moment', async () => {
    const devices = fleetOf(60, (n) => ({ model: n % 6 === 0 ? 'M-7' : 'M-1' }));
    const { scene, queue } = await stageOf(devices, { atOnce: 1 }, async ({ store, now, desk, settle, reads }) => {
      const at = now.ms - 13 * HOUR;
      await store.learnDevices(devices.map(({ serial, address }) => ({ serial, kind: 'answered', at, address })));
      const claim = await desk.intake(said('serial=F-00003 symptom=light-print'), 'command');
      expect(claim).toMatchObject({ kind: 'claim' });
      await settle();
      await store.changeClaim(1, { status: 'resolved', event: { at, by: 'U', what: 'resolved' } });
      expect(await desk.intake(said('serial=F-00006 symptom=light-print', 'cmd:2'), 'command')).toMatchObject({
        kind: 'claim',
      });
      await settle();
      reads.length = 0;
    });
    scene.now.ms += 12.5 * HOUR;
    await queue.step();
    const models = scene.reads.map((read) => devices.find(({ serial }) => serial === read)?.model);
    expect(models.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'M-7'));
    expect(models.slice(10)).not.toContain('M-7');
    expect(models.length).toBeLessThan(60);
  });

  it('leave sites alone in their quiet hours, and come back after them', async () => {
    const devices = fleetOf(40, (n) => ({ site: n % 2 === 0 ? 'Tokyo' : 'Bonn' }));
    // The scene begins at 16:00 UTC, which is one in the morning in Tokyo.
    const sites = [{ site: 'Tokyo', timeZone: 'Asia/Tokyo', quiet: ['22:00-06:00'] }];
    const { scene, queue } = await stageOf(devices, { sites });
    for (let minutes = 0; minutes < 300; minutes += 10) {
      await queue.step();
      expect(scene.reads.toSorted()).toEqual(devices.filter((_, n) => n % 2 === 1).map(({ serial }) => serial));
      scene.now.ms += HOUR / 6;
    }
    scene.now.ms += HOUR / 2;
    await queue.step();
    expect(new Set(scene.reads).size).toBe(40);
  });

  it('find a device that is added between two looks, without asking another one again', async () => {
    const { scene, queue } = await stageOf(fleetOf(300), {});
    await queue.step();
    const [added] = fleetOf(1);
    if (added === undefined) throw new Error('the fleet is empty');
    await scene.store.putDevices([{ ...added, serial: 'F-00150-B' }]);
    scene.now.ms += HOUR / 2;
    scene.reads.length = 0;
    await queue.step();
    expect(scene.reads).toEqual(['F-00150-B']);
  });

  it('begin when the queue is back that was down at the start', async () => {
    const scene = await sceneOf(fleetOf(5));
    const queue = openStepQueue(scene);
    const put = queue.put.bind(queue);
    let tries = 0;
    queue.put = (jobs) => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error('down')) : put(jobs);
    };
    startSweeps(scene.deps, queue, settingsOf());
    await until(() => tries === 3);
    await queue.step();
    expect(scene.reads).toHaveLength(5);
  });
});

describe('sweeps over a queue on disk', () => {
  async function queueAt(path: string, scene: Scene): Promise<Queue> {
    const queue = await openSqliteQueue({ path, leaseMs: 5_000, onTrouble: () => undefined, now: () => scene.now.ms });
    open.push(() => queue.close());
    return queue;
  }
  function file(): string {
    return join(mkdtempSync(join(tmpdir(), 'claimscope-sweeps-')), 'queue.db');
  }

  it('of two processes read no device twice', async () => {
    const path = file();
    const scene = await sceneOf(fleetOf(4000));
    const byProcess = [0, 0];
    for (const process of [0, 1]) {
      const queue = await queueAt(path, scene);
      const reader: Scene['deps']['reader'] = {
        ...scene.deps.reader,
        async read(request) {
          byProcess[process] = (byProcess[process] ?? 0) + 1;
          await sleep(1);
          return { serial: request.device.serial, outcome: { kind: 'answered' }, readings: [] };
        },
      };
      const sweeps = startSweeps({ ...scene.deps, reader }, queue, settingsOf({ atOncePerSite: 100, atOnce: 16 }));
      open.push(() => sweeps.stop());
    }
    await until(() => byProcess[0] !== undefined && byProcess.reduce((sum, count) => sum + count) >= 4000);
    await sleep(500);
    expect(byProcess.reduce((sum, count) => sum + count)).toBe(4000);
    expect(Math.min(...byProcess)).toBeGreaterThan(500);
  });

  it('that are stopped in the middle hand the rest back, and the next process goes on where they stopped', async () => {
    const path = file();
    const scene = await sceneOf(fleetOf(900));
    const read = scene.deps.reader.read.bind(scene.deps.reader);
    scene.deps.reader.read = async (request) => {
      await sleep(1);
      return read(request);
    };
    const settings = settingsOf({ atOnce: 20 });
    const sweeps = startSweeps(scene.deps, await queueAt(path, scene), settings);
    await until(() => scene.reads.length > 200);
    await sweeps.stop();
    const done = scene.reads.length;
    expect(done).toBeLessThan(900);
    const next = startSweeps(scene.deps, await queueAt(path, scene), settings);
    open.push(() => next.stop());
    await until(() => new Set(scene.reads).size === 900);
    // Those that were being asked when it stopped are asked again.
    expect(scene.reads.length).toBeLessThanOrEqual(900 + 20);
  });
});
