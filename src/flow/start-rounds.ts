import type { Job, Queue } from '../core/ports.ts';
import type { FlowDeps } from './flow-deps.ts';

const BEGIN_AGAIN_MS = 5_000;

/** What is done with the jobs of one kind. Shape: `atOnce` of them in this process. */
type Work = { kind: string; atOnce: number; handle: (job: Job, signal: AbortSignal) => Promise<void> };

/**
 * Begins rounds that go on by themselves: the first job is put into the queue, and each round puts the next.
 * Shape: one round at a time over all processes; `event` is logged as often as the first could not be put. Where there is one already, it stays the one.
 * Fails: never; while the queue is down it is tried again.
 */
export function startRounds(
  deps: Pick<FlowDeps, 'wait' | 'log'>,
  queue: Queue,
  { round, others = [], event }: { round: Omit<Work, 'atOnce'>; others?: readonly Work[]; event: string },
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const working = [{ ...round, atOnce: 1 }, ...others].map(({ kind, atOnce, handle }) =>
    queue.work(kind, { atOnce }, handle),
  );
  void begin();

  async function begin(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await queue.put([{ kind: round.kind, key: 'next', body: null }]);
        return;
      } catch (error) {
        deps.log('warn', event, { error });
        await deps.wait(BEGIN_AGAIN_MS, stopped.signal);
      }
    }
  }

  return {
    async stop() {
      stopped.abort();
      await Promise.all(working.map((each) => each.stop()));
    },
  };
}
