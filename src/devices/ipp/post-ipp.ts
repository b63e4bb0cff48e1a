import { Client } from 'undici';
import type { AbsentReason } from '../../core/value.ts';
import { clientFailure, type ClientFailures } from '../client-failure.ts';
import { MOST_HEAD } from '../http/get-octets.ts';
import { octetsOf } from '../http/octets-of.ts';
import { MOST_WAIT_MS, openConnector } from '../http/open-connector.ts';

/** Where a printer takes IPP requests. `host` is the device's own address and nothing else is ever asked. */
export type IppTarget = { host: string; port: number; path: string; isTls: boolean };

/** The octets of an answer, or why there are none. */
export type Posted = { octets: Buffer } | { reason: AbsentReason; said: string };

/** Longest answer that is read; all attributes of a device are 20 kB. Units: octets. */
const MOST_OCTETS = 256 * 1024;
const FAILURES: ClientFailures = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['malformed', 'the answer is longer than 256 kB'],
  UND_ERR_INVALID_ARG: ['malformed', 'the address of the device is not valid'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['malformed', 'the answer is cut short'],
  UND_ERR_SOCKET: ['malformed', 'the connection was closed without a whole answer'],
  ERR_INVALID_URL: ['malformed', 'the address of the device is not valid'],
  ECONNREFUSED: ['unsupported', 'nothing listens there'],
  EPROTO: ['malformed', 'the answer is no TLS'],
  UND_ERR_HEADERS_OVERFLOW: ['malformed', 'the headers of the answer have no end'],
};

/**
 * Posts one request and reads the answer on a connection of its own; redirects are not followed.
 * Fails: never; a refusal, a time-out or garbage comes back with its reason.
 */
export async function postIpp(target: IppTarget, body: Buffer, signal: AbortSignal): Promise<Posted> {
  let client: Client | undefined;
  try {
    client = new Client(originOf(target), {
      // Devices sign their certificates themselves: there is nobody to ask, and what is read is no secret.
      // A client is gone only when its connection is: one that is still being made must end with the read as well.
      connect: openConnector(signal, { rejectUnauthorized: false }),
      maxHeaderSize: MOST_HEAD,
      headersTimeout: MOST_WAIT_MS,
      bodyTimeout: MOST_WAIT_MS,
      maxResponseSize: MOST_OCTETS,
    });
    const response = await client.request({
      method: 'POST',
      path: target.path,
      headers: { 'content-type': 'application/ipp', accept: 'application/ipp' },
      body,
      reset: true,
      signal,
    });
    const octets = await octetsOf(response.body);
    return ofStatus(response.statusCode) ?? { octets };
  } catch (error) {
    return clientFailure(error, signal, FAILURES);
  } finally {
    await client?.destroy();
  }
}

function originOf({ host, port, isTls }: IppTarget): URL {
  // Anything but a name or an address could smuggle in another host, a path or a password.
  if (!/^[\w.:%-]+$/.test(host)) throw Object.assign(new Error('no host'), { code: 'ERR_INVALID_URL' });
  return new URL(`${isTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

function ofStatus(status: number): { reason: AbsentReason; said: string } | undefined {
  if (status === 200) return undefined;
  const said = `HTTP status ${status}`;
  if (status === 401 || status === 403) return { reason: 'refused', said };
  if (status === 426) return { reason: 'refused', said: `${said}, TLS is wanted` };
  return { reason: status === 404 || status === 405 ? 'unsupported' : 'malformed', said };
}
