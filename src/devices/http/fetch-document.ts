import { Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '../../core/ports.ts';
import type { AbsentReason } from '../../core/value.ts';
import { clientFailure, type ClientFailures, codeOf } from '../client-failure.ts';
import { isMembers } from './pointer.ts';
import { documentUrl, type HttpService } from './service.ts';

/** A service's document about one device, or why there is none. Units: `at` milliseconds since 1970, `tookMs` milliseconds. */
export type Fetched = { at: number; tookMs: number } & (
  | { kind: 'document'; document: Record<string, unknown> }
  | { kind: 'failed'; reason: AbsentReason; said: string }
);

/** Longest document that is read; a device's values are a few kilobytes. Units: octets. */
const MOST_OCTETS = 256 * 1024;
/** No wait inside the client is longer than this; the read's own deadline ends it sooner. */
const MOST_WAIT_MS = 30_000;
const FAILURES: ClientFailures = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['malformed', 'the document is longer than 256 kB'],
  UND_ERR_INVALID_ARG: ['malformed', 'the address of the service is not valid'],
  ERR_INVALID_URL: ['malformed', 'the address of the service is not valid'],
};

/** Opens the HTTP client; redirects are not followed, connections are kept for the next document. */
export function openHttpAgent(connections: number): Agent {
  return new Agent({
    connections,
    pipelining: 1,
    connect: { timeout: MOST_WAIT_MS },
    headersTimeout: MOST_WAIT_MS,
    bodyTimeout: MOST_WAIT_MS,
    maxResponseSize: MOST_OCTETS,
  });
}

/** What a fetch needs besides the service. */
export type FetchOptions = { agent: Agent; serial: string; signal: AbortSignal; clock: Clock };

/**
 * Fetches a service's document about a serial.
 * Fails: never; a refusal, a time-out or garbage comes back with its reason.
 */
export async function fetchDocument(service: HttpService, options: FetchOptions): Promise<Fetched> {
  const started = performance.now();
  const when = () => ({ at: options.clock(), tookMs: Math.round(performance.now() - started) });
  try {
    const response = await requestTwice(service, options);
    const text = await response.body.text();
    const failed = ofStatus(response.statusCode);
    if (failed !== undefined) return { ...failed, ...when() };
    return { ...parse(text), ...when() };
  } catch (error) {
    return { kind: 'failed', ...clientFailure(error, options.signal, FAILURES), ...when() };
  }
}

/** A kept connection may be closed by the other side just when it is used again: one more try, on a new one. */
async function requestTwice(service: HttpService, options: FetchOptions): Promise<Dispatcher.ResponseData> {
  const send = async (): Promise<Dispatcher.ResponseData> =>
    await request(documentUrl(service, options.serial), {
      dispatcher: options.agent,
      signal: options.signal,
      headers: {
        accept: 'application/json',
        ...(service.token === undefined ? {} : { authorization: `Bearer ${service.token.reveal()}` }),
      },
    });
  try {
    return await send();
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') throw error;
    return await send();
  }
}

type Failed = { kind: 'failed'; reason: AbsentReason; said: string };

function ofStatus(status: number): Failed | undefined {
  if (status === 200) return undefined;
  const said = `HTTP status ${status}`;
  if (status === 401 || status === 403) return { kind: 'failed', reason: 'refused', said };
  if (status === 404 || status === 410) return { kind: 'failed', reason: 'unsupported', said };
  // The service answers for a device it cannot reach itself (RFC 9110, 502 to 504).
  if (status >= 502 && status <= 504) return { kind: 'failed', reason: 'unreachable', said };
  return { kind: 'failed', reason: 'malformed', said };
}

function parse(text: string): Failed | { kind: 'document'; document: Record<string, unknown> } {
  try {
    const document: unknown = JSON.parse(text);
    if (isMembers(document)) return { kind: 'document', document };
  } catch {
    // Said below: whatever is no JSON object is no document.
  }
  return { kind: 'failed', reason: 'malformed', said: 'the answer is no JSON object' };
}
