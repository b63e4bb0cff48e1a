import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Dossier, Fetch } from '../../src/core/dossier.ts';
import { startDemoFleet, type DemoFleet } from '../../src/demo/demo-fleet.ts';
import { loadDossier } from '../../src/flow/load-dossier.ts';
import { type Engine, openEngine } from '../../src/open-engine.ts';

/** What the simulated fleet was seeded with, and the measure an honest reading leads to first. */
const EXPECTED: Record<string, string> = {
  'worn-drum': 'replace-drum',
  'thin-toner': 'replace-toner',
  'worn-feed-rollers': 'replace-feed-rollers',
  'half-duplex-link': 'fix-duplex-mismatch',
  'toner-save': 'turn-off-toner-save',
  'density-drift': 'turn-on-auto-density',
  'heavy-coverage': 'explain-coverage',
  'weak-charge': 'raise-drum-charge',
  'worn-fuser': 'replace-fuser',
  silent: 'wake-or-power-cycle',
};

let fleet: DemoFleet;
let engine: Engine;
const dossiers = new Map<string, Dossier>();

beforeAll(async () => {
  fleet = await startDemoFleet({ peers: { deadlineSeconds: 6 } });
  const notify = { show: async () => undefined, forget: () => undefined };
  engine = await openEngine(fleet.config, notify, () => undefined);
  engine.runner.work(fleet.config.claimsAtOnce);
  const ids = new Map<string, number>();
  for (const fault of fleet.fleet.faults) {
    const result = await engine.desk.intake(
      {
        sourceKey: `test:${fault.serial}`,
        text: `serial=${fault.serial} symptom=${fault.symptom}`,
        by: 'test',
        at: Date.now(),
        origin: { via: 'terminal' },
      },
      'command',
    );
    if (result.kind !== 'claim') throw new Error(`${fault.serial}: ${JSON.stringify(result)}`);
    ids.set(fault.serial, result.claim.id);
    // A few at a time: each reads the whole model, and a device is only ever asked by one of them.
    if (ids.size % 4 === 0) await engine.runner.idle();
  }
  await engine.runner.idle();
  for (const [serial, id] of ids) {
    const dossier = await loadDossier(engine.deps, id);
    if (dossier !== undefined) dossiers.set(serial, dossier);
  }
});

afterAll(async () => {
  await engine?.close();
  await fleet?.stop();
});

function fetchOf(serial: string): Fetch {
  const fetch = dossiers.get(serial)?.fetches[0];
  if (fetch === undefined) throw new Error(`${serial} has no fetch`);
  return fetch;
}
function row(serial: string, item: string, part?: string): Comparison | undefined {
  return fetchOf(serial).comparisons.find((one) => one.item === item && one.part === part);
}
function serialOf(fault: string): string {
  return fleet.fleet.faults.find((one) => one.fault === fault)?.serial ?? '';
}

describe('a seeded fault, read over real sockets', () => {
  it('was seeded for every expectation', () => {
    const seeded = fleet.fleet.faults.map((fault) => fault.fault);
    expect(Object.keys(EXPECTED).filter((fault) => !seeded.includes(fault))).toEqual([]);
  });

  it.each(Object.entries(EXPECTED))('%s leads to %s first', (fault, measure) => {
    const fetch = fetchOf(serialOf(fault));
    expect(fetch.phase).toBe('complete');
    expect(fetch.measures.map(({ id }) => id)[0]).toBe(measure);
    expect(fetch.measures[0]?.evidence.length).toBeGreaterThan(0);
  });

  it("shows the worn drum against the average of other customers' machines", () => {
    const serial = 'SIM-3500-0042';
    expect(row(serial, 'drum.life', 'black')).toMatchObject({
      verdict: 'off',
      side: 'low',
      baseline: { kind: 'number' },
    });
    expect(row(serial, 'image.density-measured', 'black')).toMatchObject({ verdict: 'off', side: 'low' });
    expect(row(serial, 'drum.charge-setting', 'black')).toMatchObject({ verdict: 'off' });
    expect(row(serial, 'supply.toner', 'toner-black')).toMatchObject({ verdict: 'normal' });
    const { peers } = fetchOf(serial);
    expect(peers.eligible).toBeGreaterThan(40);
    expect(peers.live + peers.stored + peers.missing).toBe(peers.eligible);
  });

  it('keeps codes codes: unknown and some left are never numbers', () => {
    const levels = fetchOf('SIM-3500-0044').readings.filter((reading) => reading.item === 'supply.toner');
    expect(levels.map(({ value }) => (value.kind === 'absent' ? value.reason : value.kind)).sort()).toEqual([
      'some_left',
      'some_left',
      'unknown',
      'unknown',
    ]);
  });

  it('stops at a device that answers with another serial', () => {
    const fetch = fetchOf('SIM-3500-0051');
    expect(fetch.outcome.kind).toBe('wrong-device');
    expect(fetch.warnings[0]).toContain('SIM-3500-9951, not SIM-3500-0051');
    expect(fetch.readings.every(({ value }) => value.kind === 'absent' && value.reason === 'wrong_device')).toBe(true);
    expect(fetch.measures).toEqual([]);
  });

  it('reads what was asleep at first', () => {
    const fetch = fetchOf('SIM-3500-0023');
    expect(fetch.outcome.kind).toBe('answered');
    expect(row('SIM-3500-0023', 'network.duplex')?.figure.kind).toBe('state');
  });

  it('says what was tried at a silent device', () => {
    const fetch = fetchOf('SIM-3500-0029');
    const absent = fetch.readings.filter(({ value }) => value.kind === 'absent');
    expect(absent.length).toBeGreaterThan(5);
    for (const reading of absent) expect(reading.evidence.length, reading.item).toBeGreaterThan(0);
  });

  it('traces every figure of every dossier to a raw answer and its time', () => {
    let traced = 0;
    for (const { fetches } of dossiers.values()) {
      for (const comparison of fetches[0]?.comparisons ?? []) {
        if (comparison.figure.kind === 'absent') continue;
        expect(comparison.figure.from.length).toBeGreaterThan(0);
        for (const reading of comparison.figure.from) {
          const last = reading.evidence.at(-1);
          expect(last?.raw, comparison.item).not.toBe('');
          expect(last?.at).toBeGreaterThan(0);
          traced += 1;
        }
      }
    }
    expect(traced).toBeGreaterThan(200);
  });

  it('reads all seven item families somewhere in the fleet', () => {
    const read = new Set(
      [...dossiers.values()].flatMap(({ fetches }) =>
        (fetches[0]?.comparisons ?? []).filter(({ figure }) => figure.kind !== 'absent').map(({ item }) => item),
      ),
    );
    for (const item of [
      'copies.total',
      'copies.by-feed-stage',
      'image.density-measured',
      'exposure.setting',
      'density.auto-adjust-setting',
      'drum.charge-setting',
      'network.address',
      'network.mask',
      'network.gateway',
      'network.dns',
      'network.dhcp',
      'network.mac',
      'network.hostname',
      'network.link-speed',
      'network.duplex',
      'network.errors',
      'network.discards',
    ]) {
      expect(read, item).toContain(item);
    }
  });

  it('wrote nothing to any device', async () => {
    expect((await fleet.fleet.counts()).sets).toBe(0);
  });
});
