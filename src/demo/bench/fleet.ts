import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { columns, type Spread } from './figures.ts';
import { runBot } from './fleet-bot.ts';
import { compareApart } from './fleet-apart.ts';
import { goalInWords, goalsOf, type SizeRow } from './fleet-goals.ts';
import { fillRedis, type RedisFigures } from './fleet-redis.ts';
import { benchRegistry, type BenchRegistry } from './fleet-registry.ts';
import { countLarge, type Filled, fillStore, floorOfSqlite } from './fleet-store.ts';

/** What the bench of the fleet is told. */
export type FleetBenchOptions = {
  devices: number;
  models: number;
  runs: number;
  stores: readonly string[];
  asJson: boolean;
};

const SIZES = [10_000, 100_000, 1_000_000];
const FLOOR_DEVICES = 20_000;
const READINGS = 30;

/** Measures what a fleet of many devices costs: taking it in, comparing with it, starting beside it; and prints it with the floor and what it must be. */
export async function benchFleet({ devices, models, runs, stores, asJson }: FleetBenchOptions): Promise<void> {
  const say = (line: string): void => {
    if (!asJson) process.stdout.write(`${line}\n`);
  };
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-fleet-'));
  const machine = `${hostname()}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  say(`${devices} devices of ${models} models, ${READINGS} readings each; ${machine}`);
  try {
    const floor = await floorOfSqlite(join(dir, 'floor.db'), Math.min(FLOOR_DEVICES, devices), READINGS);
    say(`floor: ${per(floor)} readings a second as bare rows of SQLite`);
    const sizes = stores.includes('sqlite') ? [...SIZES.filter((size) => size < devices), devices] : [];
    const rows: SizeRow[] = [];
    for (const size of sizes) {
      const folder = join(dir, String(size));
      await mkdir(folder);
      const registry = benchRegistry(size, models, Date.now());
      // A million takes many minutes: what there is then is said before anything else can fail.
      rows.push(await measureSize(folder, registry, runs, (filled) => say(`${size} devices: ${inWords(filled)}`)));
      await rm(folder, { recursive: true });
      say('');
      say(table(rows));
      say('');
    }
    const redis = stores.includes('redis')
      ? await fillRedis(dir, benchRegistry(devices, models, Date.now()), await loadRules(), runs)
      : undefined;
    if (stores.includes('redis')) say(`Redis: ${redis === undefined ? 'not installed' : redisInWords(redis)}`);
    const rssMib = process.resourceUsage().maxRSS / 1024;
    say(`most resident memory of this process: ${rssMib.toFixed(0)} MiB`);
    const goals = goalsOf(rows, redis);
    for (const goal of goals) say(goalInWords(goal));
    if (asJson)
      process.stdout.write(
        `${JSON.stringify({ machine, devices, models, runs, floor, rows, redis, rssMib, goals })}\n`,
      );
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
  const deps = { store, book: await loadRules() };
  const filled = await fillStore(store, registry);
  onFilled(filled);
  const counted = await countLarge(deps, registry);
  await store.close();
  const { size, models } = registry;
  const compared = await compareApart({ store: { path }, devices: size, models, runs });
  const bytes = (await octetsOnDisk(folder)) / size;
  const bot = await runBot(folder, path, registry.device(0));
  const { devicesPerSecond: put, readingsPerSecond: ingest, readingsPerCpuSecond: ingestCpu } = filled;
  return { devices: size, put, ingest, ingestCpu, counted, bytes, ...compared, ...bot };
}

function table(rows: readonly SizeRow[]): string {
  const head = [
    'devices',
    'put/s',
    'readings/s',
    'a CPU s',
    'counted/s',
    'octets',
    'first 1,000',
    '1,000 peers',
    'many peers',
    'of',
    'start',
    'card',
    'stands',
    'bot',
  ];
  const lines = rows.map((row) => [
    String(row.devices),
    per(row.put),
    per(row.ingest),
    per(row.ingestCpu),
    per(row.counted),
    row.bytes.toFixed(0),
    spread(row.atFirst),
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

function redisInWords({ counted, bytes, atFirst, thousand, large, largePeers, ...filled }: RedisFigures): string {
  return (
    `${inWords(filled)}, ${per(counted)} devices counted a second, ${bytes.toFixed(0)} octets of memory a device; ` +
    `a comparison with 1,000 peers ${spread(thousand)} (the first five ${spread(atFirst)}), with ${largePeers} ${spread(large)}`
  );
}

/** Median and p95. */
function spread({ median, p95 }: Spread): string {
  return `${median.toFixed(1)} / ${p95.toFixed(1)} ms`;
}

function per(rate: number): string {
  return rate.toFixed(0);
}
