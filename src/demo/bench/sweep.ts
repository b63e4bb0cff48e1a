import { cpus } from 'node:os';
import type { Where } from './devices-ours.ts';
import { type Child, startChild } from './devices-orders.ts';
import type { Client, PassFigures } from './devices-passes.ts';
import { LATENCY_MS, NODE_FLAGS } from './devices-rows.ts';
import { columns, spreadOf } from './figures.ts';

/** What the bench of sweeps is told. */
export type SweepOptions = { devices: number; runs: number; asJson: boolean };

/** One way to read or keep all devices. Units: CPU of the whole process a device, microseconds; devices of a second on the clock and of a second of CPU. */
export type SweepRow = { name: string; cpuUs: number; aSecond: number; aSecondACore: number; rssMib?: number };

/** What a sweep must come to on each core, end to end. */
const GOAL = 2_000;
const WAYS: [name: string, where: Where][] = [
  ['sweep end to end, read in the worker as the bot does', 'worker'],
  ['sweep end to end, read in the same thread', 'here'],
];
const PARTS: [name: string, client: Client][] = [
  ['floor: raw sockets, not decoded', { kind: 'raw' }],
  ['of that: read and decode alone, in the worker', { kind: 'ours', where: 'worker' }],
  ['of that: read and decode alone, in the same thread', { kind: 'ours', where: 'here' }],
];

/**
 * Measures sweeps over real sockets, from the registry through queue, reader and decoding to the store, beside their floor and their parts.
 * Shape: the devices, and each row, are processes of their own.
 */
export async function measureSweepRows(options: Omit<SweepOptions, 'asJson'>): Promise<SweepRow[]> {
  const { devices: count, runs } = options;
  const simulator = startChild();
  try {
    const port = await simulator.tell({ kind: 'simulate', count });
    await simulator.tell({ kind: 'behave', behaviour: { latencyMs: LATENCY_MS, lossPercent: 0, dead: 0 } });
    const rows: SweepRow[] = [];
    for (const [name, client] of PARTS) {
      const { warm, rssMib } = await inChild((child) => child.tell({ kind: 'measure', client, count, port, runs }));
      rows.push({ ...rowOf(name, warm, count), rssMib });
    }
    for (const [name, where] of WAYS) {
      const figures = await inChild((child) => child.tell({ kind: 'sweep', where, count, port, runs }));
      rows.push({ ...rowOf(name, figures.again, count), rssMib: figures.rssMib });
      rows.push(rowOf(`${name}, first meeting`, [figures.first], count));
      if (where === 'worker') rows.push(rowOf('of that: keeping alone', [figures.keeping], count));
    }
    return rows;
  } finally {
    await simulator.stop();
  }
}

/** Measures and prints sweeps, beside what they must be. */
export async function benchSweep({ devices, runs, asJson }: SweepOptions): Promise<void> {
  const rows = await measureSweepRows({ devices, runs });
  const reached = rows.find(({ name }) => name === WAYS[0]?.[0])?.aSecondACore ?? 0;
  const isMet = reached >= GOAL;
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ devices, runs, rows, goal: GOAL, reached, isMet })}\n`);
    return;
  }
  const table = rows.map(({ name, cpuUs, aSecond, aSecondACore, rssMib }) => [
    name,
    cpuUs.toFixed(0),
    aSecond.toFixed(0),
    aSecondACore.toFixed(0),
    rssMib?.toFixed(0) ?? '',
  ]);
  process.stdout.write(
    [
      `${devices} devices that answer after ${LATENCY_MS} ms, 30 objects each, into SQLite; median of ${runs} runs; ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
      '',
      columns([['', 'us of CPU a device', 'devices a second', 'a second a core', 'MiB'], ...table]),
      '',
      `${reached.toFixed(0)} devices a second a core end to end; it must be ${GOAL}: ${isMet ? 'met' : 'not met'}`,
      '',
    ].join('\n'),
  );
}

function rowOf(name: string, passes: readonly PassFigures[], count: number): SweepRow {
  const { median: wallMs } = spreadOf(passes.map((pass) => pass.wallMs));
  const { median: cpuUs } = spreadOf(passes.map((pass) => pass.cpuUs));
  return { name, cpuUs, aSecond: count / (wallMs / 1000), aSecondACore: 1_000_000 / cpuUs };
}

async function inChild<T>(work: (child: Child) => Promise<T>): Promise<T> {
  const child = startChild(NODE_FLAGS);
  try {
    return await work(child);
  } finally {
    await child.stop();
  }
}
