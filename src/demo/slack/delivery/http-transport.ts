import { createHmac } from 'node:crypto';
import { parseJson } from '../json.ts';
import type { FailReason, Parcel, Transport } from './delivery.ts';

/** Requests to the app's own address, signed as Slack signs them. */
export interface HttpTransport extends Transport {
  setRequestUrl(url: string): void;
}

export interface HttpTransportOptions {
  readonly requestUrl: string;
  readonly signingSecret: string;
  /** Units: milliseconds; Slack gives 3000. */
  readonly ackTimeoutMs: number;
}

/**
 * The signature of a request body.
 * Source: Slack, "Verifying requests": v0, HMAC-SHA256 of `v0:<timestamp>:<body>`.
 */
export function signatureOf(signingSecret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Delivery by HTTP requests to an address on this machine. */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  let requestUrl = loopback(options.requestUrl);
  const closing = new AbortController();
  return {
    setRequestUrl(url) {
      requestUrl = loopback(url);
    },
    async deliver(parcel) {
      const { body, type } = bodyOf(parcel);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers: Record<string, string> = {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signatureOf(options.signingSecret, timestamp, body),
      };
      if (parcel.attempt > 0) {
        headers['x-slack-retry-num'] = String(parcel.attempt);
        headers['x-slack-retry-reason'] = parcel.reason ?? 'unknown_error';
      }
      try {
        const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(options.ackTimeoutMs)]);
        const response = await fetch(requestUrl, { method: 'POST', headers, body, signal, redirect: 'manual' });
        const text = await response.text();
        if (response.ok) return { kind: 'acked', body: answerOf(text) };
        return { kind: 'failed', reason: 'http_error', isFinal: response.headers.get('x-slack-no-retry') === '1' };
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error), isFinal: closing.signal.aborted };
      }
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

function bodyOf(parcel: Parcel): { body: string; type: string } {
  if (parcel.kind === 'events_api') return { body: JSON.stringify(parcel.payload), type: 'application/json' };
  const form = new URLSearchParams();
  if (parcel.kind === 'interactive') form.set('payload', JSON.stringify(parcel.payload));
  else for (const [key, value] of Object.entries(parcel.payload)) form.set(key, String(value));
  return { body: form.toString(), type: 'application/x-www-form-urlencoded' };
}

/** A JSON body as its value; any other text as the words to show. */
function answerOf(text: string): unknown {
  return parseJson(text) ?? text;
}

function reasonOf(error: unknown): FailReason {
  return error instanceof Error && error.name === 'TimeoutError' ? 'http_timeout' : 'connection_failed';
}

/** The local Slack never speaks to another machine. */
function loopback(url: string): string {
  const { hostname } = new URL(url);
  if (hostname !== 'localhost' && !hostname.startsWith('127.')) {
    throw new RangeError(`the app's request address must be on this machine, not ${hostname}`);
  }
  return url;
}
