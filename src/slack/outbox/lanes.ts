import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import PQueue from 'p-queue';
import { troubleOf } from '../calls/trouble.ts';
import type { Log } from '../options.ts';

/**
 * Calls in the order and at the pace Slack allows.
 * A channel's posts wait for each other and never for another channel's; a 429 pauses its own lane for as long as Slack says.
 */
export type Lanes = {
  /** Runs a post when its channel's turn comes; a higher priority goes first. */
  post: <T>(channel: string, priority: number, job: () => Promise<T>) => Promise<T>;
  /** Runs any other call; calls of one kind share a limit. */
  call: <T>(kind: 'update' | 'read' | 'open' | 'upload' | 'file' | 'step', job: () => Promise<T>) => Promise<T>;
  /** Begins nothing more, and resolves when what had begun is over. What waits, and what is asked for from then on, fails with AppError `slack_failed`: it was not sent. */
  stop: () => Promise<void>;
};

/** A call that Slack put off goes before everything that came later. */
const PUT_OFF = 1000;
/** Calls of one kind side by side: enough to hide the way to Slack, few enough to be told of a limit in time. */
const SIDE_BY_SIDE = 8;

/** A lane that was limited goes one by one, and as wide as before once it was not for so long. Units: milliseconds. */
const CALM_MS = 60_000;

type Lane = { queue: PQueue; width: number; gapMs: number; resumeAt: number; timer?: NodeJS.Timeout | undefined };

/** Opens the lanes. Units: posts a second and channel, null for no pace of our own; `calmMs` milliseconds without a limit after which a lane is as wide as before. */
export function openLanes(input: { postsPerSecond: number | null; log: Log; calmMs?: number }): Lanes {
  const { calmMs = CALM_MS } = input;
  const lanes = new Map<string, Lane>();
  const waiting = new Set<(error: Error) => void>();
  const stopping = new AbortController();
  // Every lane that keeps its pace listens to it; a hundred channels are no leak here.
  setMaxListeners(0, stopping.signal);

  function laneOf(name: string, pace: number | null): Lane {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const width = pace === null ? SIDE_BY_SIDE : 1;
    const lane: Lane = {
      queue: new PQueue({ concurrency: width }),
      width,
      gapMs: pace === null ? 0 : 1000 / pace,
      resumeAt: 0,
    };
    lanes.set(name, lane);
    return lane;
  }

  function pause(name: string, lane: Lane, waitMs: number): void {
    const resumeAt = performance.now() + waitMs;
    if (resumeAt <= lane.resumeAt) return;
    if (lane.resumeAt < performance.now()) input.log('warn', 'slack.limited', { lane: name, waitMs });
    lane.resumeAt = resumeAt;
    // Together they ran into the limit; one by one they learn of the next without a crowd of refusals.
    lane.queue.concurrency = 1;
    lane.queue.pause();
    clearTimeout(lane.timer);
    lane.timer = setTimeout(() => {
      if (!stopping.signal.aborted) lane.queue.start();
    }, waitMs);
  }

  /** One turn of a job. Shape: the outcome is known at once; the lane stays taken until the next may begin. */
  function turn<T>(
    name: string,
    lane: Lane,
    priority: number,
    job: () => Promise<T>,
  ): Promise<{ done: T } | 'limited'> {
    // The queue begins a job where another ended: what is told of the job belongs to whoever asked for it.
    const begin = AsyncResource.bind(job);
    return new Promise((resolve, reject) => {
      if (stopping.signal.aborted) {
        reject(stoppedError());
        return;
      }
      waiting.add(reject);
      void lane.queue.add(
        async () => {
          waiting.delete(reject);
          if (performance.now() - lane.resumeAt >= calmMs) lane.queue.concurrency = lane.width;
          try {
            resolve({ done: await begin() });
          } catch (error) {
            const trouble = troubleOf(error);
            if (trouble?.kind === 'limited') {
              // Paused before the turn ends, so that the next in line does not run into the same limit.
              pause(name, lane, trouble.waitMs);
              resolve('limited');
              return;
            }
            reject(asError(error));
          }
          // Counted from the answer: a message that took long to arrive would else be too close to the next.
          if (lane.gapMs > 0) await sleep(lane.gapMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        },
        { priority },
      );
    });
  }

  async function run<T>(name: string, lane: Lane, priority: number, job: () => Promise<T>): Promise<T> {
    for (let rank = priority; ; rank = PUT_OFF) {
      const outcome = await turn(name, lane, rank, job);
      if (outcome !== 'limited') return outcome.done;
    }
  }

  return {
    post: (channel, priority, job) =>
      run(`post ${channel}`, laneOf(`post ${channel}`, input.postsPerSecond), priority, job),
    call: (kind, job) => run(kind, laneOf(kind, null), 0, job),
    async stop() {
      stopping.abort();
      for (const { queue, timer } of lanes.values()) {
        clearTimeout(timer);
        queue.pause();
        queue.clear();
      }
      for (const reject of waiting) reject(stoppedError());
      waiting.clear();
      await Promise.all([...lanes.values()].map(({ queue }) => queue.onPendingZero()));
    },
  };
}

function stoppedError(): AppError {
  return new AppError('slack_failed', 'The Slack side was stopped before this was sent.');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
