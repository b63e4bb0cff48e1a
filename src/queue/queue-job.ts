import { AppError } from '../core/errors.ts';
import type { Job } from '../core/ports.ts';

/** A job as it is written down; `body` is JSON. */
export type WrittenJob = { kind: string; key: string; body: string; at: number; rank: number };

/** The highest rank: what both queues can hold. */
const MOST_RANK = 2_000_000;

/**
 * A job as texts and numbers.
 * Shape: `at` is 0 where it may be done at once, so that a clock set back holds nothing up.
 * Fails: AppError `bad_input` when the body is not JSON, the time is no number, or the rank no whole number from 0 on.
 */
export function writeJob({ kind, key, body, at = 0, rank = 0 }: Job): WrittenJob {
  if (!Number.isFinite(at))
    throw new AppError('bad_input', `work of kind ${kind} has a time that is none`, { kind, at });
  if (!Number.isInteger(rank) || rank < 0 || rank > MOST_RANK) {
    throw new AppError('bad_input', `work of kind ${kind} has a rank that is none`, { kind, rank });
  }
  return { kind, key, body: writeBody(kind, body), at, rank };
}

/** A job as it was put in. */
export function readJob({ kind, key, body, at, rank }: WrittenJob): Job {
  return { kind, key, body: JSON.parse(body), at, rank };
}

function writeBody(kind: string, body: unknown): string {
  try {
    // Without a body there is nothing to say, which JSON writes as null.
    return JSON.stringify(body ?? null) ?? 'null';
  } catch (error) {
    throw new AppError('bad_input', `work of kind ${kind} has a body that JSON cannot hold`, { kind }, error);
  }
}
