import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { type App, HTTPModuleFunctions, type Logger, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import type { Secret } from '../core/secret.ts';

/** A form this long or longer is left to Bolt, which knows its limit: what people type is a few thousand characters. Units: octets. */
const LONGEST_FORM = 65_536;
/** Source: Slack, "Verifying requests": what was signed longer ago may be sent again by whoever overheard it. Units: seconds. */
const OLDEST_S = 300;
/** Slack waits three seconds; Bolt says after this time that nothing was acknowledged. Units: milliseconds. */
const ACK_WITHIN_MS = 3001;
const SIGNATURE = /^v0=([0-9a-f]{64})$/;

type DoorOptions = {
  path: string;
  signingSecret: Secret;
  /** The app that handles what came. */
  app: Pick<App, 'processEvent'>;
  /** Bolt's own listener, which takes everything else. */
  bolt: RequestListener;
  logger: Logger;
};

/**
 * Takes signed slash commands from HTTP and gives them to the app as Bolt's receiver does, at less cost: nothing is parsed, hashed or compared twice, and an
 * answer goes out with its length, in one piece.
 * Shape: only what is whole, of its age and signed is taken; anything else goes on to Bolt as it came, which answers or refuses it.
 */
export function openCommandDoor({ path, signingSecret, app, bolt, logger }: DoorOptions): RequestListener {
  const secret = signingSecret.reveal();
  return (request, response) => {
    const { method, url, headers } = request;
    const length = Number(headers['content-length']);
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    if (method !== 'POST' || url !== path || !isForm || !(length < LONGEST_FORM)) return bolt(request, response);
    readWhole(request, (rawBody) => {
      const text = rawBody.toString();
      // Bolt takes a body that was read already from where it puts one itself.
      if (!isCommand(text) || !isSigned(request, rawBody, secret))
        return bolt(Object.assign(request, { rawBody }), response);
      void take(app, { request, response, body: parse(text), logger });
    });
  };
}

/** A request without its end is nobody's: the connection is gone, and with it whoever would be answered. */
function readWhole(request: IncomingMessage, whole: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
  request.on('error', () => undefined);
}

/** Shape: buttons and forms come as a `payload`, and Slack looks at the certificate with `ssl_check`, which is not signed. */
function isCommand(form: string): boolean {
  return /(?:^|&)command=/.test(form) && !/(?:^|&)(?:payload|ssl_check)=/.test(form);
}

/** Source: Slack, "Verifying requests": v0, HMAC-SHA256 of `v0:<timestamp>:<body>`, compared in a time that tells nothing. */
function isSigned({ headers }: IncomingMessage, body: Buffer, secret: string): boolean {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Number(timestamp) < Math.floor(Date.now() / 1000) - OLDEST_S) return false;
  const said = SIGNATURE.exec(signature)?.[1];
  if (said === undefined) return false;
  const ours = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(Buffer.from(said, 'hex'), ours);
}

type Taken = { request: IncomingMessage; response: ServerResponse; body: ReceiverEvent['body']; logger: Logger };

async function take(app: Pick<App, 'processEvent'>, { request, response, body, logger }: Taken): Promise<void> {
  let isAcked = false;
  const late = setTimeout(() => {
    HTTPModuleFunctions.defaultUnhandledRequestHandler({ logger, request, response });
  }, ACK_WITHIN_MS);
  async function ack(answer?: unknown): Promise<void> {
    if (isAcked) throw new ReceiverMultipleAckError();
    isAcked = true;
    clearTimeout(late);
    send(response, answer);
  }
  const retryNum = HTTPModuleFunctions.extractRetryNumFromHTTPRequest(request);
  const retryReason = HTTPModuleFunctions.extractRetryReasonFromHTTPRequest(request);
  try {
    await app.processEvent({
      body,
      ack,
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    });
  } catch (error) {
    clearTimeout(late);
    const said = error instanceof Error ? error : new Error('not an error');
    await HTTPModuleFunctions.defaultProcessEventErrorHandler({
      error: said,
      logger,
      request,
      response,
      storedResponse: undefined,
    });
  }
}

/** What is frozen stays as it is, and is written once. */
const written = new WeakMap<object, Buffer>();

function send(response: ServerResponse, answer: unknown): void {
  if (answer === undefined || answer === '') {
    response.writeHead(200, { 'content-length': 0 });
    response.end();
    return;
  }
  const json = jsonOf(answer);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length });
  response.end(json);
}

function jsonOf(answer: unknown): Buffer {
  if (typeof answer !== 'object' || answer === null || !Object.isFrozen(answer))
    return Buffer.from(JSON.stringify(answer));
  const json = written.get(answer) ?? Buffer.from(JSON.stringify(answer));
  written.set(answer, json);
  return json;
}
