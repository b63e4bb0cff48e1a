import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Secret } from '../../core/secret.ts';
import type { Span, Tracing } from '../../core/tracing.ts';
import { codeOf, troubleOf } from './trouble.ts';

/** A client whose calls are spans, by Slack's name of the method and how Slack took it; what was said in them is not told. */
export function tracedClient(tracing: Tracing, token: Secret, options: WebClientOptions): WebClient {
  return new (class extends WebClient {
    override apiCall(method: string, given?: Record<string, unknown>): Promise<WebAPICallResult> {
      const call = (): Promise<WebAPICallResult> => super.apiCall(method, given);
      const start = { kind: 'client', facts: { 'slack.method': method } } as const;
      return tracing.span(`slack ${method}`, start, (span) => called(span, call));
    }
  })(token.reveal(), options);
}

async function called(span: Span, call: () => Promise<WebAPICallResult>): Promise<WebAPICallResult> {
  try {
    return await call();
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind === 'limited') span.set({ 'slack.retry_after_ms': trouble.waitMs });
    const code = codeOf(trouble);
    if (code !== undefined) span.set({ 'slack.error': code });
    throw error;
  }
}
