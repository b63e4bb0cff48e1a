import type { AbsentReason } from '../core/value.ts';

/** Why there is no answer, and what happened in words. */
export type ClientFailure = { reason: AbsentReason; said: string };

/** Failures by the code of the HTTP client's error. */
export type ClientFailures = Record<string, [AbsentReason, string]>;

const TIMEOUTS: ClientFailures = {
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'no connection in time'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'no answer in time'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'the answer stopped half-way'],
};

/**
 * What an error of the HTTP client means. `known` are the codes that mean something of their own where they are asked.
 * Fails: never; an unknown code is `unreachable` and is named.
 */
export function clientFailure(error: unknown, signal: AbortSignal, known: ClientFailures): ClientFailure {
  if (signal.aborted) return { reason: 'timeout', said: 'no answer in time' };
  const code = codeOf(error);
  if (code.startsWith('HPE_') || code === 'HTTPParserError')
    return { reason: 'malformed', said: 'the answer is no HTTP' };
  for (const failures of [known, TIMEOUTS]) {
    const found = Object.hasOwn(failures, code) ? failures[code] : undefined;
    if (found !== undefined) return { reason: found[0], said: found[1] };
  }
  if (code.startsWith('ERR_SSL_')) return { reason: 'malformed', said: 'the answer is no TLS' };
  return { reason: 'unreachable', said: `the connection failed (${code})` };
}

/** The code of an error, or its name where it has none (the HTTP parser's have not always one of their own). */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}
