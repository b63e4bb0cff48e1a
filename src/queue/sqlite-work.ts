import type { Handle, Working } from '../core/ports.ts';
import { readJob } from './queue-job.ts';
import { type Held, type Jobs, machineNow } from './sqlite-jobs.ts';

/** What the handing out of one kind works with. Units: milliseconds. */
export type WorkDeps = {
  jobs: Jobs;
  leaseMs: number;
  pollMs: number;
  /** How long `stop` waits for what is in hand. */
  stopMs: number;
  owner: () => string;
  /** Told of what went wrong without anybody waiting for it. */
  onTrouble: (what: string, facts: Record<string, unknown>) => void;
};

/** Work of one kind that is being handed out, and a way to say that there is more. */
export type SqliteWorking = Working & { wake: () => void };

type InHand = { held: Held; abort: AbortController; heldUntil: number; done: Promise<void> };

/** Begins to hand out. Shape: others' work is found by looking again and again, since SQLite tells nobody. */
export function startWork(deps: WorkDeps, kind: string, atOnce: number, handle: Handle): SqliteWorking {
  const { jobs, leaseMs, onTrouble } = deps;
  const inHand = new Set<InHand>();
  let isStopped = false;
  let woken: NodeJS.Immediate | undefined;

  function take(): void {
    woken = undefined;
    if (isStopped || inHand.size >= atOnce) return;
    try {
      for (const held of jobs.take(kind, atOnce - inHand.size, deps.owner)) begin(held);
    } catch (error) {
      onTrouble('take', { kind, error });
    }
  }

  function wake(): void {
    // Whoever put something in has an answer to give first.
    woken ??= setImmediate(take);
  }

  function begin(held: Held): void {
    const one: InHand = {
      held,
      abort: new AbortController(),
      heldUntil: machineNow() + leaseMs,
      done: Promise.resolve(),
    };
    inHand.add(one);
    one.done = run(one).finally(() => {
      inHand.delete(one);
      if (!isStopped) wake();
    });
  }

  async function run({ held, abort }: InHand): Promise<void> {
    const { key, at, rank } = held;
    let end: 'done' | 'failed' | 'handBack' = 'done';
    try {
      await handle(readJob({ kind, key, body: held.body, at, rank }), abort.signal);
    } catch (error) {
      end = isStopped ? 'handBack' : 'failed';
      if (!abort.signal.aborted) onTrouble('work', { kind, key, error, failures: held.failures + 1 });
    }
    try {
      jobs[end](held);
    } catch (error) {
      // It is done again once the lease is over: better twice than not at all.
      onTrouble('end', { kind, key, error });
    }
  }

  function renew(): void {
    const all = [...inHand];
    if (all.length === 0) return;
    try {
      const lost = new Set(jobs.renew(all.map(({ held }) => held)));
      for (const one of all) {
        if (lost.has(one.held)) lose(one);
        else one.heldUntil = machineNow() + leaseMs;
      }
    } catch (error) {
      onTrouble('renew', { kind, error });
      for (const one of all) if (machineNow() >= one.heldUntil) lose(one);
    }
  }

  function lose({ held, abort }: InHand): void {
    if (abort.signal.aborted) return;
    onTrouble('lease', { kind, key: held.key });
    abort.abort();
  }

  const polling = setInterval(take, deps.pollMs);
  const renewing = setInterval(renew, leaseMs / 3);
  wake();

  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(polling);
      if (woken !== undefined) clearImmediate(woken);
      for (const { abort } of inHand) abort.abort();
      // Renewed until then: who stops slowly has it still in hand.
      let timer: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deps.stopMs);
      });
      await Promise.race([Promise.all([...inHand].map(({ done }) => done)), bound]);
      clearTimeout(timer);
      clearInterval(renewing);
    },
  };
}
