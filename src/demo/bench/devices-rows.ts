import type { Client, ClientFigures, PassFigures } from './devices-passes.ts';
import { type Child, startChild } from './devices-orders.ts';
import { spreadOf } from './figures.ts';

/** What the passes of one client came to: medians of its runs. Units: as the names say, CPU a device. */
export type ClientRow = {
  name: string;
  wallMs: number;
  cpuUs: number;
  coldWallMs?: number;
  coldCpuUs?: number;
  rssMib: number;
  retransmissions: number;
};

/** The devices answer after so long. Units: milliseconds. */
export const LATENCY_MS = 20;
const PROMPT = { latencyMs: LATENCY_MS, lossPercent: 0, dead: 0 };
/** As `npm start` has them, but smaller: a pass makes many short-lived values, and the whole must stay small. */
export const NODE_FLAGS = ['--max-semi-space-size=16', '--v8-pool-size=0'];

const CLIENTS: [name: string, client: Client][] = [
  ['floor: raw sockets, not decoded', { kind: 'raw' }],
  ['net-snmp as it comes', { kind: 'bare', how: 'stock' }],
  ['net-snmp tuned', { kind: 'bare', how: 'tuned' }],
  ['claimscope, in the caller thread', { kind: 'ours', where: 'here' }],
  ['claimscope, in its worker', { kind: 'ours', where: 'worker' }],
  ['v3 SHA-1 AES-128', { kind: 'users', where: 'here', suite: 'sha-1/aes-128' }],
  ['v3 SHA-256 AES-256', { kind: 'users', where: 'here', suite: 'sha-256/aes-256' }],
];

/**
 * Does `work` beside `count` devices of a process that has just begun: one that ran for minutes stops now and then to tidy its own memory, and what it is
 * late with looks like a loss.
 */
export async function besideDevices<T>(
  count: number,
  work: (simulator: Child, port: number) => Promise<T>,
): Promise<T> {
  const simulator = startChild();
  try {
    const port = await simulator.tell({ kind: 'simulate', count });
    await simulator.tell({ kind: 'behave', behaviour: PROMPT });
    return await work(simulator, port);
  } finally {
    await simulator.stop();
  }
}

/** Measures each client in a process of its own, one after the other; `onRow` hears of each when it is done. */
export async function measureRows(
  simulator: Child,
  { count, port, runs }: { count: number; port: number; runs: number },
  onRow: (row: ClientRow) => void,
): Promise<ClientRow[]> {
  const rows: ClientRow[] = [];
  for (const [name, client] of CLIENTS) {
    // What was counted is of the client before.
    await simulator.tell({ kind: 'behave', behaviour: PROMPT });
    const child = startChild(NODE_FLAGS);
    try {
      const figures = await child.tell({ kind: 'measure', client, count, port, runs });
      const { again } = await simulator.tell({ kind: 'counts' });
      // The floor's one prepared request has one and the same number each time.
      const row = rowOf(name, figures, client.kind === 'raw' ? 0 : again);
      rows.push(row);
      onRow(row);
    } finally {
      await child.stop();
    }
  }
  return rows;
}

function rowOf(name: string, { warm, cold, rssMib }: ClientFigures, retransmissions: number): ClientRow {
  const row: ClientRow = { name, ...medians(warm), rssMib, retransmissions };
  if (cold.length === 0) return row;
  const { wallMs, cpuUs } = medians(cold);
  return { ...row, coldWallMs: wallMs, coldCpuUs: cpuUs };
}

function medians(passes: PassFigures[]): PassFigures {
  return {
    wallMs: spreadOf(passes.map((pass) => pass.wallMs)).median,
    cpuUs: spreadOf(passes.map((pass) => pass.cpuUs)).median,
  };
}
