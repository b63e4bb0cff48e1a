import { AppError } from '../core/errors.ts';
import { type Exchange, type ListeningServer, openServer, type ServerOptions } from './open-server.ts';
import { Problem, sendJson } from './problem.ts';

/**
 * What those are told who ask whether we are well.
 * Shape: `check` rejects while the program cannot do its work; `metrics` is what the program counts of itself, and the media type of that.
 */
export type Probes = {
  check: () => Promise<unknown>;
  metrics: () => Promise<{ type: string; text: string }>;
};

/** Answers a probe; false where the request is none. Fails: Problem 503 while the program cannot do its work. */
export async function answerProbe(probes: Probes, { response, method, pathname }: Exchange): Promise<boolean> {
  if (method !== 'GET' && method !== 'HEAD') return false;
  switch (pathname) {
    case '/healthz':
      sendJson(response, 200, { status: 'alive' });
      return true;
    case '/readyz':
      sendJson(response, 200, await readiness(probes));
      return true;
    case '/metrics': {
      const { type, text } = await probes.metrics();
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
      return true;
    }
    default:
      return false;
  }
}

async function readiness({ check }: Probes): Promise<object> {
  try {
    await check();
    return { status: 'ready' };
  } catch (error) {
    const why = error instanceof AppError ? error.message : 'something is wrong here';
    throw new Problem(503, 'not_ready', why);
  }
}

/**
 * Listens for probes alone, for a process that takes no claims.
 * Fails: AppError `bad_config` when the address cannot be listened at.
 */
export function startProbes(options: Probes & Pick<ServerOptions, 'host' | 'port' | 'log'>): Promise<ListeningServer> {
  const { host, port, log } = options;
  return openServer({
    host,
    port,
    log,
    name: 'The port for metrics',
    async route(exchange) {
      if (await answerProbe(options, exchange)) return;
      throw new Problem(404, 'no_such_path', 'There is no such path; GET /healthz, /readyz and /metrics are.');
    },
  });
}
