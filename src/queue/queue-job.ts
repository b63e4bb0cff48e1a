import { AppError } from '../core/errors.ts';
import type { Job } from '../core/ports.ts';

/** A job as it is written down. */
export type WrittenJob = { kind: string; key: string; body: string; at: number; rank: number };

/**
 * A job as texts and numbers.
 * Shape: `at` is 0 where it may be done at once, so that a clock set back holds nothing up.
 * Fails: AppError `bad_input` when the body is not JSON or a number is none.
 */
export function writeJob({ kind, key, body, at = 0, rank = 0 }: Job): WrittenJob {
  if (!Number.isFinite(at) || !Number.isFinite(rank)) {
    throw new AppError('bad_input', `work of kind ${kind} has a time or rank that is no number`, { kind, at, rank });
  }
  return { kind, key, body: writeBody(kind, body), at, rank };
}

function writeBody(kind: string, body: unknown): string {
  try {
    // Without a body there is nothing to say, which JSON writes as null.
    return JSON.stringify(body ?? null) ?? 'null';
  } catch (error) {
    throw new AppError('bad_input', `work of kind ${kind} has a body that JSON cannot hold`, { kind }, error);
  }
}
