import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Tracker } from './tracker.ts';

/** Work that waits until Slack was answered. */
export type AfterAck = {
  /** Something came in that Slack waits for. */
  arrived: () => void;
  /** Begins the work once its turn has come; it never rejects, and nothing else waits for its end. Shape: in the order they were added. */
  add: (work: () => Promise<void>) => void;
  /** Begins nothing more: what waits is on disk, and the next process takes it up. */
  stop: () => void;
};

/** So many within a window are a rush, which is over a window after the last of them: two hundred a second are none yet. Units: milliseconds. */
const RUSH = { count: 10, windowMs: 50 };
/** In a rush one piece of work is begun each time so much has passed: twelve hundred a minute, for a twentieth of a core. Units: milliseconds. */
const BREATH_MS = 50;
/** Else so many are begun together, since what they write goes to disk together. */
const TOGETHER = 8;

/**
 * Starts with nothing waiting.
 * Slack waits three seconds for an acknowledgement, and to understand a claim takes far longer than to keep its words: in a rush acknowledgements
 * go first. Units: `now` milliseconds of any clock that runs evenly.
 */
export function openAfterAck({ track }: Pick<Tracker, 'track'>, now: () => number = () => performance.now()): AfterAck {
  const waiting: (() => Promise<void>)[] = [];
  let window = { since: -Infinity, count: 0 };
  let rushUntil = -Infinity;
  let isRunning = false;
  let isStopped = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // What has come in by now is heard first.
      await nextTurn();
      const isRush = now() < rushUntil;
      if (isRush) await sleep(BREATH_MS);
      for (const work of waiting.splice(0, isRush ? 1 : TOGETHER)) void track(work());
    }
    isRunning = false;
  }

  return {
    arrived() {
      const at = now();
      if (at - window.since > RUSH.windowMs) window = { since: at, count: 0 };
      window.count += 1;
      if (window.count >= RUSH.count) rushUntil = at + RUSH.windowMs;
    },
    add(work) {
      if (isStopped) return;
      // What is told of the work belongs to whoever added it, and another may have begun the loop.
      const scope = new AsyncResource('AfterAck');
      waiting.push(() => scope.runInAsyncScope(work));
      if (isRunning) return;
      isRunning = true;
      void track(run());
    },
    stop() {
      isStopped = true;
      waiting.length = 0;
    },
  };
}
