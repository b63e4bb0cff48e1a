import { AppError } from '../core/errors.ts';
import type { FlowDeps } from './flow-deps.ts';
import { keepReadings } from './keep-readings.ts';
import { noteSeen, type Heard } from './note-seen.ts';

/** Keeps what a sweep reads, many devices at a time. */
export type SweepKeeper = {
  /** Takes one answer in. Resolves when there is room for another. */
  add(heard: Heard): Promise<void>;
  /** Keeps what was not kept yet. Fails: AppError `store_failed` when the store stays down. */
  end(): Promise<void>;
};

const DEVICES_A_WRITE = 200;
const MOST_UNKEPT = 1_000;
/** What was read longer ago is kept though few others were: who is killed loses no more. Units: milliseconds. */
const KEEP_EVERY_MS = 2_000;
/** How long a store may be down before a sweep gives up: the devices would wait in memory. Units: milliseconds. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

type KeepDeps = Pick<FlowDeps, 'store' | 'book' | 'log' | 'wait' | 'clock'>;

/** Opens a keeper. Shape: `beforeKept` sees what was read while the store still holds what was read before. */
export function openSweepKeeper(
  deps: KeepDeps,
  signal: AbortSignal,
  beforeKept: (heard: readonly Heard[]) => Promise<void>,
): SweepKeeper {
  let unkept: Heard[] = [];
  let keeping: Promise<void> | undefined;
  let keptAt = deps.clock();
  let failure: { error: unknown } | undefined;

  async function keepAll(least: number): Promise<void> {
    while (unkept.length >= least && failure === undefined) {
      const portion = unkept.slice(0, DEVICES_A_WRITE);
      unkept = unkept.slice(DEVICES_A_WRITE);
      try {
        await keep(deps, signal, portion, beforeKept);
      } catch (error) {
        failure = { error };
      }
      keptAt = deps.clock();
    }
    keeping = undefined;
  }

  return {
    async add(heard) {
      unkept.push(heard);
      const isLate = deps.clock() - keptAt >= KEEP_EVERY_MS;
      if (isLate || unkept.length >= DEVICES_A_WRITE) keeping ??= keepAll(isLate ? 1 : DEVICES_A_WRITE);
      if (unkept.length >= MOST_UNKEPT) await keeping;
      if (failure !== undefined) throw failure.error;
    },
    async end() {
      await keeping;
      await keepAll(1);
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** Readings first: a device that was seen counts as read. */
async function keep(
  deps: KeepDeps,
  signal: AbortSignal,
  heard: readonly Heard[],
  beforeKept: (heard: readonly Heard[]) => Promise<void>,
): Promise<void> {
  const saved = heard
    .filter(({ answer }) => answer.outcome.kind === 'answered')
    .map(({ device, answer }) => ({ serial: device.serial, readings: answer.readings }));
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    try {
      await beforeKept(heard);
      await keepReadings(deps, saved);
      break;
    } catch (error) {
      const isOver = pauseMs === undefined || signal.aborted;
      if (isOver || !(error instanceof AppError) || error.code !== 'store_failed') throw error;
      deps.log('warn', 'sweep.store-down', { devices: saved.length, pauseMs, error });
      await deps.wait(pauseMs, signal);
    }
  }
  await noteSeen(deps, heard);
}
