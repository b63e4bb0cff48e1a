import type { Tracing } from '../core/tracing.ts';
import type { Exchange } from './open-server.ts';
import { Problem } from './problem.ts';

/**
 * Answers a request within a span, in the trace that it says it belongs to. Shape: `path` names the place without numbers.
 * Fails: as the answer does; what the other side did wrong is no failure of the span.
 * Source: W3C Trace Context, traceparent; OpenTelemetry, semantic conventions for HTTP spans.
 */
export async function traceRequest(
  tracing: Tracing,
  { request, response, method }: Exchange,
  path: string,
  answer: () => Promise<void>,
): Promise<void> {
  const { traceparent } = request.headers;
  const carried = typeof traceparent === 'string' ? traceparent : undefined;
  const facts = { 'http.request.method': method, 'http.route': path };
  const problem = await tracing.span(
    `${method} ${path}`,
    { kind: 'server', facts, parent: { carried } },
    async (span) => {
      try {
        await answer();
        span.set({ 'http.response.status_code': response.statusCode });
        return undefined;
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        span.set({ 'http.response.status_code': error.status });
        return error;
      }
    },
  );
  if (problem !== undefined) throw problem;
}
