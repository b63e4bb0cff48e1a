import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { sweepNow, type SweepReport, type SweepWish } from '../../src/cli/sweep-now.ts';
import { sweepText } from '../../src/cli/sweep-text.ts';
import type { Store } from '../../src/core/ports.ts';
import type { Value } from '../../src/core/value.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import { openStore } from '../../src/open-store.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const ALL: SweepWish = { isDueOnly: false };

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function fleetOf(devices: number, more: object = {}): Promise<DemoFleet> {
  const fleet = { quirks: false, devices: { 'SIM-1200': devices }, latencyMs: 0, ...more };
  const demo = await startDemoFleet({ fleet });
  open.push(() => demo.stop());
  return demo;
}
function sweep({ config }: DemoFleet, wish: Partial<SweepWish> = {}): Promise<SweepReport> {
  return sweepNow(config, { ...ALL, ...wish }, { signal: new AbortController().signal });
}
async function inStore<T>({ config }: DemoFleet, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(config);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

type Ran = { code: number | null; signal: string | null; out: string; err: string };

/** Runs the command as shipped; `meanwhile` may interrupt it. */
async function run(
  demo: DemoFleet,
  args: string[],
  meanwhile?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>,
): Promise<Ran> {
  const child = spawn(process.execPath, [cli, 'sweep', '--config', demo.file, ...args], {
    env: { PATH: process.env['PATH'], ...demo.env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes) => (said.out += String(bytes)));
  child.stderr.on('data', (bytes) => (said.err += String(bytes)));
  const exited = once(child, 'close');
  await meanwhile?.((signal) => child.kill(signal));
  await exited;
  return { code: child.exitCode, signal: child.signalCode, ...said };
}

describe('sweep', () => {
  it('reads simulated devices over real sockets, keeps all they say, and tells what is not as it was', async () => {
    const demo = await fleetOf(12);
    expect(await sweep(demo)).toMatchObject({ of: 12, read: 12, silent: 0, changed: 0, changes: [], isStopped: false });
    const [first, second] = demo.fleet.devices.map(({ serial }) => serial);
    if (first === undefined || second === undefined) throw new Error('the fleet is empty');
    await inStore(demo, async (store) => {
      const [kept] = await store.latestReadings([first], ['firmware.version', 'copies.total', 'toner-save.setting'], 0);
      expect(kept?.readings.length).toBeGreaterThan(1);
      const at = Date.now();
      const evidence = [{ protocol: 'snmp' as const, place: '1.3', raw: 'x', at, tookMs: 1 }];
      const older = (value: Value): Value => {
        if (value.kind === 'number') return { ...value, number: value.number - 7 };
        if (value.kind === 'text') return { kind: 'text', text: 'old\u001b[2J' };
        return value.kind === 'state' ? { kind: 'state', state: 'other' } : value;
      };
      const readings = kept?.readings.map(({ item, value }) => ({ item, at, evidence, value: older(value) })) ?? [];
      await store.saveReadings([{ serial: first, readings }]);
      await store.learnDevices([{ serial: second, kind: 'answered', at, address: '127.9.9.9', model: 'Another' }]);
    });
    const again = await sweep(demo);
    expect(again).toMatchObject({ read: 12, changed: 2 });
    const changed = new Map(again.changes.map((change) => [change.serial, change]));
    const items = changed.get(first)?.items ?? [];
    expect(items.length).toBeGreaterThan(0);
    expect(items.map(({ item }) => item)).not.toContain('copies.total');
    expect(changed.get(second)?.facts.map(({ what, before }) => [what, before])).toEqual([
      ['model', 'Another'],
      ['address', '127.9.9.9'],
    ]);
    const text = sweepText(again, false);
    expect(text).toContain('12 read, 0 silent, 0 refused, 0 are other devices, 2 changed');
    expect(text).toContain('address: 127.9.9.9 -> ');
    expect(text).not.toContain('\u001b');
  });

  it('reads those that are wished for, never what people took out, and by --due-only nothing that was just read', async () => {
    const demo = await fleetOf(6);
    const serials = demo.fleet.devices.map(({ serial }) => serial);
    const [first, second] = demo.fleet.devices;
    if (first === undefined || second === undefined) throw new Error('the fleet is empty');
    await inStore(demo, (store) =>
      store.putDevices([
        { ...first, state: 'retired' },
        { ...second, assetTag: 'T-9' },
      ]),
    );
    expect(await sweep(demo, { serials: ['t 9'] })).toMatchObject({ of: 1, read: 1 });
    expect(await sweep(demo, { isDueOnly: true })).toMatchObject({ of: 4, read: 4 });
    expect(await sweep(demo, { isDueOnly: true })).toMatchObject({ of: 0, read: 0, perSecond: 0 });
    expect(await sweep(demo, { customer: second.customer.toUpperCase(), model: 'sim-12' })).toMatchObject({
      of: demo.fleet.devices.slice(1).filter(({ customer }) => customer === second.customer).length,
    });
    await expect(sweep(demo, { serials: [serials[0] ?? ''] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(sweep(demo, { serials: ['nobody'] })).rejects.toThrow('Nothing was read.\nNo device goes by nobody.');
    await expect(sweep(demo, { model: 'no such' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('goes through a fleet of which half is silent', async () => {
    const demo = await fleetOf(20, { deadPerHundred: 50 });
    const report = await sweep(demo, { atOnce: 40 });
    expect(report).toMatchObject({ of: 20, read: 10, silent: 10 });
    const learnt = await inStore(demo, (store) => store.listLearnt(demo.fleet.devices.map(({ serial }) => serial)));
    expect(learnt.filter((each) => each?.silences === 0)).toHaveLength(10);
    expect(learnt.filter((each) => each?.silences === 1)).toHaveLength(10);
  });

  it('as a command prints JSON, and ends with 2 where nothing fits', async () => {
    const demo = await fleetOf(3);
    const { code, out } = await run(demo, ['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ of: 3, read: 3, isStopped: false });
    const none = await run(demo, ['--site', 'nowhere']);
    expect(none).toMatchObject({ code: 2, err: 'claimscope: No device fits that could be read.\n' });
  });

  it('that is interrupted tells what was done and keeps it; that is killed leaves the rest to the next, which reads nobody again', async () => {
    const demo = await fleetOf(120, { latencyMs: 60 });
    const serials = demo.fleet.devices.map(({ serial }) => serial);
    const kept = (): Promise<number> =>
      inStore(demo, async (store) => (await store.listLearnt(serials)).filter((each) => each !== undefined).length);
    const untilKept = async (least: number): Promise<void> => {
      while ((await kept()) < least) await sleep(50);
    };
    const stopped = await run(demo, ['--json', '--at-once', '4'], async (kill) => {
      await untilKept(1);
      kill('SIGINT');
    });
    expect(stopped.code).toBe(1);
    const report: SweepReport = JSON.parse(stopped.out);
    expect(report).toMatchObject({ isStopped: true, of: 120 });
    expect(await kept()).toBe(report.read);
    const killed = await run(demo, ['--due-only', '--at-once', '4'], async (kill) => {
      await untilKept(report.read + 1);
      kill('SIGKILL');
    });
    expect(killed.signal).toBe('SIGKILL');
    const before = await kept();
    expect(before).toBeGreaterThan(report.read);
    expect(before).toBeLessThan(120);
    const last = await run(demo, ['--due-only', '--json', '--at-once', '100']);
    expect(JSON.parse(last.out)).toMatchObject({ of: 120 - before, read: 120 - before, isStopped: false });
    expect(await kept()).toBe(120);
  });
});
