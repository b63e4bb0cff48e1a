import { AppError } from '../core/errors.ts';
import type { Job, Queue, Working } from '../core/ports.ts';
import { UNTRACED } from '../core/tracing.ts';
import { finishClaim } from './finish-claim.ts';
import { carriedIn, openCarried } from './carried-trace.ts';
import type { FlowDeps } from './flow-deps.ts';
import { openLearntDevices } from './learnt-devices.ts';
import { tallyRulesOf } from './tally-rules.ts';

const KIND = 'claim';

/** How often it is looked whether a claim was left unfinished that no queue knows of. Units: milliseconds. */
const LOOK_EVERY_MS = 15_000;
const IDLE_LOOK_MS = 20;
/** Devices of models with very many are counted so many at a time, with a pause in between, and looked for so often. Units: milliseconds. */
const DEVICES_A_STEP = 250;
const COUNT_PAUSE_MS = 10;
const COUNT_EVERY_MS = 2_000;

/** Has claims worked on until people have seen them as they are: one walk a claim at a time, whichever process does it. */
export type ClaimRunner = {
  /** There is news of this claim: a fetch to answer, or a change to show. Returns at once. */
  poke: (claimId: number) => void;
  /** Puts in everything that is unfinished by the store. */
  resume: () => Promise<number>;
  /** Begins to work on claims in this process, so many side by side. */
  work: (atOnce: number) => void;
  /** Resolves when nobody has anything to do. */
  idle: () => Promise<void>;
  /** Begins nothing new; what is in hand is left where it stands, for another process or the next. */
  stop: () => Promise<void>;
};

/** Opens the runner. Shape: what is to be done is the store's knowledge, and the queue decides who does it. */
export function openClaimRunner(deps: FlowDeps, queue: Queue): ClaimRunner {
  const stopped = new AbortController();
  const learnt = openLearntDevices();
  const { tracing = UNTRACED } = deps;
  const carried = openCarried();
  const putting = new Set<Promise<void>>();
  let working: Working | undefined;

  async function put(claimIds: number[]): Promise<void> {
    await queue.put(claimIds.map((id) => ({ kind: KIND, key: String(id), body: carried.bodyOf(id) })));
  }

  function poke(claimId: number): void {
    carried.keep(claimId, tracing.carry());
    // The claim is on disk: where the queue is down, it is found unfinished later.
    const work = put([claimId])
      .catch((error: unknown) => deps.log('error', 'claim.not-queued', { claim: claimId, error }))
      .finally(() => putting.delete(work));
    putting.add(work);
  }

  /** In the trace of whoever had it worked on, which may have been another process. */
  function handle({ key, body }: Job, signal: AbortSignal): Promise<void> {
    const claimId = Number(key);
    const start = { kind: 'consumer', facts: { 'claim.id': claimId }, parent: { carried: carriedIn(body) } } as const;
    return tracing.span('claim work', start, () => finish(claimId, signal));
  }

  async function finish(claimId: number, signal: AbortSignal): Promise<void> {
    // Whoever has the claim now sends its messages: what still waits here to be sent would stand twice.
    signal.addEventListener('abort', () => {
      if (!stopped.signal.aborted) deps.notify.forget(claimId);
    });
    try {
      await finishClaim(deps, learnt, claimId, signal);
    } finally {
      deps.notify.forget(claimId);
    }
    if (!signal.aborted) return;
    // Whoever took over may have shown its state before our last one arrived: it is shown once more.
    if (!stopped.signal.aborted) poke(claimId);
    throw new AppError('store_failed', `claim ${claimId} is worked on elsewhere`, { claim: claimId });
  }

  /** A queue may lose what the store still knows: its server forgets a second, its file is gone, or it was down when there was news. */
  async function lookAgain(): Promise<void> {
    let before = new Set<number>();
    for (;;) {
      await deps.wait(LOOK_EVERY_MS, stopped.signal);
      if (stopped.signal.aborted) return;
      try {
        const unfinished = await deps.store.listUnfinished();
        carried.onlyOf(unfinished);
        await put(unfinished.filter((id) => before.has(id)));
        before = new Set(unfinished);
      } catch (error) {
        deps.log('warn', 'claim.not-looked', { error });
      }
    }
  }

  /** Counts what is due of models with very many devices, some at a time, so that claims go first. */
  async function countOn(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const { left } = await deps.store.sumUp(tallyRulesOf(deps.book), DEVICES_A_STEP);
        await deps.wait(left ? COUNT_PAUSE_MS : COUNT_EVERY_MS, stopped.signal);
      } catch (error) {
        deps.log('warn', 'peers.not-counted', { error });
        await deps.wait(LOOK_EVERY_MS, stopped.signal);
      }
    }
  }

  return {
    poke,
    async resume() {
      const ids = await deps.store.listUnfinished();
      await put(ids);
      return ids.length;
    },
    work(atOnce) {
      working = queue.work(KIND, { atOnce }, handle);
      void lookAgain();
      void countOn();
    },
    async idle() {
      for (;;) {
        await Promise.all(putting);
        const { waiting, running } = await queue.count(KIND);
        if (waiting + running === 0) return;
        await deps.wait(IDLE_LOOK_MS);
      }
    },
    async stop() {
      stopped.abort();
      await working?.stop();
    },
  };
}
