import type { Store } from '../../core/ports.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { tallyRulesOf } from '../../flow/tally-rules.ts';
import { openDriver } from '../../store/sqlite-driver.ts';
import type { BenchRegistry } from './fleet-registry.ts';

const DEVICES_AT_ONCE = 500;
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
