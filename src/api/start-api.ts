import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dossier } from '../core/dossier.ts';
import { AppError } from '../core/errors.ts';
import type { Desk } from '../core/intake.ts';
import type { Clock } from '../core/ports.ts';
import { type ApiCaller, authorise } from './authorise.ts';
import { idempotencyKeyOf, toClaimRequest } from './claim-request.ts';
import { dossierDocument } from './dossier-document.ts';
import { openApi } from './openapi.ts';
import { claimDocument, postClaim } from './post-claim.ts';
import { Problem, sendJson, sendProblem } from './problem.ts';
import { readJson } from './read-body.ts';

/**
 * What the interface is given.
 * Shape: `channel` is where claims without a conversation are shown; `check` rejects while the program cannot take claims.
 */
export type ApiOptions = {
  host: string;
  port: number;
  callers: readonly ApiCaller[];
  desk: Pick<Desk, 'intake' | 'symptoms'>;
  dossierOf: (claimId: number) => Promise<Dossier | undefined>;
  channel: () => string | undefined;
  check: () => Promise<unknown>;
  /** What the program counts of itself, and the media type of that. */
  metrics: () => Promise<{ type: string; text: string }>;
  clock: Clock;
  log: (level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;
};

/** The interface while it listens. */
export type Api = { url: string; stop: () => Promise<void> };

/** Requests worked on side by side; a system that sends more is told to come again. */
const AT_ONCE = 32;
/** A request that is not complete by then is ended. Units: milliseconds. */
const REQUEST_MS = 10_000;
/** Those in hand when we stop have this long. Units: milliseconds. */
const STOP_MS = 2_000;

/**
 * Listens for claims of other systems, and for those who ask whether we are well.
 * Fails: AppError `bad_config` when the address cannot be listened at.
 */
export async function startApi(options: ApiOptions): Promise<Api> {
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
      reject(
        new AppError('bad_config', `The interface for claims cannot listen at ${where}: ${error.message}.`, {}, error),
      );
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

type Exchange = { request: IncomingMessage; response: ServerResponse; isFull: boolean };

async function answer(options: ApiOptions, { request, response, isFull }: Exchange): Promise<void> {
  try {
    if (isFull) throw new Problem(503, 'busy', 'Too many requests at once; nothing was changed.');
    await route(options, request, response);
  } catch (error) {
    sendProblem(response, problemOf(options, error));
  }
}

function problemOf(options: ApiOptions, error: unknown): Problem {
  if (error instanceof Problem) return error;
  options.log('error', 'api.failed', { error });
  if (error instanceof AppError && error.code === 'store_failed') {
    return new Problem(503, 'store_failed', 'The store is down; nothing was changed. Send it again with the same key.');
  }
  return new Problem(500, 'failed', 'Something is wrong here, and it is in the log. Send it again with the same key.');
}

async function route(options: ApiOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? '';
  const isRead = method === 'GET' || method === 'HEAD';
  if (pathname === '/healthz' && isRead) return sendJson(response, 200, { status: 'alive' });
  if (pathname === '/readyz' && isRead) return sendJson(response, 200, await readiness(options));
  if (pathname === '/metrics' && isRead) {
    const { type, text } = await options.metrics();
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    return;
  }
  if (pathname === '/openapi.json' && isRead) return sendJson(response, 200, openApi());
  const [, id] = /^\/claims\/(\d{1,15})$/.exec(pathname) ?? [];
  const isKnown = pathname === '/claims' || pathname === '/symptoms' || id !== undefined;
  if (!isKnown) throw new Problem(404, 'no_such_path', 'There is no such path; GET /openapi.json lists them.');
  const caller = authorise(request.headers.authorization, options.callers);
  if (pathname === '/symptoms' && isRead) return sendJson(response, 200, { symptoms: options.desk.symptoms() });
  if (id !== undefined && isRead) {
    const dossier = await options.dossierOf(Number(id));
    if (dossier === undefined) throw new Problem(404, 'unknown_claim', `There is no claim ${id}.`);
    return sendJson(response, 200, dossierDocument(dossier));
  }
  if (pathname === '/claims' && method === 'POST') {
    const key = idempotencyKeyOf(request.headers['idempotency-key']);
    const claimed = toClaimRequest(await readJson(request));
    const delivery = { caller, key, at: options.clock(), channel: options.channel(), request: claimed };
    const { claim, isNew } = await postClaim(options.desk, delivery);
    return sendJson(response, isNew ? 201 : 200, claimDocument(claim), { location: `/claims/${claim.id}` });
  }
  throw new Problem(405, 'no_such_method', `${method} is not for ${pathname}.`);
}

async function readiness({ check }: ApiOptions): Promise<object> {
  try {
    await check();
    return { status: 'ready' };
  } catch (error) {
    const why = error instanceof AppError ? error.message : 'something is wrong here';
    throw new Problem(503, 'not_ready', why);
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
