import { evenHash } from '../core/even-hash.ts';
import type { Job, Queue } from '../core/ports.ts';
import { byNeed, dueAt, isDue, type SweepFacts } from '../core/sweep-due.ts';
import { isQuiet } from '../core/sweep-quiet.ts';
import { shortestEveryMs, sweepPlanOf, type SweepSettings } from '../core/sweep-settings.ts';
import { openSweeper, sweepDevices, type SweepDeps, type SweepEntry } from './sweep-devices.ts';
import { loadRange, type SweepRange, sweepRanges } from './sweep-ranges.ts';
import { openWanted, type Wanted } from './sweep-wanted.ts';
import { startRounds } from './start-rounds.ts';

/** Sweeps that go on by themselves. */
export type Sweeps = { stop(): Promise<void> };

/** Puts the ranges in the queue in which something will be due; one at a time over all processes. */
export const SWEEP_ROUND = 'sweep-round';
/** Reads what is due in one range. */
const RANGE = 'sweep-range';
/** A range in which one device is waited for holds up no other; more of them would leave nothing to other processes. */
const RANGES_AT_ONCE = 8;
/** Rounds in an interval: often enough that each device is read about when its moment comes, seldom enough that looking costs little. */
const ROUNDS = 48;
const MOST_ROUND_MS = 30 * 60_000;
const JOBS_A_PUT = 500;
const SPAN = 2 ** 32;
/** Which ranges are read first: with a model of an open claim, behind time, in time. */
const RANK = { wanted: 0, late: 1, usual: 2 };

/**
 * Keeps the fleet's readings fresh, in this process and in all others that share the queue.
 * Shape: a recurring job looks through the registry, a page at a time, and queues the ranges in which a device will be due before the next look; a
 * range's job reads those that are due by then. Nothing is remembered in between: what a process did not do, the next look finds.
 * Fails: never; while the store or the queue is down nothing is swept, and it goes on when they are back.
 */
export function startSweeps(deps: SweepDeps, queue: Queue, settings: SweepSettings): Sweeps {
  const roundMs = Math.min(MOST_ROUND_MS, Math.ceil(shortestEveryMs(settings) / ROUNDS));
  const sweeper = openSweeper(deps, settings);
  const wanted = openWanted(deps.store, deps.clock);

  async function plan(_: Job, signal: AbortSignal): Promise<void> {
    const startedAt = deps.clock();
    const isWanted = await wanted.now();
    let jobs: Job[] = [];
    let ranges = 0;
    for await (const range of sweepRanges(deps.store)) {
      signal.throwIfAborted();
      const job = jobOf(range, { settings, isWanted, startedAt, roundMs });
      if (job === undefined) continue;
      ranges += 1;
      jobs.push(job);
      if (jobs.length >= JOBS_A_PUT) await queue.put(jobs.splice(0));
    }
    jobs.push({ kind: SWEEP_ROUND, key: 'next', body: null, at: startedAt + roundMs });
    await queue.put(jobs);
    deps.log('info', 'sweep.round', { ranges, tookMs: deps.clock() - startedAt });
  }

  async function read({ body }: Job, signal: AbortSignal): Promise<void> {
    const startedAt = deps.clock();
    const after = afterOf(body);
    const isWanted = await wanted.now();
    const due = (await loadRange(deps.store, after))
      .map((entry) => factsOf(entry, settings, isWanted))
      .filter((facts) => isDue(facts, startedAt))
      .sort(byNeed);
    if (due.length === 0) return;
    const counts = await sweepDevices(deps, sweeper, due, { signal });
    deps.log('info', 'sweep.range', { after, due: due.length, ...counts, tookMs: deps.clock() - startedAt });
    // Whoever was stopped has not read them all.
    signal.throwIfAborted();
  }

  return startRounds(deps, queue, {
    round: { kind: SWEEP_ROUND, handle: plan },
    others: [{ kind: RANGE, atOnce: RANGES_AT_ONCE, handle: read }],
    event: 'sweep.not-begun',
  });
}

type Facts = SweepFacts & SweepEntry;

function factsOf(entry: SweepEntry, settings: SweepSettings, isWanted: Wanted): Facts {
  return { ...entry, plan: sweepPlanOf(settings, entry.device), isWanted: isWanted(entry.device) };
}

type Round = { settings: SweepSettings; isWanted: Wanted; startedAt: number; roundMs: number };

/** The job of a range; none where nothing will be due. Ranges of one round are spread over it, but for those that should have been read already. */
function jobOf({ after, entries }: SweepRange, { settings, isWanted, startedAt, roundMs }: Round): Job | undefined {
  const usualAt = startedAt + Math.floor((evenHash(after ?? '') / SPAN) * roundMs);
  let rank = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const facts = factsOf(entry, settings, isWanted);
    const due = dueAt(facts);
    if (due === undefined || due > usualAt) continue;
    const isOpenNow = due <= startedAt && !isQuiet(facts.plan.quiet, startedAt);
    if (isOpenNow && facts.isWanted) rank = RANK.wanted;
    else if (isOpenNow && due <= startedAt - roundMs) rank = Math.min(rank, RANK.late);
    else if (!isQuiet(facts.plan.quiet, usualAt)) rank = Math.min(rank, RANK.usual);
    if (rank === RANK.wanted) break;
  }
  if (!Number.isFinite(rank)) return undefined;
  const at = rank === RANK.usual ? usualAt : startedAt;
  return { kind: RANGE, key: after ?? 'first', body: { after }, at, rank };
}

/** Fails: never; a body that nobody here wrote is the first range. */
function afterOf(body: unknown): string | null {
  const after = typeof body === 'object' && body !== null && 'after' in body ? body.after : null;
  return typeof after === 'string' ? after : null;
}
