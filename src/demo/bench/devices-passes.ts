import { existsSync, readFileSync } from 'node:fs';
import { rawSockets, stockSessions, tunedSessions, type Pass } from './devices-bare.ts';
import { openOurs, ourPass, userOf, type Where } from './devices-ours.ts';
import type { SuiteName } from './devices-users.ts';

/** Who reads. `bare` is net-snmp without us: as it comes, or tuned. */
export type Client =
  | { kind: 'raw' }
  | { kind: 'bare'; how: 'stock' | 'tuned' }
  | { kind: 'ours'; where: Where }
  | { kind: 'users'; where: Where; suite: SuiteName };

/** One pass over all devices. Units: milliseconds; microseconds of the whole process, a device. */
export type PassFigures = { wallMs: number; cpuUs: number };

/** What a client's process measured; `cold` are passes over devices that it met for the first time. Units: MiB at its highest. */
export type ClientFigures = { warm: PassFigures[]; cold: PassFigures[]; rssMib: number };

/** Measures a client: a pass to warm the engine up, then `runs` that count. */
export async function measureClient(client: Client, count: number, port: number, runs: number): Promise<ClientFigures> {
  const cold: PassFigures[] = [];
  const warm: PassFigures[] = [];
  if (client.kind === 'users') {
    for (let run = -1; run < runs; run += 1) {
      const reader = openOurs(client.where, userOf(client.suite, `run ${run}`));
      const pass = ourPass(reader, count, port);
      const first = await measure(pass, count);
      const second = await measure(pass, count);
      await reader.close();
      if (run < 0) continue;
      cold.push(first);
      warm.push(second);
    }
  } else {
    const pass = await passOf(client, count, port);
    for (let run = -1; run < runs; run += 1) {
      const figures = await measure(pass, count);
      if (run >= 0) warm.push(figures);
    }
  }
  return { warm, cold, rssMib: highestRssMib() };
}

/** What Linux says of a process, this one unless it is named, since it became a program of its own; elsewhere what the system calls the most of this one, which may be its parent's. */
export function highestRssMib(pid: number | 'self' = 'self'): number {
  return mibIn(pid, /^VmHWM:\s*(\d+)/m) ?? process.resourceUsage().maxRSS / 1024;
}

/** What a process holds now, by Linux; NaN elsewhere, and of one that ended. */
export function rssMibOf(pid: number): number {
  return mibIn(pid, /^VmRSS:\s*(\d+)/m) ?? Number.NaN;
}

function mibIn(pid: number | 'self', line: RegExp): number | undefined {
  const file = `/proc/${pid}/status`;
  const kib = existsSync(file) ? line.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return kib === undefined ? undefined : Number(kib) / 1024;
}

async function passOf(client: Exclude<Client, { kind: 'users' }>, count: number, port: number): Promise<Pass> {
  if (client.kind === 'raw') return rawSockets(count, port);
  if (client.kind === 'ours') return ourPass(openOurs(client.where), count, port);
  if (client.how === 'stock') return stockSessions(count, port);
  return tunedSessions(count, port);
}

/** What one pass costs. */
export async function measure(pass: Pass, count: number): Promise<PassFigures> {
  const before = process.cpuUsage();
  const from = performance.now();
  await pass();
  const wallMs = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuUs: (user + system) / count };
}
