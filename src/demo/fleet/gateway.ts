import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { Conditions } from './conditions.ts';
import type { ServiceMode } from './service-mode.ts';

/** A machine as the service knows it: how long it takes to be read, and its values at the moment, or nothing when it cannot be reached. */
export type Watched = { delayMs: () => number; read: () => ServiceMode | undefined };

export type GatewayOptions = { token: string; watched: ReadonlyMap<string, Watched>; conditions: Conditions };

/** Where the remote-maintenance service listens; `{serial}` in the template stands for the serial. */
export type Gateway = { urlTemplate: string; close(): Promise<void> };

const PATH = /^\/devices\/([^/?]+)\/service-mode$/;

/**
 * Starts the remote-maintenance service on a port of loopback.
 * Fails: answers 401 without the token, 404 for another path or an unknown serial, 405 for another method, 504 for a machine it cannot
 * reach.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const server = createServer((request, response) => {
    options.conditions.counts.http += 1;
    answer(request, response, options).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Readers keep their connections; closing them early would race with a request.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') {
    throw new AppError('bug', 'the maintenance service listens on no port');
  }
  return {
    urlTemplate: `http://127.0.0.1:${at.port}/devices/{serial}/service-mode`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: GatewayOptions): Promise<void> {
  if (!isAllowed(request.headers.authorization, options.token)) {
    send(response, 401, { error: 'unauthorized' });
    return;
  }
  if (request.method !== 'GET') {
    send(response, 405, { error: 'method not allowed' });
    return;
  }
  const serial = PATH.exec(request.url ?? '')?.[1];
  const watched = serial === undefined ? undefined : options.watched.get(serial);
  if (watched === undefined) {
    send(response, 404, { error: 'unknown device' });
    return;
  }
  const delay = watched.delayMs();
  if (delay > 0) {
    await sleep(delay, undefined, { ref: false });
  }
  const report = watched.read();
  if (report === undefined) {
    send(response, 504, { error: 'device not reachable' });
    return;
  }
  send(response, 200, report);
}

function isAllowed(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
