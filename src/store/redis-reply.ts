import { AppError } from '../core/errors.ts';

/**
 * A reply that is a list.
 * Fails: AppError `store_failed` when it is something else, as when another program wrote to our keys.
 */
export function listOf(reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw unexpected('list', reply);
  return reply;
}

/**
 * A reply that is a text.
 * Fails: AppError `store_failed` when it is something else.
 */
export function textIn(reply: unknown): string {
  if (typeof reply !== 'string') throw unexpected('text', reply);
  return reply;
}

/**
 * A reply that is a whole number, sent as one or as a text.
 * Fails: AppError `store_failed` when it is something else.
 */
export function numberIn(reply: unknown): number {
  const number = typeof reply === 'string' ? Number(reply) : reply;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw unexpected('number', reply);
  return number;
}

function unexpected(wanted: string, reply: unknown): AppError {
  return new AppError('store_failed', `Redis answered with ${typeof reply} where a ${wanted} was expected`);
}
