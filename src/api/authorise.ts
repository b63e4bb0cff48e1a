import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../core/secret.ts';
import { Problem } from './problem.ts';

/** A system that may make claims, by the name that claims show. */
export type ApiCaller = { name: string; token: Secret };

/**
 * Who calls, by the bearer token.
 * Fails: Problem 401; it takes as long whichever token was nearly right.
 */
export function authorise(header: string | undefined, callers: readonly ApiCaller[]): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
  const given = digest(token ?? '');
  let name: string | undefined;
  for (const caller of callers) if (timingSafeEqual(given, digest(caller.token.reveal()))) name = caller.name;
  if (token === undefined || name === undefined) {
    throw new Problem(401, 'not_authorised', 'Send a token of the configuration as "Authorization: Bearer …".');
  }
  return name;
}

/** Texts of any length become comparable in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
