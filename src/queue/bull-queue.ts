import { AppError } from '../core/errors.ts';
import type { Queue, Working } from '../core/ports.ts';
import type { RedisOptions } from '../core/redis-target.ts';
import { addJobs, type Carried, type CarriedQueue } from './bull-jobs.ts';
import { bullName } from './bull-names.ts';
import { type BullWorkDeps, startBullWork } from './bull-work.ts';
import { findRedis } from './open-redis.ts';
import { PAUSES, type Pauses } from './pauses.ts';
import { writeJob, type WrittenJob } from './queue-job.ts';

const STOP_MS = 5_000;
/** Jobs written in one go, each short enough for the server to serve others in between. */
const PORTION = 1_000;

/**
 * Opens the queue that several machines share: BullMQ on Redis.
 * Shape: it opens although the server is down; what is asked is rejected until it is back, and work goes on then.
 * Units: `leaseMs` is how long a killed process keeps what it had in hand; it is noticed within a third of it more.
 * Fails: AppError `bad_config` when the URL is none.
 */
export async function openBullQueue(
  options: RedisOptions & {
    prefix?: string | undefined;
    leaseMs: number;
    onTrouble: BullWorkDeps['onTrouble'];
    pauses?: Pauses | undefined;
    stopMs?: number | undefined;
  },
): Promise<Queue> {
  const { leaseMs, onTrouble, pauses = PAUSES, stopMs = STOP_MS } = options;
  // In braces, so that a cluster keeps all of it on one node, as BullMQ's scripts need it.
  const prefix = `{${options.prefix ?? 'claimscope'}:queue}`;
  const { where, clean, connect } = findRedis(options);
  // No native code: what is packed here is short.
  process.env['MSGPACKR_NATIVE_ACCELERATION_DISABLED'] = 'true';
  const bull = await import('bullmq');

  const asking = connect(false);
  /** Those who work wait for the server however long it is away. */
  let working: ReturnType<typeof connect> | undefined;
  let isAway = false;
  function tell(what: string, facts: Record<string, unknown>): void {
    // What a handler says is its own; what Redis says may hold what was sent to it.
    if (what === 'work' || facts['error'] === undefined) onTrouble(what, facts);
    else if (!isAway || what === 'away') {
      const { error, ...rest } = facts;
      onTrouble(what, { ...rest, why: clean(error).message });
    }
  }
  asking.on('error', (error: Error) => {
    if (isAway) return;
    isAway = true;
    tell('away', { where, error });
  });
  asking.on('ready', () => {
    if (isAway) tell('back', { where });
    isAway = false;
  });

  const queues = new Map<string, Promise<CarriedQueue>>();
  const works = new Set<Working>();
  let isOpen = true;
  async function openKind(kind: string): Promise<CarriedQueue> {
    // One of BullMQ's queues that begins without a server is of no use for ever.
    await asking.ping();
    const queue: CarriedQueue = new bull.Queue<Carried>(bullName(kind), {
      connection: asking,
      prefix,
      streams: { events: { maxLen: 100 } },
    });
    // Each call rejects with an error of its own.
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    return queue;
  }
  async function queueOf(kind: string): Promise<CarriedQueue> {
    const opening = queues.get(kind) ?? openKind(kind);
    queues.set(kind, opening);
    try {
      return await opening;
    } catch (error) {
      queues.delete(kind);
      throw error;
    }
  }
  async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (!isOpen) throw new AppError('store_failed', 'the queue is closed');
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      const cause = clean(error);
      throw new AppError('store_failed', `the queue could not do ${doing}: ${cause.message}`, { doing, where }, cause);
    }
  }
  return {
    put: (given) =>
      attempt('put', async () => {
        const kinds = new Map<string, WrittenJob[]>();
        for (const job of given.map(writeJob)) {
          const known = kinds.get(job.kind);
          if (known === undefined) kinds.set(job.kind, [job]);
          else known.push(job);
        }
        for (const [kind, jobs] of kinds) {
          for (let from = 0; from < jobs.length; from += PORTION) {
            await addJobs(await queueOf(kind), jobs.slice(from, from + PORTION), Date.now());
          }
        }
      }),
    work(kind, { atOnce }, handle) {
      if (!isOpen) throw new AppError('store_failed', 'the queue is closed');
      working ??= connect(true);
      const deps = { bull, connection: working, name: bullName(kind), prefix, leaseMs, pauses, stopMs };
      const started = startBullWork({ ...deps, onTrouble: tell }, kind, atOnce, handle);
      works.add(started);
      return {
        async stop() {
          await started.stop();
          works.delete(started);
        },
      };
    },
    count: (kind) =>
      attempt('count', async () => {
        const counts = await (await queueOf(kind)).getJobCounts('waiting', 'prioritized', 'delayed', 'active');
        const { active = 0, ...rest } = counts;
        return { waiting: Object.values(rest).reduce((sum, n) => sum + n, 0), running: active };
      }),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await Promise.all([...works].map((one) => one.stop()));
      asking.disconnect();
      working?.disconnect();
    },
  };
}
