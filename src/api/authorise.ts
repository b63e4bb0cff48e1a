import { createHash, timingSafeEqual } from 'node:crypto';
import type { Claim } from '../core/claim.ts';
import type { Secret } from '../core/secret.ts';
import { Problem } from './problem.ts';

/** A system that may make claims, by the name that claims show. It reads those alone that it made or joined, unless it reads all. */
export type ApiCaller = { name: string; token: Secret; readsAll?: true | undefined };

/**
 * Who calls, by the bearer token.
 * Fails: Problem 401; it takes as long whichever token was nearly right.
 */
export function authorise(header: string | undefined, callers: readonly ApiCaller[]): ApiCaller {
  const [, token] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
  const given = digest(token ?? '');
  let known: ApiCaller | undefined;
  for (const caller of callers) if (timingSafeEqual(given, digest(caller.token.reveal()))) known = caller;
  if (token === undefined || known === undefined) {
    throw new Problem(401, 'not_authorised', 'Send a token of the configuration as "Authorization: Bearer …".');
  }
  return known;
}

/** Whether a claim is this caller's to read: other systems have other customers. */
export function mayRead({ name, readsAll }: ApiCaller, { sourceKey, events }: Claim): boolean {
  const isTheirs = (source: string | undefined): boolean => source?.startsWith(`api:${name}:`) === true;
  return readsAll === true || isTheirs(sourceKey) || events.some(({ source }) => isTheirs(source));
}

/** Texts of any length become comparable in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
