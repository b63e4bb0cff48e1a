import { compareDevice } from '../../core/compare-device.ts';
import type { Claim } from '../../core/claim.ts';
import type { Device } from '../../core/device.ts';
import type { Store } from '../../core/ports.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { choosePeers } from '../../flow/choose-peers.ts';
import { openPlans } from '../../flow/plan-claim.ts';
import { tallyRulesOf } from '../../flow/tally-rules.ts';
import { openDriver } from '../../store/sqlite-driver.ts';
import { type Spread, spreadOf } from './figures.ts';
import type { BenchRegistry } from './fleet-registry.ts';

const DEVICES_AT_ONCE = 500;
/** The first of a process cost half as much again, for its code is compiled as it runs; they are told apart. */
const AT_FIRST = 5;
const UNCOUNTED = { thousand: 20, large: 2 };
const DAY_MS = 86_400_000;
const PEERS: FlowDeps['peers'] = {
  live: 100,
  needed: 5,
  deadlineMs: 1000,
  standMs: 0,
  storedMaxAgeMs: 7 * DAY_MS,
  reportMaxAgeMs: 90 * DAY_MS,
};

/** What filling a store took. Units: a second on the clock, and a second of this process's CPU, which tells less of what else the machine does. */
export type Filled = { devicesPerSecond: number; readingsPerSecond: number; readingsPerCpuSecond: number };

/** Registers all devices and keeps what they said, in batches as a sweep does. What is kept is made beforehand and is not in the time. */
export async function fillStore(store: Store, registry: BenchRegistry): Promise<Filled> {
  const spent = { devices: 0, readings: 0, cpu: 0 };
  let kept = 0;
  for (let from = 0; from < registry.size; from += DEVICES_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(DEVICES_AT_ONCE, registry.size - from) }, (_, i) => from + i);
    const devices = numbers.map(registry.device);
    const saved = numbers.map(registry.readings);
    const start = performance.now();
    await store.putDevices(devices);
    const between = performance.now();
    const cpu = process.cpuUsage();
    await store.saveReadings(saved);
    const { user, system } = process.cpuUsage(cpu);
    spent.cpu += (user + system) / 1000;
    spent.readings += performance.now() - between;
    spent.devices += between - start;
    for (const { readings } of saved) kept += readings.length;
  }
  return {
    devicesPerSecond: registry.size / (spent.devices / 1000),
    readingsPerSecond: kept / (spent.readings / 1000),
    readingsPerCpuSecond: kept / (spent.cpu / 1000),
  };
}

/** Has the largest model added up. Units: devices a second. */
export async function countLarge(deps: Pick<FlowDeps, 'store' | 'book'>, registry: BenchRegistry): Promise<number> {
  const start = performance.now();
  const rules = tallyRulesOf(deps.book);
  await deps.store.startSummary(registry.device(0).model, rules);
  while ((await deps.store.sumUp(rules, 1000)).left);
  return registry.large / ((performance.now() - start) / 1000);
}

/** Comparisons with a thousand peers, the first of the process and those once it is warm, and with the largest model's. Units: milliseconds; `largePeers` behind the widest average. */
export type Compared = { atFirst: Spread; thousand: Spread; large: Spread; largePeers: number };

/** Claims on devices of both models, so many each, after some each that do not count. */
export async function compareBoth(
  deps: Pick<FlowDeps, 'store' | 'book'>,
  registry: BenchRegistry,
  runs: number,
): Promise<Compared> {
  let largePeers = 0;
  async function compareFrom(first: number, uncounted: number): Promise<number[]> {
    const times: number[] = [];
    for (let run = 0; run < runs + uncounted; run += 1) {
      const { ms, n } = await compareStored(
        { ...deps, peers: PEERS },
        registry.device(first + run),
        run + 1,
        Date.now(),
      );
      times.push(ms);
      largePeers = n;
    }
    return times;
  }
  const thousand = await compareFrom(registry.large, UNCOUNTED.thousand);
  const large = await compareFrom(0, UNCOUNTED.large);
  return {
    atFirst: spreadOf(thousand.slice(0, AT_FIRST)),
    thousand: spreadOf(thousand.slice(UNCOUNTED.thousand)),
    large: spreadOf(large.slice(UNCOUNTED.large)),
    largePeers,
  };
}

/** One claim's comparison from what is stored, its peers chosen anew. Units: milliseconds; `n` peers behind the widest average. */
async function compareStored(
  deps: Pick<FlowDeps, 'store' | 'book' | 'peers'>,
  device: Device,
  id: number,
  now: number,
): Promise<{ ms: number; n: number }> {
  const start = performance.now();
  const plan = openPlans(deps.book, ['light-print'])(device);
  const items = plan.defs.map((def) => def.id);
  const claim: Claim = {
    id,
    sourceKey: `bench:${id}`,
    serial: device.serial,
    symptoms: ['light-print'],
    words: '',
    by: 'U1',
    at: now,
    origin: { via: 'terminal' },
    status: 'open',
    handler: { kind: 'nobody', id: '' },
    events: [],
    revision: 1,
  };
  const cohort = await choosePeers(deps, claim, device, now, { items });
  const serials = cohort.eligible.map(({ serial }) => serial);
  const [[own], known] = await Promise.all([
    deps.store.latestReadings([device.serial], items, 0),
    deps.store.latestValues(serials, items, now - deps.peers.storedMaxAgeMs),
  ]);
  const comparisons = compareDevice({
    items: plan.defs,
    own: own?.readings ?? [],
    peers: known.map(({ readings }) => readings),
    whose: known.map(({ serial }) => cohort.whose.get(serial) ?? { customer: '', cell: 0 }),
    neededPeers: deps.peers.needed,
    neededCustomers: 3,
    tight: cohort.tight,
    sums: cohort.many?.sums,
  });
  const counts = comparisons.map(({ baseline }) => ('n' in baseline ? baseline.n : 0));
  return { ms: performance.now() - start, n: Math.max(...counts) };
}

/** The floor: rows of as many octets put into SQLite by one statement, in transactions of as many devices. Units: readings a second. */
export async function floorOfSqlite(path: string, devices: number, readings: number): Promise<number> {
  const driver = await openDriver(path);
  driver.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE raw (k TEXT PRIMARY KEY, a TEXT, b BLOB)',
  );
  const put = driver.prepare('INSERT INTO raw VALUES (?, ?, ?)');
  const [facts, rest] = ['x'.repeat(600), new Uint8Array(700)];
  const start = performance.now();
  for (let from = 0; from < devices; from += DEVICES_AT_ONCE) {
    driver.exec('BEGIN IMMEDIATE');
    for (let n = from; n < Math.min(from + DEVICES_AT_ONCE, devices); n += 1) put.run(`FL-${n}`, facts, rest);
    driver.exec('COMMIT');
  }
  const rate = (devices * readings) / ((performance.now() - start) / 1000);
  driver.close();
  return rate;
}
