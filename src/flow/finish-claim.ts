import type { Dossier, Fetch } from '../core/dossier.ts';
import { AppError } from '../core/errors.ts';
import type { SavedReadings } from '../core/ports.ts';
import { type Span, UNTRACED } from '../core/tracing.ts';
import { answerFetch, type Asked } from './answer-fetch.ts';
import { fetchCalledFor } from './called-for.ts';
import type { FlowDeps } from './flow-deps.ts';
import { keepReadings } from './keep-readings.ts';
import type { LearntDevices } from './learnt-devices.ts';
import { loadDossier, withRunning } from './load-dossier.ts';

/**
 * Answers what is open of a claim and shows it, until people have seen it as it is; where it stands when it is stopped.
 * Fails: when the store or Slack is down; done again, it goes on where it stood.
 */
export async function finishClaim(
  deps: FlowDeps,
  learnt: LearntDevices,
  claimId: number,
  stopped: AbortSignal,
): Promise<void> {
  const read: SavedReadings[] = [];
  while (!stopped.aborted) {
    const fetches = await deps.store.listFetches(claimId);
    const pending = fetches.find((fetch) => fetch.phase !== 'complete');
    if (pending !== undefined) {
      const frame = fetches.findLast((fetch) => fetch.frame !== undefined)?.frame;
      // What was read before stands in for peers that do not answer this time.
      await keepReadings(deps, read.splice(0));
      read.push(
        ...(await answer(deps, { claimId, pending, frame, before: wholeBefore(fetches, pending), learnt }, stopped)),
      );
      continue;
    }
    const dossier = await loadDossier(deps, claimId);
    if (dossier === undefined) {
      deps.log('error', 'claim.lost-device', { claim: claimId });
      return;
    }
    const wanted = fetchCalledFor(dossier.claim, dossier.fetches);
    if (wanted !== undefined) {
      await deps.store.addFetch(claimId, { ...wanted, askedAt: deps.clock() });
      continue;
    }
    await deps.notify.show(dossier);
    await deps.store.markShown(claimId, dossier.claim.revision);
    await keepReadings(deps, read.splice(0));
    const now = await deps.store.getClaim(claimId);
    if (now === undefined || now.revision <= dossier.claim.revision) return;
  }
}

/** The fetch whose values stay beside those that a fetch of what was absent brings. */
function wholeBefore(fetches: readonly Fetch[], { n, only }: Fetch): Fetch | undefined {
  return only === undefined ? undefined : fetches.findLast((fetch) => fetch.n < n && fetch.phase === 'complete');
}

type Answering = Pick<Asked, 'pending' | 'frame' | 'before'> & { claimId: number; learnt: LearntDevices };

/** Answers one fetch and shows it as it grows. Shape: what was read, still to be kept. */
function answer(deps: FlowDeps, asked: Answering, stopped: AbortSignal): Promise<SavedReadings[]> {
  const { tracing = UNTRACED } = deps;
  const facts = { 'claim.id': asked.claimId, 'fetch.n': asked.pending.n };
  return tracing.span('claim fetch', { facts }, (span) => answerWithin(span, deps, asked, stopped));
}

async function answerWithin(
  span: Span,
  deps: FlowDeps,
  { claimId, learnt, ...asked }: Answering,
  stopped: AbortSignal,
): Promise<SavedReadings[]> {
  const dossier = await loadDossier(deps, claimId);
  if (dossier === undefined) throw new AppError('bug', `claim ${claimId} or its device is not in the store`);
  const states = answerFetch(deps, { ...dossier, ...asked }, { learnt, stopped });
  try {
    return await showAsItGrows(span, deps, dossier, states, stopped);
  } finally {
    deps.running?.delete(claimId);
  }
}

async function showAsItGrows(
  span: Span,
  deps: FlowDeps,
  dossier: Dossier,
  states: ReturnType<typeof answerFetch>,
  stopped: AbortSignal,
): Promise<SavedReadings[]> {
  const claimId = dossier.claim.id;
  for (;;) {
    const { done, value } = await states.next();
    if (done === true) return value;
    deps.running?.set(claimId, value);
    span.set(factsOf(value));
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

/** How far it has come. */
function factsOf({ phase, outcome, peers }: Fetch): Record<string, string | number> {
  return {
    'fetch.phase': phase,
    'fetch.outcome': outcome.kind,
    'peers.live': peers.live,
    'peers.stored': peers.stored,
    'peers.missing': peers.missing,
  };
}
