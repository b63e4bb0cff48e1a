import { Agent } from 'undici';
import type { Device } from '../../core/device.ts';
import type { Clock } from '../../core/ports.ts';
import type { AbsentReason } from '../../core/value.ts';
import type { ClientFailures } from '../client-failure.ts';
import { CLIENT_LIMITS, getOctets } from './get-octets.ts';
import { openConnector } from './open-connector.ts';
import { readText } from './read-text.ts';
import type { HttpService } from '../../core/http-service.ts';
import { documentRequest } from './service.ts';

/** A service's document about one device as text, or why there is none. Units: `at` milliseconds since 1970, `tookMs` milliseconds. */
export type Fetched = { at: number; tookMs: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'failed'; reason: AbsentReason; said: string }
);

const FAILURES: ClientFailures = {
  UND_ERR_INVALID_ARG: ['malformed', 'the address of the service is not valid'],
  UND_ERR_HEADERS_OVERFLOW: ['malformed', 'the headers of the answer have no end'],
  ERR_INVALID_URL: ['malformed', 'the address of the service is not valid'],
};

/** Opens the HTTP client of the services; connections are kept for the next document, and none is made any more once the signal has come. */
export function openHttpAgent(connections: number, signal: AbortSignal): Agent {
  return new Agent({ ...CLIENT_LIMITS, connections, connect: openConnector(signal) });
}

/** What a fetch needs besides the service. */
export type FetchOptions = { agent: Agent; device: Device; signal: AbortSignal; clock: Clock };

/**
 * Fetches a service's document about a device; redirects are not followed, so that what proves who we are goes to nobody else.
 * Fails: never; a refusal, a time-out or garbage comes back with its reason.
 */
export async function fetchDocument(service: HttpService, options: FetchOptions): Promise<Fetched> {
  const { agent: dispatcher, device, signal, clock } = options;
  const started = performance.now();
  const when = (): { at: number; tookMs: number } => ({ at: clock(), tookMs: Math.round(performance.now() - started) });
  let request;
  try {
    request = documentRequest(service, device);
  } catch {
    return { kind: 'failed', reason: 'malformed', said: 'the address of the service is not valid', ...when() };
  }
  const got = await getOctets({ dispatcher, ...request, signal, failures: FAILURES });
  if (got.kind === 'octets') return { kind: 'text', text: readText(got.octets, got.contentType), ...when() };
  if (got.kind === 'moved') return { kind: 'failed', reason: 'malformed', said: got.said, ...when() };
  return { ...got, ...when() };
}
