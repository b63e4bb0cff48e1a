import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { createFaults } from './api/faults.ts';
import { createLimits } from './api/limits.ts';
import { readAppFacts } from './app-facts.ts';
import { BOT, DEFAULT_CHANNELS, DEFAULT_GROUPS, DEFAULT_USERS, TEAM } from './cast.ts';
import { createControl } from './control.ts';
import { createDelivery } from './delivery/delivery.ts';
import { createHttpTransport } from './delivery/http-transport.ts';
import { createSocketTransport } from './delivery/socket-transport.ts';
import type { Engine } from './engine.ts';
import type { LocalSlack, LocalSlackOptions } from './options.ts';
import { createResponseUrls } from './people/response-urls.ts';
import { createTriggers } from './people/triggers.ts';
import { createRouter } from './router.ts';
import { createTsMaker } from './world/ids.ts';
import { changed, createWorld } from './world/world.ts';

const SLACKS_RETRIES_MS = [0, 60_000, 300_000];
const SLACKS_PATIENCE_MS = 3000;

/**
 * Starts a Slack on this machine: Web API, Socket Mode or requests, people to play, and a page to look at.
 * Shape: listens on 127.0.0.1 only.
 * Fails: when the port is taken.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const team = options.team ?? TEAM;
  const users = options.users ?? DEFAULT_USERS;
  const groups = options.groups ?? DEFAULT_GROUPS;
  const world = createWorld({ users, groups, channels: options.channels ?? DEFAULT_CHANNELS });
  const ackTimeoutMs = options.ackTimeoutMs ?? SLACKS_PATIENCE_MS;
  const secret = (): string => randomBytes(16).toString('hex');
  const tokens = {
    app: `xapp-1-local-${secret()}`,
    bot: `xoxb-local-${secret()}`,
    signingSecret: options.signingSecret ?? secret(),
  };
  const socket = createSocketTransport(ackTimeoutMs);
  const http =
    options.transport === 'socket'
      ? undefined
      : createHttpTransport({ requestUrl: options.transport.http, signingSecret: tokens.signingSecret, ackTimeoutMs });
  const onChange = (): void => changed(world);

  const engine: Engine = {
    world,
    facts: readAppFacts(options.manifest),
    tokens,
    team,
    isUninstalled: false,
    baseUrl: '',
    newTs: createTsMaker(),
    triggers: createTriggers(options.triggerLifeMs ?? SLACKS_PATIENCE_MS),
    responseUrls: createResponseUrls(() => engine.baseUrl),
    delivery: createDelivery({
      transport: http ?? socket,
      retryDelaysMs: options.retryDelaysMs ?? SLACKS_RETRIES_MS,
      onChange,
    }),
    limits: createLimits(options.limits ?? { postsPerSecondPerChannel: 1 }),
    faults: createFaults(),
    calls: [],
    openSocket: () =>
      http === undefined ? `${engine.baseUrl.replace('http', 'ws')}/link/?ticket=${socket.newTicket()}` : undefined,
  };
  const control = createControl(engine, http === undefined ? { socket } : { http });

  const server = createServer(createRouter(engine, control));
  const sockets = new WebSocketServer({ server, path: '/link/' });
  sockets.on('connection', (client, request) => {
    socket.accept(client, new URL(request.url ?? '/', engine.baseUrl).searchParams.get('ticket') ?? '');
    changed(world);
    client.on('close', onChange);
  });
  engine.baseUrl = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;

  return {
    url: `${engine.baseUrl}/`,
    apiUrl: `${engine.baseUrl}/api/`,
    appToken: tokens.app,
    botToken: tokens.bot,
    signingSecret: tokens.signingSecret,
    team,
    users,
    bot: BOT,
    groups,
    channels: [...world.channels.values()],
    control,
    async stop() {
      engine.delivery.stop();
      await Promise.all([socket.close(), http?.close()]);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
