import type { Reader } from '../../core/ports.ts';
import type { Protocol } from '../../core/reading.ts';
import { Secret } from '../../core/secret.ts';
import { openReader } from '../../devices/open-reader.ts';
import { findFault } from './find-fault.ts';
import { type Lane, openLane, SERVICE } from './lane.ts';
import { type LoopWatch, watchLoop } from './loop-watch.ts';
import { type MemoryFigures, watchMemory } from './memory-watch.ts';
import { COMMUNITY } from './snmp-device.ts';
import { startDevices } from './start-devices.ts';

/** How much to do; `answers` is the number of mutated answers, of all protocols or of `only` one. */
export type FuzzOptions = { answers: number; seed: string; only?: Protocol | undefined };

/** What came of it; anything in `faults` means that a reader did what it must never do. Units: milliseconds, octets. */
export type FuzzReport = {
  seed: string;
  answers: Record<Protocol, number>;
  reads: number;
  values: Record<string, number>;
  slowest: { tookMs: number; deadlineMs: number; overMs: number; protocols: string };
  longestHoldUpMs: number;
  memory: MemoryFigures;
  /** The longest that `close` of a reader took. */
  closeMs: number;
  /** Sockets held once reader and devices are closed. */
  heldSockets: number;
  faults: string[];
};

/** Of all answers, what each protocol has. */
const SHARES = { snmp: 0.85, http: 0.05, ipp: 0.05, pjl: 0.05 };
/** What a read may take beyond its deadline when the loop is free. */
const SLACK_MS = 250;
/** Some dozens of answers that come at once must not keep the loop from everybody else's for so long. */
const MOST_HOLD_UP_MS = 500;
/** A reader closes at once, whatever its devices do. */
const MOST_CLOSE_MS = 1000;
/** What may live on the heap beyond what lived there after the first round. */
const MOST_GROWTH = 48 * 1024 * 1024;
const MOST_RSS = 512 * 1024 * 1024;
const MOST_FAULTS = 20;
const ANSWERS_A_ROUND = 20_000;

/**
 * Reads devices that give mutated answers, many at once, and looks whether anything happens that must not: a throw, a read beyond its deadline, memory
 * or sockets that are kept, a value that cannot be.
 * Fails: what is wrong with the reader is in the report; throws where the devices end before it.
 */
export async function runFuzz({ answers, seed, only }: FuzzOptions): Promise<FuzzReport> {
  const faults: string[] = [];
  const note = (fault: string): void => {
    if (faults.length < MOST_FAULTS && !faults.includes(fault)) faults.push(fault);
  };
  const onThrow = (error: unknown): void => note(`thrown by nobody's promise: ${inWords(error)}`);
  process.on('uncaughtException', onThrow);
  process.on('unhandledRejection', onThrow);
  const devices = await startDevices(seed, only);
  const before = countHandles();
  const memory = watchMemory();
  const loop = watchLoop();
  const run: Run = {
    note,
    loop,
    reads: 0,
    thrown: 0,
    values: {},
    slowest: { tookMs: 0, deadlineMs: 0, overMs: 0, protocols: '' },
  };
  const lanes = devices.lanes.map((ports, n) => openLane(seed, n, ports));
  let closeMs = 0;
  const rounds = Math.max(1, Math.round(answers / ANSWERS_A_ROUND));
  for (let round = 1; round <= rounds && faults.length < MOST_FAULTS && run.thrown < MOST_FAULTS; round += 1) {
    const quota = (answers * round) / rounds;
    const isWanted = (protocol: Protocol): boolean =>
      devices.counts()[protocol] < quota * (only === undefined ? SHARES[protocol] : Number(only === protocol));
    const reader = openFuzzReader(devices.servicePort);
    const go = (lane: Lane): boolean =>
      faults.length < MOST_FAULTS && run.thrown < MOST_FAULTS && lane.protocols.some(isWanted);
    await Promise.all(
      lanes.map(async (lane) => {
        while (go(lane)) await readOnce(reader, lane, run);
      }),
    );
    const closing = performance.now();
    await reader.close();
    closeMs = Math.max(closeMs, performance.now() - closing - loop.heldUpSince(closing));
    memory.settle();
  }
  const { snmp, http, ipp, pjl } = devices.counts();
  const heldSockets = await handlesBeyond(before);
  await devices.close();
  const figures = memory.end();
  if (figures.heapGrowth > MOST_GROWTH) note(`the heap grew by ${figures.heapGrowth} octets`);
  if (figures.peakRss > MOST_RSS) note(`the process grew to ${figures.peakRss} octets`);
  if (loop.longest() > MOST_HOLD_UP_MS) note(`the loop was held up for ${Math.round(loop.longest())} ms`);
  if (closeMs > MOST_CLOSE_MS) note(`a reader took ${Math.round(closeMs)} ms to close`);
  if (heldSockets > 0) note(`${heldSockets} sockets were held after all`);
  loop.stop();
  process.off('uncaughtException', onThrow);
  process.off('unhandledRejection', onThrow);
  const { reads, values, slowest } = run;
  return {
    seed,
    answers: { snmp, http, ipp, pjl },
    reads,
    values,
    slowest,
    longestHoldUpMs: loop.longest(),
    closeMs,
    heldSockets,
    memory: figures,
    faults,
  };
}

type Run = { note(fault: string): void; loop: LoopWatch; thrown: number } & Pick<
  FuzzReport,
  'reads' | 'values' | 'slowest'
>;

function openFuzzReader(servicePort: number): Reader {
  const community = new Secret(COMMUNITY);
  return openReader({
    credentials: {
      default: { version: '2c', community },
      one: { version: '1', community },
      user: { version: '3', user: 'reader', level: 'noAuthNoPriv' },
    },
    services: { [SERVICE]: { urlTemplate: `http://127.0.0.1:${servicePort}/service/{serial}` } },
    clock: Date.now,
    timing: { firstTimeoutMs: 30, leastTimeoutMs: 20, mostTimeoutMs: 80 },
  });
}

async function readOnce(reader: Reader, lane: Lane, run: Run): Promise<void> {
  const request = lane.request();
  const { deadlineMs } = request;
  const started = performance.now();
  run.reads += 1;
  try {
    const answer = await reader.read(request);
    const tookMs = performance.now() - started;
    const overMs = tookMs - deadlineMs - run.loop.heldUpSince(started + deadlineMs);
    const protocols = lane.protocols.join('+');
    if (tookMs / deadlineMs > run.slowest.tookMs / Math.max(1, run.slowest.deadlineMs))
      run.slowest = { tookMs, deadlineMs, overMs, protocols };
    if (overMs > SLACK_MS)
      run.note(`a read over ${protocols} took ${Math.round(tookMs)} ms with a deadline of ${deadlineMs} ms`);
    const fault = findFault(request.asks, answer);
    if (fault !== undefined) run.note(fault);
    for (const { value } of answer.readings) {
      const kind = value.kind === 'absent' ? `absent: ${value.reason}` : value.kind;
      run.values[kind] = (run.values[kind] ?? 0) + 1;
    }
  } catch (error) {
    run.thrown += 1;
    run.note(`a read threw: ${inWords(error)}`);
  }
}

function countHandles(): number {
  return process.getActiveResourcesInfo().filter((held) => /UDP|TCP|TLS/.test(held)).length;
}

/** Sockets that are held after all; they take a turn of the loop or two to be gone. */
async function handlesBeyond(before: number): Promise<number> {
  for (let left = 20; left > 0 && countHandles() > before; left -= 1) {
    await new Promise((resolve) => void setTimeout(resolve, 25));
  }
  return Math.max(0, countHandles() - before);
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
