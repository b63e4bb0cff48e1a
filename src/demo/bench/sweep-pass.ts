import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toSweep } from '../../config/sweep.ts';
import { sweepSchema } from '../../config/sweep-schema.ts';
import { AppError } from '../../core/errors.ts';
import type { Store } from '../../core/ports.ts';
import { keepReadings } from '../../flow/keep-readings.ts';
import { startSweeps, SWEEP_ROUND, type Sweeps } from '../../flow/start-sweeps.ts';
import type { SweepDeps } from '../../flow/sweep-devices.ts';
import { openSqliteQueue } from '../../queue/sqlite-queue.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { deviceOf, openOurs, type Where } from './devices-ours.ts';
import { highestRssMib, measure, type PassFigures } from './devices-passes.ts';
import { ASKS } from './devices-questions.ts';
import { sweepBook } from './sweep-book.ts';

/** What sweeps of all devices cost: the first, which meets them, and those after it; and of that, keeping alone what was read. */
export type SweepFigures = { first: PassFigures; again: PassFigures[]; keeping: PassFigures; rssMib: number };

const DEVICES_A_PUT = 5_000;
const DEVICES_A_WRITE = 200;
/** Customers, and so sites; a fleet of some size has as many. */
const CUSTOMERS = 500;
/** So often every device is due. */
const EVERY = '1h';
/** So much later each pass is, so that all are due; a device that was met is known for a week. Units: milliseconds. */
const LATER_MS = 2 * 3_600_000;
const LOOK_EVERY_MS = 10;

/**
 * Sweeps the devices of a simulator as the bot does: registry, queue, batches, reading, decoding, keeping; each pass some hours later.
 * Fails: AppError `bug` when not every device gave all it was asked for.
 */
export async function measureSweeps(where: Where, count: number, port: number, runs: number): Promise<SweepFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'claimscope-bench-sweep-'));
  const store = await openSqliteStore({ path: join(folder, 'store.db') });
  let passes = 0;
  const clock = (): number => Date.now() + passes * LATER_MS;
  const queue = await openSqliteQueue({
    path: join(folder, 'queue.db'),
    leaseMs: 30_000,
    onTrouble: () => undefined,
    now: clock,
  });
  const reader = openOurs(where, undefined, clock);
  const settings = toSweep(sweepSchema.parse({ every: EVERY, atOnce: 128, atOncePerSite: 16 }));
  const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  };

  const swept = { devices: 0 };
  const log: SweepDeps['log'] = (_level, event, { read }) => {
    if (event === 'sweep.range' && typeof read === 'number') swept.devices += read;
  };
  const deps: SweepDeps = { store, reader, book: sweepBook(), clock, wait, log };
  let sweeps: Sweeps | undefined;

  /** From the look through the registry to the last device; the bot looks again by itself when the next half hour is over. */
  async function pass(): Promise<void> {
    swept.devices = 0;
    if (sweeps === undefined) sweeps = startSweeps(deps, queue, settings);
    else await queue.put([{ kind: SWEEP_ROUND, key: 'next', body: null }]);
    while (swept.devices < count) await sleep(LOOK_EVERY_MS);
    passes += 1;
  }

  try {
    await register(store, count, port);
    const first = await measure(pass, count);
    const again: PassFigures[] = [];
    for (let run = 0; run < runs; run += 1) again.push(await measure(pass, count));
    await sweeps?.stop();
    const keeping = await measureKeeping(store, count, clock());
    return { first, again, keeping, rssMib: highestRssMib() };
  } finally {
    await sweeps?.stop();
    await reader.close();
    await queue.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function register(store: Store, count: number, port: number): Promise<void> {
  for (let from = 0; from < count; from += DEVICES_A_PUT) {
    const numbers = Array.from({ length: Math.min(DEVICES_A_PUT, count - from) }, (_, n) => from + n);
    await store.putDevices(
      numbers.map((n) => ({ ...deviceOf(n, port), customer: `Customer ${Math.floor((n / count) * CUSTOMERS)}` })),
    );
  }
}

/** Keeps once more what every device said, as if it had been said later. */
async function measureKeeping(store: Store, count: number, at: number): Promise<PassFigures> {
  const items = ASKS.map(({ item }) => item);
  const known = [];
  for (let from = 0; from < count; from += DEVICES_A_WRITE) {
    const numbers = Array.from({ length: Math.min(DEVICES_A_WRITE, count - from) }, (_, n) => from + n);
    known.push(
      await store.latestReadings(
        numbers.map((n) => deviceOf(n, 0).serial),
        items,
        0,
      ),
    );
  }
  const sound = known.flat().filter(({ readings }) => readings.length === ASKS.length).length;
  if (sound < count) throw new AppError('bug', `${count - sound} devices did not give all they were asked for`);
  const fresh = known.map((saved) =>
    saved.map(({ serial, readings }) => ({ serial, readings: readings.map((reading) => ({ ...reading, at })) })),
  );
  return measure(async () => {
    for (const saved of fresh) await keepReadings({ store }, saved);
  }, count);
}
