import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Clock, Queue } from '../core/ports.ts';
import { PAUSES, type Pauses } from './pauses.ts';
import { isGone, processMark } from './process-mark.ts';
import { writeJob } from './queue-job.ts';
import { openSql } from './sqlite-driver.ts';
import { openJobs } from './sqlite-jobs.ts';
import { type SqliteWorking, startWork, type WorkDeps } from './sqlite-work.ts';

/** How long a write waits for another process's write. */
const BUSY_TIMEOUT_MS = 5_000;
/** How often a process looks for what others put in. */
const POLL_MS = 200;
const STOP_MS = 5_000;
/** How often a process looks for others that are gone. */
const LOOK_MS = 1_000;
/** Jobs written in one go: many at once cost little, and the loop must turn in between. */
const PORTION = 1_000;

/**
 * Opens the embedded queue: a table of leases in an SQLite file, which several processes of one machine may share; `:memory:` is for this one alone.
 * Units: `leaseMs` is how long a killed process keeps what it had in hand.
 * Fails: AppError `store_failed` when the file cannot be opened.
 */
export async function openSqliteQueue(options: {
  path: string;
  leaseMs: number;
  onTrouble: WorkDeps['onTrouble'];
  pauses?: Pauses | undefined;
  stopMs?: number | undefined;
  now?: Clock | undefined;
}): Promise<Queue> {
  const { path, leaseMs, onTrouble, pauses = PAUSES, stopMs = STOP_MS, now = Date.now } = options;
  const { sql, jobs } = await guard('open', async () => {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = await openSql(path);
    try {
      opened.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      opened.exec('PRAGMA journal_mode = WAL');
      // A power cut may take the last jobs; the store knows what is unfinished and fills them in again. A killed process takes none.
      opened.exec('PRAGMA synchronous = NORMAL');
      return { sql: opened, jobs: openJobs(opened, { leaseMs, pauses, time: now }) };
    } catch (error) {
      opened.close();
      throw error;
    }
  });
  const works = new Map<SqliteWorking, string>();
  const mark = `${processMark()} ${randomUUID()}`;
  let taken = 0;
  let isOpen = true;
  // What a killed process had in hand need not wait for its lease, where it can be seen that the process is gone.
  function takeFromGone(): void {
    try {
      jobs.handBackOf(isGone);
    } catch (error) {
      onTrouble('look', { error });
    }
  }
  takeFromGone();
  const looking = setInterval(takeFromGone, Math.min(leaseMs, LOOK_MS));
  looking.unref();
  async function guard<T>(doing: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new AppError('store_failed', `the queue could not do ${doing}: ${said}`, { doing, where: path }, error);
    }
  }
  async function attempt<T>(doing: string, work: () => T | Promise<T>): Promise<T> {
    if (!isOpen) throw new AppError('store_failed', 'the queue is closed');
    return guard(doing, work);
  }
  return {
    put: (given) =>
      attempt('put', async () => {
        // All are written down before the first goes in: what is refused leaves nothing behind.
        const written = given.map(writeJob);
        for (let from = 0; from < written.length; from += PORTION) {
          if (from > 0) await new Promise((resolve) => setImmediate(resolve));
          jobs.put(written.slice(from, from + PORTION));
        }
        const kinds = new Set(written.map(({ kind }) => kind));
        for (const [working, kind] of works) if (kinds.has(kind)) working.wake();
      }),
    work(kind, { atOnce }, handle) {
      if (!isOpen) throw new AppError('store_failed', 'the queue is closed');
      const owner = (): string => `${mark}:${(taken += 1)}`;
      const working = startWork({ jobs, leaseMs, pollMs: POLL_MS, stopMs, owner, onTrouble }, kind, atOnce, handle);
      works.set(working, kind);
      return {
        async stop() {
          await working.stop();
          works.delete(working);
        },
      };
    },
    count: (kind) => attempt('count', () => jobs.count(kind)),
    async close() {
      if (!isOpen) return;
      await Promise.all([...works.keys()].map((working) => working.stop()));
      isOpen = false;
      clearInterval(looking);
      sql.close();
    },
  };
}
