import type { Dossier } from '../core/dossier.ts';
import type { Desk } from '../core/intake.ts';
import type { Clock } from '../core/ports.ts';
import { UNTRACED, type Tracing } from '../core/tracing.ts';
import { type ApiCaller, authorise, mayRead } from './authorise.ts';
import { idempotencyKeyOf, toClaimRequest } from './claim-request.ts';
import { dossierDocument } from './dossier-document.ts';
import { type Exchange, type ListeningServer, openServer } from './open-server.ts';
import { openApi } from './openapi.ts';
import { claimDocument, postClaim } from './post-claim.ts';
import { answerProbe, type Probes } from './probes.ts';
import { Problem, sendJson } from './problem.ts';
import { readJson } from './read-body.ts';
import { traceRequest } from './trace-request.ts';

/**
 * What the interface is given.
 * Shape: `channel` is where claims without a conversation are shown.
 */
export type ApiOptions = Probes & {
  host: string;
  port: number;
  callers: readonly ApiCaller[];
  desk: Pick<Desk, 'intake' | 'symptoms'>;
  dossierOf: (claimId: number) => Promise<Dossier | undefined>;
  channel: () => string | undefined;
  clock: Clock;
  /** Told of each request; what it says of the trace it belongs to is taken up. Nobody is told unless it is said. */
  tracing?: Tracing | undefined;
  log: (level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;
};

/** The interface while it listens. */
export type Api = ListeningServer;

/**
 * Listens for claims of other systems, and for those who ask whether we are well.
 * Fails: AppError `bad_config` when the address cannot be listened at.
 */
export function startApi(options: ApiOptions): Promise<Api> {
  const { host, port, log } = options;
  return openServer({
    host,
    port,
    log,
    name: 'The interface for claims',
    route: (exchange) => route(options, exchange),
  });
}

async function route(options: ApiOptions, exchange: Exchange): Promise<void> {
  if (await answerProbe(options, exchange)) return;
  const { request, response, method, pathname } = exchange;
  if (pathname === '/openapi.json' && (method === 'GET' || method === 'HEAD'))
    return sendJson(response, 200, openApi());
  const [, id] = /^\/claims\/(\d{1,15})$/.exec(pathname) ?? [];
  const isKnown = pathname === '/claims' || pathname === '/symptoms' || id !== undefined;
  if (!isKnown) throw new Problem(404, 'no_such_path', 'There is no such path; GET /openapi.json lists them.');
  // Only who may be here says to which trace this belongs.
  const caller = authorise(request.headers.authorization, options.callers);
  const path = id === undefined ? pathname : '/claims/{id}';
  await traceRequest(options.tracing ?? UNTRACED, exchange, path, () => answer(options, exchange, { caller, id }));
}

async function answer(
  options: ApiOptions,
  { request, response, method, pathname }: Exchange,
  { caller, id }: { caller: ApiCaller; id: string | undefined },
): Promise<void> {
  const isRead = method === 'GET' || method === 'HEAD';
  if (pathname === '/symptoms' && isRead) return sendJson(response, 200, { symptoms: options.desk.symptoms() });
  if (id !== undefined && isRead) {
    const dossier = await options.dossierOf(Number(id));
    // Whose number it is says nothing either.
    if (dossier === undefined || !mayRead(caller, dossier.claim))
      throw new Problem(404, 'unknown_claim', `There is no claim ${id}.`);
    return sendJson(response, 200, dossierDocument(dossier));
  }
  if (pathname === '/claims' && method === 'POST') {
    const key = idempotencyKeyOf(request.headers['idempotency-key']);
    const claimed = toClaimRequest(await readJson(request));
    const delivery = { caller: caller.name, key, at: options.clock(), channel: options.channel(), request: claimed };
    const { claim, isNew, problems } = await postClaim(options.desk, delivery);
    return sendJson(
      response,
      isNew ? 201 : 200,
      { ...claimDocument(claim), problems },
      { location: `/claims/${claim.id}` },
    );
  }
  const allow = pathname === '/claims' ? 'POST' : 'GET, HEAD';
  throw new Problem(405, 'no_such_method', `${method} is not for ${pathname}.`, { allow });
}
