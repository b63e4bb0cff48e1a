import type { Dispatcher } from 'undici';
import type { AbsentReason } from '../../core/value.ts';
import { clientFailure, type ClientFailures, codeOf } from '../client-failure.ts';
import { octetsOf } from './octets-of.ts';
import { MOST_WAIT_MS } from './open-connector.ts';

/** A document as it came, where it is instead, or why there is none. */
export type Got =
  | { kind: 'octets'; octets: Buffer; contentType: string }
  | { kind: 'moved'; to: string; said: string }
  | { kind: 'failed'; reason: AbsentReason; said: string };

/** What is asked for. `path` begins with a slash; `failures` are the client's errors that mean something of their own here. */
export type GetRequest = {
  dispatcher: Dispatcher;
  origin: string;
  path: string;
  headers: Record<string, string>;
  signal: AbortSignal;
  failures: ClientFailures;
};

/** Longest document that is read; a device's values are a few kilobytes. Units: octets. */
const MOST_OCTETS = 256 * 1024;
const FAILURES: ClientFailures = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['malformed', 'the document is longer than 256 kB'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['malformed', 'the document is cut short'],
};

/** Longest head of an answer; devices send some hundred octets. Units: octets. */
export const MOST_HEAD = 8 * 1024;

/** How every HTTP client here waits and how much it takes. */
export const CLIENT_LIMITS = {
  pipelining: 1,
  maxHeaderSize: MOST_HEAD,
  headersTimeout: MOST_WAIT_MS,
  bodyTimeout: MOST_WAIT_MS,
  maxResponseSize: MOST_OCTETS,
};

/**
 * Gets one document; a redirect is told and not followed.
 * Fails: never; a refusal, a time-out or garbage comes back with its reason.
 */
export async function getOctets(request: GetRequest): Promise<Got> {
  try {
    const { statusCode, headers, body } = await requestTwice(request);
    const octets = await octetsOf(body);
    const location = textOf(headers['location']);
    if (statusCode >= 300 && statusCode <= 308 && location !== '') {
      return { kind: 'moved', to: location, said: `HTTP status ${statusCode}` };
    }
    const coding = textOf(headers['content-encoding']).toLowerCase();
    if (statusCode === 200 && coding !== '' && coding !== 'identity') {
      return { kind: 'failed', reason: 'malformed', said: 'the document is compressed, which it was not asked to be' };
    }
    return ofStatus(statusCode) ?? { kind: 'octets', octets, contentType: textOf(headers['content-type']) };
  } catch (error) {
    return { kind: 'failed', ...clientFailure(error, request.signal, { ...FAILURES, ...request.failures }) };
  }
}

/** A kept connection may be closed by the other side just when it is used again: one more try, on a new one. */
async function requestTwice(request: GetRequest): Promise<Dispatcher.ResponseData> {
  const { dispatcher, origin, path, headers, signal } = request;
  const send = async (): Promise<Dispatcher.ResponseData> =>
    await untilOver(dispatcher.request({ method: 'GET', origin, path, headers, signal }), signal);
  try {
    return await send();
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') throw error;
    return await send();
  }
}

/** The client hears of the end of a read only once it has a connection, which a service may take half a minute to refuse. */
async function untilOver(
  sent: Promise<Dispatcher.ResponseData>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  return await new Promise((resolve, reject) => {
    const onOver = (): void => {
      reject(new Error('the read is over'));
      // What still comes is for nobody.
      sent.then(
        ({ body }) => body.on('error', () => undefined).destroy(),
        () => undefined,
      );
    };
    const settle = (): void => signal.removeEventListener('abort', onOver);
    signal.addEventListener('abort', onOver, { once: true });
    sent.finally(settle).then(resolve, reject);
    if (signal.aborted) onOver();
  });
}

function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}

function ofStatus(status: number): Extract<Got, { kind: 'failed' }> | undefined {
  if (status === 200) return undefined;
  const said = `HTTP status ${status}`;
  if (status === 401 || status === 403) return { kind: 'failed', reason: 'refused', said };
  if (status === 404 || status === 410) return { kind: 'failed', reason: 'unsupported', said };
  // A gateway answers for a device it cannot reach itself (RFC 9110, 502 to 504).
  if (status >= 502 && status <= 504) return { kind: 'failed', reason: 'unreachable', said };
  return { kind: 'failed', reason: 'malformed', said };
}
