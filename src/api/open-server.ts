import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../core/errors.ts';
import { Problem, sendProblem } from './problem.ts';

/** One request, and where its answer goes. */
export type Exchange = { request: IncomingMessage; response: ServerResponse; method: string; pathname: string };

/** Where a server listens, and what it is called when it cannot. Shape: `route` answers, or rejects with a Problem or a fault. */
export type ServerOptions = {
  host: string;
  port: number;
  name: string;
  route: (exchange: Exchange) => Promise<void>;
  log: (level: 'error', event: string, facts: Record<string, unknown>) => void;
};

/** A server while it listens. */
export type ListeningServer = { url: string; stop: () => Promise<void> };

/** Requests worked on side by side; a system that sends more is told to come again. */
const AT_ONCE = 32;
/** A request that is not complete by then is ended. Units: milliseconds. */
const REQUEST_MS = 10_000;
/** Those in hand when we stop have this long. Units: milliseconds. */
const STOP_MS = 2_000;

/**
 * Listens for requests of other systems, some at a time.
 * Fails: AppError `bad_config` when the address cannot be listened at.
 */
export async function openServer(options: ServerOptions): Promise<ListeningServer> {
  let inHand = 0;
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    inHand += 1;
    response.once('close', () => {
      inHand -= 1;
    });
    void answer(options, { request, response, isFull: inHand > AT_ONCE });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const where = `${options.host}:${options.port}`;
      reject(new AppError('bad_config', `${options.name} cannot listen at ${where}: ${error.message}.`, {}, error));
    });
    server.listen(options.port, options.host, resolve);
  });
  return {
    url: urlOf(server.address()),
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
      server.closeIdleConnections();
      await closed;
      clearTimeout(timer);
    },
  };
}

async function answer(
  options: ServerOptions,
  { request, response, isFull }: Pick<Exchange, 'request' | 'response'> & { isFull: boolean },
): Promise<void> {
  try {
    const pathname = pathOf(request.url ?? '/');
    // Whoever asks whether we are alive would end us for being busy.
    if (isFull && pathname !== '/healthz') {
      throw new Problem(503, 'busy', 'Too many requests at once; nothing was changed.');
    }
    await options.route({ request, response, method: request.method ?? '', pathname });
  } catch (error) {
    sendProblem(response, problemOf(options, error));
  }
}

/** The path of a request's target, which is one, or a whole URL where a proxy is spoken to. Source: RFC 9112, section 3.2. */
function pathOf(target: string): string {
  const url = target.startsWith('/') ? `http://localhost${target}` : target;
  return URL.canParse(url) ? new URL(url).pathname : target;
}

function problemOf(options: ServerOptions, error: unknown): Problem {
  if (error instanceof Problem) return error;
  options.log('error', 'api.failed', { error });
  if (error instanceof AppError && error.code === 'store_failed') {
    return new Problem(503, 'store_failed', 'The store is down; nothing was changed. Send it again with the same key.');
  }
  if (error instanceof AppError && error.code === 'slack_failed') {
    return new Problem(
      503,
      'slack_failed',
      'No workspace is open; nothing was changed. Send it again with the same key.',
    );
  }
  return new Problem(500, 'failed', 'Something is wrong here, and it is in the log. Send it again with the same key.');
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
