import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '../../src/core/device.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import type { Incoming } from '../../src/core/intake.ts';
import type { DeviceAnswer, Notify, Reader, ReadRequest, Store } from '../../src/core/ports.ts';
import type { Reading } from '../../src/core/reading.ts';
import { type ClaimRunner, openClaimRunner } from '../../src/flow/claim-runner.ts';
import type { FlowDeps } from '../../src/flow/flow-deps.ts';
import { openDesk } from '../../src/flow/open-desk.ts';
import { loadRules } from '../../src/rules/load.ts';
import { openSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

/** What a fake device does when it is read: readings at once, or after it was released, or one of the failures. */
export type FakeDevice = {
  values?: Record<string, number | string>;
  outcome?: DeviceAnswer['outcome'];
  /** Items it has and does not tell in time, though it answers. */
  late?: string[];
  /** Values it gives only to who asks for objects of its maker. */
  makerValues?: { tree: string; values: Record<string, number | string> };
  saidModel?: string;
  saidObjectId?: string;
  waitFor?: Promise<unknown>;
};

export const HOUR = 3_600_000;

/** The serials of a little fleet: the claimed device is C-0 of customer Acme, its peers P-1.. of others. */
export function fleet(peers: number): Device[] {
  const device = (serial: string, customer: string): Device => ({
    serial,
    customer,
    model: 'M-1',
    address: '127.0.0.1',
  });
  return [
    device('C-0', 'Acme'),
    ...Array.from({ length: peers }, (_, index) => device(`P-${index + 1}`, `Customer ${index % 4}`)),
  ];
}

function readingsOf(request: ReadRequest, fake: FakeDevice, at: number): Reading[] {
  return request.asks.map((ask): Reading => {
    const { tree, values } = fake.makerValues ?? {};
    const isAsked = tree !== undefined && JSON.stringify(ask.places).includes(`"${tree}.`);
    const said = (isAsked ? values?.[ask.item] : undefined) ?? fake.values?.[ask.item];
    const evidence = [
      { protocol: 'snmp' as const, place: '1.3.6.1', raw: String(said ?? 'noSuchObject'), at, tookMs: 1 },
    ];
    if (typeof said === 'number') {
      return { item: ask.item, value: { kind: 'number', number: said, unit: ask.unit ?? 'count' }, evidence, at };
    }
    if (typeof said === 'string') return { item: ask.item, value: { kind: 'state', state: said }, evidence, at };
    const isLate = fake.outcome?.kind === 'silent' || fake.late?.includes(ask.item) === true;
    const reason = isLate ? 'timeout' : 'unsupported';
    return { item: ask.item, value: { kind: 'absent', reason }, evidence, at };
  });
}

export type Scene = {
  deps: FlowDeps;
  store: Store;
  runner: ClaimRunner;
  desk: ReturnType<typeof openDesk>;
  fakes: Map<string, FakeDevice>;
  reads: string[];
  requests: ReadRequest[];
  shown: Dossier[];
  path: string;
  now: { ms: number };
  /** Makes the next showings fail, as a Slack that is down does. */
  failShows: (times: number) => void;
  settle: () => Promise<void>;
  close: () => Promise<void>;
};

/** Flow over a real store, with fake devices and a fake Slack. A device without a fake is silent, as a real one would be. */
export async function openScene(options: { devices?: Device[]; path?: string; live?: number } = {}): Promise<Scene> {
  const path = options.path ?? join(mkdtempSync(join(tmpdir(), 'claimscope-flow-')), 'store.db');
  const store = await openSqliteStore({ path });
  await store.putDevices(options.devices ?? fleet(8));
  const fakes = new Map<string, FakeDevice>();
  const reads: string[] = [];
  const requests: ReadRequest[] = [];
  const shown: Dossier[] = [];
  const now = { ms: 1_000 * HOUR };
  let failing = 0;
  const reader: Reader = {
    async read(request) {
      const { serial } = request.device;
      reads.push(serial);
      requests.push(request);
      const fake = fakes.get(serial) ?? { outcome: { kind: 'silent', tried: 'SNMP, 4 requests' } };
      await fake.waitFor;
      const outcome = fake.outcome ?? { kind: 'answered' };
      const readings = readingsOf(request, fake, now.ms);
      const { saidModel, saidObjectId } = fake;
      return {
        serial,
        outcome,
        ...(saidModel === undefined ? {} : { saidModel }),
        ...(saidObjectId === undefined ? {} : { saidObjectId }),
        readings,
      };
    },
    close: async () => undefined,
  };
  const notify: Notify = {
    async show(dossier) {
      if (failing > 0) {
        failing -= 1;
        throw new Error('slack is down');
      }
      shown.push(structuredClone(dossier));
    },
    forget: () => undefined,
  };
  const deps: FlowDeps = {
    store,
    reader,
    notify,
    book: await loadRules(),
    routes: [{ symptom: 'light-print', handler: { kind: 'user', id: 'UAIKO' } }],
    peers: {
      live: options.live ?? 100,
      needed: 5,
      deadlineMs: 1000,
      standMs: 0,
      storedMaxAgeMs: 24 * HOUR,
      reportMaxAgeMs: 240 * HOUR,
    },
    clock: () => now.ms,
    running: new Map(),
    // Pauses are cut short: tests wait for what happens, not for time.
    wait: async (ms, signal) => {
      await sleep(Math.min(ms, 5), undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
    log: () => undefined,
  };
  const queue = await openSqliteQueue({
    path: ':memory:',
    leaseMs: 10_000,
    onTrouble: () => undefined,
    pauses: { first: 5, most: 5 },
  });
  const runner = openClaimRunner(deps, queue);
  runner.work(4);
  return {
    deps,
    store,
    runner,
    desk: openDesk(deps, runner),
    fakes,
    reads,
    requests,
    shown,
    path,
    now,
    failShows(times) {
      failing = times;
    },
    settle: () => runner.idle(),
    async close() {
      await runner.stop();
      await queue.close();
      await store.close();
    },
  };
}

/** A command as the door hands it in. */
export function said(text: string, key = 'cmd:1'): Incoming {
  return { sourceKey: key, text, by: 'UBEN', at: 1_000 * HOUR, origin: { via: 'command', channel: 'C1' } };
}
