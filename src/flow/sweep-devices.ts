import { setMaxListeners } from 'node:events';
import type { Device } from '../core/device.ts';
import type { Learnt } from '../core/learnt.ts';
import type { DeviceAnswer } from '../core/ports.ts';
import { sweepPlanOf, type SweepSettings } from '../core/sweep-settings.ts';
import type { FlowDeps } from './flow-deps.ts';
import { openSweepKeeper } from './keep-swept.ts';
import { type LearntDevices, openLearntDevices } from './learnt-devices.ts';
import type { Heard } from './note-seen.ts';
import type { PlanFor } from './plan-claim.ts';
import { readForClaim } from './read-for-claim.ts';
import { openSweepPlans } from './sweep-plans.ts';
import { openSweepTurns, type SweepTurns } from './sweep-turns.ts';

/** What a sweep is handed. */
export type SweepDeps = Pick<FlowDeps, 'store' | 'reader' | 'book' | 'clock' | 'wait' | 'log'>;

/** A device to be read, with what was learnt of it. */
export type SweepEntry = { device: Device; learnt: Learnt | undefined };

/** What became of devices; `unasked` were asked by others a moment ago, or not in time. */
export type SweepCounts = { read: number; silent: number; refused: number; wrongDevice: number; unasked: number };

/** What all sweeps of a process share: how many devices they ask at once, and the plans of the profiles. */
export type Sweeper = { settings: SweepSettings; planFor: PlanFor; memory: LearntDevices; turns: SweepTurns };

/** A fleet is not in a hurry; a device that was silent before is not waited for as long. Units: milliseconds. */
const DEADLINE_MS = 8_000;
const SILENT_DEADLINE_MS = 3_000;
/** Devices that wait for their turn in memory. */
const LOOK_AHEAD = 1_000;

/** Opens what the sweeps of a process share. */
export function openSweeper(deps: Pick<SweepDeps, 'book' | 'clock' | 'wait'>, settings: SweepSettings): Sweeper {
  return {
    settings,
    planFor: openSweepPlans(deps.book),
    memory: openLearntDevices(),
    turns: openSweepTurns(settings.atOnce, deps.clock, deps.wait),
  };
}

/**
 * Reads devices and keeps what they say, in portions. Of a device at whose address another one answers nothing is kept but that.
 * Shape: devices in the order given, as far as their sites allow. When the signal comes nobody else is asked, and what was read whole is kept.
 * Fails: AppError `store_failed` when the store stays down; never for a device's sake.
 */
export async function sweepDevices(
  deps: SweepDeps,
  sweeper: Sweeper,
  entries: Iterable<SweepEntry> | AsyncIterable<SweepEntry>,
  options: {
    signal: AbortSignal;
    onHeard?: ((heard: Heard, counts: SweepCounts) => void) | undefined;
    beforeKept?: ((heard: readonly Heard[]) => Promise<void>) | undefined;
  },
): Promise<SweepCounts> {
  const counts: SweepCounts = { read: 0, silent: 0, refused: 0, wrongDevice: 0, unasked: 0 };
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  // Every device that is being read listens to the one signal.
  setMaxListeners(0, signal);
  const keeper = openSweepKeeper(deps, signal, options.beforeKept ?? (() => Promise.resolve()));
  const inHand = new Set<SweepEntry>();
  let makeRoom: () => void = () => undefined;

  async function readOne({ device, learnt }: SweepEntry): Promise<void> {
    const { site, atOnce } = sweepPlanOf(sweeper.settings, device);
    const leave = await sweeper.turns.enter(site, atOnce);
    let answer: DeviceAnswer | undefined;
    try {
      if (!signal.aborted) answer = await readDevice(deps, sweeper, { device, learnt }, signal);
    } finally {
      leave();
    }
    // What was broken off says nothing of the device; it is read again.
    if (answer === undefined || signal.aborted) return;
    count(counts, answer);
    const heard = { device, answer, at: deps.clock() };
    options.onHeard?.(heard, counts);
    await keeper.add(heard);
  }

  for await (const entry of entries) {
    if (signal.aborted) break;
    inHand.add(entry);
    readOne(entry)
      .catch((error: unknown) => failed.abort(error))
      .finally(() => {
        inHand.delete(entry);
        makeRoom();
      });
    if (inHand.size >= LOOK_AHEAD) await hasRoom(LOOK_AHEAD - 1);
  }
  await hasRoom(0);
  await keeper.end();
  failed.signal.throwIfAborted();
  return counts;

  async function hasRoom(most: number): Promise<void> {
    while (inHand.size > most) {
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    }
  }
}

/** As for a claim: what the profile of its maker knows better is read too, where the registry's model tells no profile. */
function readDevice(
  deps: SweepDeps,
  { planFor, memory }: Sweeper,
  { device, learnt }: SweepEntry,
  signal: AbortSignal,
): Promise<DeviceAnswer> {
  const deadlineMs = (learnt?.silences ?? 0) > 0 ? SILENT_DEADLINE_MS : DEADLINE_MS;
  const known: LearntDevices = {
    of: (serial) => memory.of(serial) ?? (learnt?.model === undefined ? undefined : { model: learnt.model }),
    learn: memory.learn,
  };
  return readForClaim({ ...deps, peers: { deadlineMs } }, { planFor, learnt: known, signal }, device);
}

function count(counts: SweepCounts, { outcome }: DeviceAnswer): void {
  switch (outcome.kind) {
    case 'answered':
      counts.read += 1;
      return;
    case 'silent':
      counts[outcome.isUnasked === true ? 'unasked' : 'silent'] += 1;
      return;
    case 'refused':
      counts.refused += 1;
      return;
    case 'wrong-device':
      counts.wrongDevice += 1;
      return;
    default:
      outcome satisfies never;
  }
}
