import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { columns, type Spread, spreadOf } from './figures.ts';
import { type BotFigures, runBot } from './fleet-bot.ts';
import { fillRedis } from './fleet-redis.ts';
import { benchRegistry, type BenchRegistry } from './fleet-registry.ts';
import { compareStored, countLarge, type Filled, fillStore, floorOfSqlite } from './fleet-store.ts';

/** What the bench of the fleet is told. */
export type FleetBenchOptions = { devices: number; models: number; runs: number; asJson: boolean };

/** What a registry of one size came to. Units: as the names say; `bytes` octets on disk a device. */
type SizeRow = {
  devices: number;
  put: number;
  ingest: number;
  ingestCpu: number;
  counted: number;
  bytes: number;
  thousand: Spread;
  large: Spread;
  largePeers: number;
} & BotFigures;

const SIZES = [10_000, 100_000, 1_000_000];
const DAY_MS = 86_400_000;
const FLOOR_DEVICES = 20_000;
const READINGS = 30;

/** Measures what a fleet of many devices costs: taking it in, comparing with it, starting beside it; and prints it with the floor. */
export async function benchFleet({ devices, models, runs, asJson }: FleetBenchOptions): Promise<void> {
  const say = (line: string): void => {
    if (!asJson) process.stdout.write(`${line}\n`);
  };
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-fleet-'));
  const machine = `${hostname()}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  say(`${devices} devices of ${models} models, ${READINGS} readings each; ${machine}`);
  try {
    const floor = await floorOfSqlite(join(dir, 'floor.db'), Math.min(FLOOR_DEVICES, devices), READINGS);
    say(`floor: ${per(floor)} readings a second as bare rows of SQLite`);
    const sizes = [...SIZES.filter((size) => size < devices), devices];
    const rows: SizeRow[] = [];
    for (const size of sizes) {
      const folder = join(dir, String(size));
      await mkdir(folder);
      const registry = benchRegistry(size, models, Date.now());
      // A million takes a quarter of an hour and more: what there is then is said before anything else can fail.
      rows.push(await measureSize(folder, registry, runs, (filled) => say(`${size} devices: ${inWords(filled)}`)));
      await rm(folder, { recursive: true });
      say('');
      say(table(rows));
    }
    say('');
    const redis = await fillRedis(dir, benchRegistry(devices, models, Date.now()), await loadRules());
    const ofRedis =
      redis === undefined
        ? 'not installed'
        : `${inWords(redis)}, ${per(redis.counted)} devices counted a second, ${redis.bytes.toFixed(0)} octets of memory a device`;
    say(`Redis: ${ofRedis}`);
    const rssMib = process.resourceUsage().maxRSS / 1024;
    say(`most resident memory of this process: ${rssMib.toFixed(0)} MiB`);
    if (asJson)
      process.stdout.write(`${JSON.stringify({ machine, devices, models, runs, floor, rows, redis, rssMib })}\n`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measureSize(
  folder: string,
  registry: BenchRegistry,
  runs: number,
  onFilled: (filled: Filled) => void,
): Promise<SizeRow> {
  const path = join(folder, 'claimscope.db');
  const store = await openSqliteStore({ path });
  const book = await loadRules();
  const peers = {
    live: 100,
    needed: 5,
    deadlineMs: 1000,
    standMs: 0,
    storedMaxAgeMs: 7 * DAY_MS,
    reportMaxAgeMs: 90 * DAY_MS,
  };
  const deps = { store, book, peers };
  const filled = await fillStore(store, registry);
  onFilled(filled);
  const counted = await countLarge(deps, registry);
  const spreads: Spread[] = [];
  let largePeers = 0;
  for (const first of [registry.large, 0]) {
    const times: number[] = [];
    for (let run = -2; run < runs; run += 1) {
      const { ms, n } = await compareStored(deps, registry.device(first + run + 2), run + 3, Date.now());
      if (run >= 0) times.push(ms);
      if (first === 0) largePeers = n;
    }
    spreads.push(spreadOf(times));
  }
  await store.close();
  const bytes = (await octetsOnDisk(folder)) / registry.size;
  const [thousand, large] = spreads;
  if (thousand === undefined || large === undefined) throw new RangeError('two cohorts are compared');
  const bot = await runBot(folder, path, registry.device(0));
  const { devicesPerSecond: put, readingsPerSecond: ingest, readingsPerCpuSecond: ingestCpu } = filled;
  return { devices: registry.size, put, ingest, ingestCpu, counted, bytes, thousand, large, largePeers, ...bot };
}

function table(rows: readonly SizeRow[]): string {
  const head = [
    'devices',
    'put/s',
    'readings/s',
    'a CPU s',
    'counted/s',
    'octets',
    '1,000 peers',
    'many peers',
    'of',
    'start',
    'card',
    'stands',
    'bot',
  ];
  const spread = ({ median, p95 }: Spread): string => `${median.toFixed(1)} / ${p95.toFixed(1)} ms`;
  const lines = rows.map((row) => [
    String(row.devices),
    per(row.put),
    per(row.ingest),
    per(row.ingestCpu),
    per(row.counted),
    row.bytes.toFixed(0),
    spread(row.thousand),
    spread(row.large),
    String(row.largePeers),
    `${(row.startMs / 1000).toFixed(2)} s`,
    spread(row.card),
    spread(row.stands),
    `${row.botMib.toFixed(0)} MiB`,
  ]);
  return columns([head, ...lines]);
}

/** What the store's file takes, with the log beside it. */
async function octetsOnDisk(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function inWords({ devicesPerSecond, readingsPerSecond, readingsPerCpuSecond }: Filled): string {
  return `${per(devicesPerSecond)} devices put and ${per(readingsPerSecond)} readings kept a second (${per(readingsPerCpuSecond)} a second of CPU)`;
}

function per(rate: number): string {
  return rate.toFixed(0);
}
