import type { Fetch } from '../core/dossier.ts';
import { AppError } from '../core/errors.ts';
import type { SavedReadings } from '../core/ports.ts';
import { answerFetch } from './answer-fetch.ts';
import type { FlowDeps } from './flow-deps.ts';
import { keepReadings } from './keep-readings.ts';
import { type LearntDevices, openLearntDevices } from './learnt-devices.ts';
import { loadDossier, withRunning } from './load-dossier.ts';

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;

/** Works on claims until people have seen them as they are: one walk a claim at a time, several claims side by side. */
export type ClaimRunner = {
  /** There is news of this claim: a fetch to answer, or a change to show. Returns at once. */
  poke: (claimId: number) => void;
  /** Takes up everything that a process before this one left unfinished. */
  resume: () => Promise<number>;
  /** Resolves when nothing is being worked on. */
  idle: () => Promise<void>;
  /** Begins nothing new; what is running is abandoned where it stands and is resumed by the next process. */
  stop: () => void;
};

/** Opens the runner. Shape: `atOnce` claims are worked on side by side, the rest wait in order. */
export function openClaimRunner(deps: FlowDeps, atOnce: number): ClaimRunner {
  const waiting = new Set<number>();
  const again = new Set<number>();
  const working = new Map<number, Promise<void>>();
  const stopped = new AbortController();
  const learnt = openLearntDevices();

  function begin(): void {
    for (const claimId of waiting) {
      if (working.size >= atOnce || stopped.signal.aborted) return;
      waiting.delete(claimId);
      const work = workOn(deps, learnt, claimId, stopped.signal).then(() => {
        working.delete(claimId);
        if (again.delete(claimId)) waiting.add(claimId);
        begin();
      });
      working.set(claimId, work);
    }
  }

  function poke(claimId: number): void {
    if (working.has(claimId)) again.add(claimId);
    else waiting.add(claimId);
    begin();
  }

  return {
    poke,
    async resume() {
      const ids = await deps.store.listUnfinished();
      for (const id of ids) poke(id);
      return ids.length;
    },
    async idle() {
      while (working.size > 0) await Promise.all(working.values());
    },
    stop() {
      stopped.abort();
    },
  };
}

/** Tries until it is done: the store or Slack may be down for a while, and the claim must not be forgotten meanwhile. */
async function workOn(deps: FlowDeps, learnt: LearntDevices, claimId: number, stopped: AbortSignal): Promise<void> {
  // Whoever poked has an acknowledgement to send; it goes out before the work begins.
  await deps.wait(0);
  for (let pauseMs = RETRY_FIRST_MS; !stopped.aborted; pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS)) {
    try {
      await finish(deps, learnt, claimId, stopped);
      return;
    } catch (error) {
      deps.log('error', 'claim.failed', { claim: claimId, error, retryMs: pauseMs });
      await deps.wait(pauseMs, stopped);
    }
  }
}

async function finish(deps: FlowDeps, learnt: LearntDevices, claimId: number, stopped: AbortSignal): Promise<void> {
  const read: SavedReadings[] = [];
  while (!stopped.aborted) {
    const pending = (await deps.store.listFetches(claimId)).find((fetch) => fetch.phase !== 'complete');
    if (pending !== undefined) {
      read.push(...(await answer(deps, { claimId, pending, learnt }, stopped)));
      continue;
    }
    const dossier = await loadDossier(deps, claimId);
    if (dossier === undefined) {
      deps.log('error', 'claim.lost-device', { claim: claimId });
      return;
    }
    await deps.notify.show(dossier);
    await deps.store.markShown(claimId, dossier.claim.revision);
    await keepReadings(deps, read.splice(0));
    const now = await deps.store.getClaim(claimId);
    if (now === undefined || now.revision <= dossier.claim.revision) return;
  }
}

/** Answers one fetch and shows it as it grows. Shape: what was read, still to be kept. */
async function answer(
  deps: FlowDeps,
  { claimId, pending, learnt }: { claimId: number; pending: Fetch; learnt: LearntDevices },
  stopped: AbortSignal,
): Promise<SavedReadings[]> {
  const dossier = await loadDossier(deps, claimId);
  if (dossier === undefined) throw new AppError('bug', `claim ${claimId} or its device is not in the store`);
  const states = answerFetch(deps, dossier.claim, dossier.device, pending, learnt);
  for (;;) {
    const { done, value } = await states.next();
    if (done === true) return value;
    // Whoever is stopped leaves the fetch pending; the generator's own clean-up ends what is being read.
    if (stopped.aborted) {
      await states.return([]);
      return [];
    }
    const current = await withRunning(deps, dossier, value);
    // Slack may be slower than the devices: a state is not waited for, and Notify merges those that pile up.
    deps.notify.show(current).catch((error: unknown) => {
      deps.log('warn', 'claim.state-not-shown', { claim: claimId, error });
    });
  }
}
