import type { WaitingError, Worker, WorkerOptions } from 'bullmq';
import type { Handle, Working } from '../core/ports.ts';
import type { Carried, CarriedJob } from './bull-jobs.ts';
import { pauseAfter, type Pauses } from './pauses.ts';
import { readJob } from './queue-job.ts';

/** The part of the package that is needed here; it is loaded only where there is a Redis. */
type Bull = { Worker: typeof Worker; WaitingError: typeof WaitingError };

/** What the handing out of one kind works with. Units: milliseconds. */
export type BullWorkDeps = {
  bull: Bull;
  connection: WorkerOptions['connection'];
  name: string;
  prefix: string;
  leaseMs: number;
  pauses: Pauses;
  /** How long `stop` waits for what is in hand. */
  stopMs: number;
  onTrouble: (what: string, facts: Record<string, unknown>) => void;
};

/** Begins to hand out. */
export function startBullWork(deps: BullWorkDeps, kind: string, atOnce: number, handle: Handle): Working {
  const { bull, leaseMs, pauses, stopMs, onTrouble } = deps;
  const inHand = new Map<string, { key: string; abort: AbortController; done: Promise<void> }>();
  let isStopped = false;

  async function process(job: CarriedJob, token: string | undefined): Promise<void> {
    const { key } = job.data;
    const abort = new AbortController();
    const work = handle(readJob({ kind, ...job.data }), abort.signal);
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    const id = job.id ?? key;
    inHand.set(id, { key, abort, done });
    try {
      await work;
    } catch (error) {
      if (isStopped) {
        await job.moveToWait(token);
        throw new bull.WaitingError();
      }
      if (!abort.signal.aborted) onTrouble('work', { kind, key, error, failures: job.attemptsMade + 1 });
      throw error;
    } finally {
      if (inHand.get(id)?.abort === abort) inHand.delete(id);
    }
  }

  const worker: Worker<Carried> = new bull.Worker<Carried>(deps.name, process, {
    connection: deps.connection,
    prefix: deps.prefix,
    concurrency: atOnce,
    lockDuration: leaseMs,
    stalledInterval: Math.ceil(leaseMs / 3),
    // A process that dies says nothing about the work it had in hand.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 500,
    settings: { backoffStrategy: (failures: number) => pauseAfter(failures, pauses) },
  });
  worker.on('lockRenewalFailed', (ids: string[]) => {
    for (const id of ids) {
      const lost = inHand.get(id);
      if (lost === undefined || lost.abort.signal.aborted) continue;
      onTrouble('lease', { kind, key: lost.key });
      lost.abort.abort();
    }
  });
  worker.on('error', (error) => onTrouble('worker', { kind, error }));

  return {
    async stop() {
      isStopped = true;
      await worker.pause(true);
      for (const { abort } of inHand.values()) abort.abort();
      await within(stopMs, Promise.all([...inHand.values()].map(({ done }) => done)));
      // Whoever does not hear is left behind without its lock being renewed; a server that is away cannot be told anything.
      await within(stopMs, worker.close(inHand.size > 0));
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, bound]);
  clearTimeout(timer);
}
