import { Client } from 'undici';
import type { Device } from '../../core/device.ts';
import type { ClientFailures } from '../client-failure.ts';
import { CLIENT_LIMITS, getOctets, type Got } from './get-octets.ts';
import { openConnector } from './open-connector.ts';

/** A document of the device as it came, or why there is none. */
export type Page = Exclude<Got, { kind: 'moved' }>;

/** The device's own pages; one connection over HTTP and, where it sends us there, one over HTTPS. */
export type DevicePages = {
  /** Gets a document by its path. */
  get(path: string, signal: AbortSignal): Promise<Page>;
  /** The address of a path, to be shown. */
  urlOf(path: string): string;
  close(): Promise<void>;
};

const MOST_REDIRECTS = 2;
const NO_ADDRESS: [Extract<Page, { kind: 'failed' }>['reason'], string] = [
  'malformed',
  'the address of the device is not valid',
];
const FAILURES: ClientFailures = {
  UND_ERR_INVALID_ARG: NO_ADDRESS,
  ERR_INVALID_URL: NO_ADDRESS,
  UND_ERR_SOCKET: ['malformed', 'the connection was closed without a whole answer'],
  ECONNREFUSED: ['unsupported', 'nothing listens there'],
  EPROTO: ['malformed', 'the answer is no TLS'],
  UND_ERR_HEADERS_OVERFLOW: ['malformed', 'the headers of the answer have no end'],
};

/**
 * Opens the pages of a device at its registered address, until the signal comes; nothing is sent before the first `get`, and nothing ever to another address.
 * Fails: never; an address that is none fails each `get`.
 */
export function openDevicePages(device: Device, signal: AbortSignal): DevicePages {
  const home = homeOf(device);
  const clients = new Map<string, Client>();

  function clientOf(origin: string): Client {
    const known = clients.get(origin);
    if (known !== undefined) return known;
    // Devices sign their certificates themselves: there is nobody to ask, and what is read is no secret.
    // A client is gone only when its connection is: one that is still being made must end with the read as well.
    const connect = openConnector(signal, { rejectUnauthorized: false });
    const client = new Client(origin, { ...CLIENT_LIMITS, connect });
    clients.set(origin, client);
    return client;
  }

  async function get(path: string, signal: AbortSignal): Promise<Page> {
    let url = home === undefined ? undefined : addressOf(path, home);
    // A path of two slashes would name another host.
    if (url === undefined || url.origin !== home?.origin)
      return { kind: 'failed', reason: NO_ADDRESS[0], said: NO_ADDRESS[1] };
    for (let redirects = 0; ; redirects += 1) {
      const { origin } = url;
      const dispatcher = clientOf(origin);
      const request = { dispatcher, origin, path: `${url.pathname}${url.search}`, headers: { accept: '*/*' } };
      const got = await getOctets({ ...request, signal, failures: FAILURES });
      if (got.kind !== 'moved') return got;
      if (redirects === MOST_REDIRECTS)
        return { kind: 'failed', reason: 'malformed', said: 'it sends us on without end' };
      const next = addressOf(got.to, url);
      if (next === undefined || !isSameDevice(url, next)) {
        return { kind: 'failed', reason: 'malformed', said: `${got.said}, to somewhere else: not followed` };
      }
      url = next;
    }
  }

  return {
    get,
    urlOf: (path) => (home === undefined ? '' : addressOf(path, home)?.href) ?? path,
    async close() {
      await Promise.all([...clients.values()].map((client) => client.destroy()));
    },
  };
}

/** Another path of the same server; or the same address over TLS, on the port of HTTPS or on the one that was asked. */
function isSameDevice(from: URL, to: URL): boolean {
  if (to.username !== '' || to.password !== '') return false;
  if (from.origin === to.origin) return true;
  if (from.hostname !== to.hostname || from.protocol !== 'http:' || to.protocol !== 'https:') return false;
  return to.port === '' || to.port === from.port;
}

function homeOf({ address, httpTls = false, httpPort = httpTls ? 443 : 80 }: Device): URL | undefined {
  // Anything but a name or an address could smuggle in another host, a path or a password.
  if (!/^[\w.:%-]+$/.test(address)) return undefined;
  return addressOf(`${httpTls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${httpPort}`);
}

function addressOf(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
