import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import { ascending, quantile } from '../../core/stats.ts';
import { measureAcks } from './devices-ack.ts';
import type { ClaimRound } from './devices-claim.ts';
import { type Child, startChild } from './devices-orders.ts';
import { besideDevices, type ClientRow, LATENCY_MS, measureRows, NODE_FLAGS } from './devices-rows.ts';
import { columns } from './figures.ts';

/** What the bench of devices is told. */
export type DevicesOptions = { devices: number; runs: number; asJson: boolean };

/** One thing that must be true, what was measured, and whether it is. */
type Check = { what: string; measured: string; target: string; isMet: boolean };

const PEERS = 100;
const CLAIM_ROUNDS = 40;
/** Which packets are lost is chance: of few rounds the 95th percentile would be chance as well. */
const LOSSY_ROUNDS = 400;
const DEAD_ROUNDS = 3;
const DEAD = 2;
const DEADLINE_MS = 2000;

/** Measures what reading devices costs, beside its floor, and prints each figure with what it must be. */
export async function benchDevices({ devices: count, runs, asJson }: DevicesOptions): Promise<void> {
  const say = (line: string): void => {
    if (!asJson) process.stdout.write(`${line}\n`);
  };
  say(
    `${count} devices that answer after ${LATENCY_MS} ms, 30 objects each; median of ${runs} runs after one to warm up`,
  );
  say(
    `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}; devices, each client and the bot are processes of their own`,
  );
  say('');
  const rows = await besideDevices(count, (simulator, port) =>
    measureRows(simulator, { count, port, runs }, (row) => say(inWords(row))),
  );
  say(`snmp_exporter: ${isOnPath('snmp_exporter') ? 'installed, but not measured here' : 'not on PATH'}, no row`);
  const claims = await besideDevices(count, (simulator, port) => measureClaims(simulator, count, port));
  const acks = await besideDevices(count, (_simulator, port) => measureAcks(count, port, runs, NODE_FLAGS));
  const checks = [...checksOfRows(rows), ...checksOfClaims(claims), ...checksOfAcks(acks)];
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ count, runs, rows, claims, acks, checks })}\n`);
    return;
  }
  const table = checks.map((check) => [check.what, check.measured, check.target, check.isMet ? 'met' : 'not met']);
  say('');
  say(columns([['what', 'measured', 'must be', ''], ...table]));
}

function inWords({ name, wallMs, cpuUs, coldWallMs, coldCpuUs, rssMib, retransmissions }: ClientRow): string {
  const cold =
    coldCpuUs === undefined ? '' : `; first meeting ${coldWallMs?.toFixed(0)} ms, ${coldCpuUs.toFixed(0)} us`;
  const warm = `${wallMs.toFixed(0)} ms, ${cpuUs.toFixed(0)} us of CPU a device${cold}`;
  return `${name}: ${warm}; ${rssMib.toFixed(0)} MiB; ${retransmissions} retransmissions`;
}

type Claims = { plain: ClaimRound[]; lossy: ClaimRound[]; dead: ClaimRound[] };

async function measureClaims(simulator: Child, count: number, port: number): Promise<Claims> {
  const devices = Math.min(PEERS + 1, count);
  const order = { port, from: count - devices, devices, rounds: CLAIM_ROUNDS, deadlineMs: DEADLINE_MS };
  const child = startChild(NODE_FLAGS);
  const behave = (lossPercent: number, dead: number): Promise<undefined> =>
    simulator.tell({ kind: 'behave', behaviour: { latencyMs: LATENCY_MS, lossPercent, dead } });
  try {
    await behave(0, 0);
    const plain = await child.tell({ kind: 'claim', order, isFloor: true });
    await behave(1, 0);
    const lossy = await child.tell({ kind: 'claim', order: { ...order, rounds: LOSSY_ROUNDS }, isFloor: false });
    await behave(0, DEAD);
    const dead = await child.tell({ kind: 'claim', order: { ...order, rounds: DEAD_ROUNDS }, isFloor: false });
    return { plain, lossy, dead };
  } finally {
    await child.stop();
  }
}

function checksOfRows(rows: ClientRow[]): Check[] {
  const row = (name: string): ClientRow | undefined => rows.find((each) => each.name.includes(name));
  const tuned = row('tuned')?.cpuUs ?? Number.NaN;
  const checks: Check[] = [];
  const ours = [row('caller thread'), row('worker')].filter((each) => each !== undefined);
  for (const { name, cpuUs, rssMib, retransmissions } of ours) {
    const most = Math.max(100, 2 * tuned);
    checks.push(atMost(`CPU a device, v2c, ${name}`, cpuUs, most, 'us'));
    checks.push(atMost(`memory, ${name}`, rssMib, 250, 'MiB'));
    checks.push(atMost(`retransmissions without loss, ${name}`, retransmissions, 0, ''));
  }
  for (const { name, cpuUs, coldCpuUs = Number.NaN } of rows.filter((each) => each.name.startsWith('v3'))) {
    checks.push(atMost(`CPU a device, ${name}, known`, cpuUs, 250, 'us'));
    checks.push(atMost(`CPU a device, ${name}, first meeting`, coldCpuUs, 400, 'us'));
  }
  return checks;
}

function checksOfClaims({ plain, lossy, dead }: Claims): Check[] {
  const floor = at(
    0.5,
    plain.map((round) => round.floorMs),
  );
  const deadMs = dead.map((round) => round.allMs);
  const answered = Math.min(...dead.map((round) => round.answered));
  const shown = Math.max(...dead.map((round) => round.lastAnswerMs));
  return [
    atMost(
      `${PEERS} peers, p50 (slowest round trip ${floor.toFixed(1)} ms)`,
      at(
        0.5,
        plain.map((round) => round.allMs),
      ),
      1.3 * floor,
      'ms',
    ),
    atMost(
      `${PEERS} peers, 1 % lost each way, p95`,
      at(
        0.95,
        lossy.map((round) => round.allMs),
      ),
      2.5 * floor,
      'ms',
    ),
    atMost(`${PEERS} peers, ${DEAD} dead, until it ends`, Math.max(...deadMs), DEADLINE_MS + 50, 'ms'),
    atMost(`the same, until the ${answered} that answer are there`, shown, 2.5 * floor, 'ms'),
  ];
}

function checksOfAcks({ quiet, community, coldUsers }: Awaited<ReturnType<typeof measureAcks>>): Check[] {
  return [
    atMost(`Slack's ack, p99 of ${quiet.n}, nothing read`, quiet.p99, 10, 'ms'),
    atMost(`Slack's ack, p99 of ${community.n}, during passes`, community.p99, 10, 'ms'),
    atMost(`Slack's ack, p99 of ${coldUsers.n}, during a first v3 pass`, coldUsers.p99, 10, 'ms'),
  ];
}

function atMost(what: string, value: number, most: number, unit: string): Check {
  const digits = unit === 'ms' && most < 1000 ? 1 : 0;
  return {
    what,
    measured: `${value.toFixed(digits)} ${unit}`.trim(),
    target: `at most ${most.toFixed(digits)} ${unit}`.trim(),
    isMet: value <= most,
  };
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function at(share: number, values: number[]): number {
  return quantile(ascending(values), share);
}
