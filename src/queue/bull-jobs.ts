import { randomUUID } from 'node:crypto';
import type { Job as BullJob, Queue as BullQueue } from 'bullmq';
import { bullName } from './bull-names.ts';
import type { WrittenJob } from './queue-job.ts';

/** More tries than there will ever be: work is given up by nobody. */
const ENDLESS = 1_000_000_000;

/** What one of BullMQ's jobs carries. Shape: `body` stays JSON text, which no script of Redis reads. */
export type Carried = Omit<WrittenJob, 'kind'>;

export type CarriedJob = BullJob<Carried>;
export type CarriedQueue = BullQueue<Carried>;

/**
 * Puts work of one kind in.
 * Shape: each put is a new job of BullMQ's; its deduplication by our key keeps the one that waits, and makes one more when the one in hand
 * has ended (`keepLastIfActive`). What waits is then brought up to date.
 */
export async function addJobs(queue: CarriedQueue, jobs: WrittenJob[], now: number): Promise<void> {
  const waiting = await addOnce(queue, jobs, now);
  const isNews = await Promise.all(waiting.map(({ job, id }) => bringUpToDate(queue, id, job, now)));
  const news = waiting.filter((_, index) => isNews[index]).map(({ job }) => job);
  // Whoever took it in between may have read what it said before; put in again, it is done once more then, and else is one still.
  if (news.length > 0) await addOnce(queue, news, now);
}

/** Adds what is not there. Shape: gives those that were there already, with the id they have. */
async function addOnce(
  queue: CarriedQueue,
  jobs: WrittenJob[],
  now: number,
): Promise<{ job: WrittenJob; id: string }[]> {
  const asked = jobs.map((job) => ({ job, id: randomUUID() }));
  const added = await queue.addBulk(
    asked.map(({ job: { key, body, at, rank }, id }) => ({
      name: 'work',
      data: { key, body, at, rank },
      opts: {
        jobId: id,
        delay: Math.max(0, Math.ceil(at - now)),
        priority: rank,
        attempts: ENDLESS,
        backoff: { type: 'custom' },
        deduplication: { id: bullName(key), keepLastIfActive: true },
        removeOnComplete: true,
        // Where it failed stands in the log; what a customer said is to stand in the store alone.
        stackTraceLimit: 0,
      },
    })),
  );
  return asked.flatMap(({ job, id }, index) => {
    const standing = added[index]?.id;
    return standing === undefined || standing === id ? [] : [{ job, id: standing }];
  });
}

/**
 * Newest body, earliest time, smallest rank.
 * Shape: whether it says something else now; each step is left out by itself when somebody has taken the job meanwhile.
 */
async function bringUpToDate(queue: CarriedQueue, id: string, job: WrittenJob, now: number): Promise<boolean> {
  const standing: CarriedJob | undefined = await queue.getJob(id);
  if (standing === undefined) return true;
  const before = standing.data;
  const { key, body } = job;
  const at = Math.min(job.at, before.at);
  const rank = Math.min(job.rank, before.rank);
  if (body === before.body && at === before.at && rank === before.rank) return false;
  try {
    await standing.updateData({ key, body, at, rank });
    if (rank < before.rank) await standing.changePriority({ priority: rank });
    // A job that failed waits for its pause to end, not for its time.
    if (at < before.at && standing.attemptsMade === 0 && (await standing.isDelayed())) {
      if (at <= now) await standing.promote();
      else await standing.changeDelay(Math.ceil(at - now));
    }
  } catch (error) {
    if (await standing.isDelayed()) throw error;
  }
  return body !== before.body;
}
