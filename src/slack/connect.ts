import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type InstallationStore, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { AppError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { BOT_SCOPES } from './ids.ts';
import { openCommandDoor } from './command-door.ts';
import { beginPage, failedPage, installedPage, sendPage } from './installs/install-pages.ts';
import type { SlackOptions } from './options.ts';
import { tracedClient } from './calls/traced-client.ts';

/** Slack's answers are awaited for so long. */
const CALL_TIMEOUT_MS = 10_000;
/** How long we wait to open a new socket after Slack closed one; Bolt takes this from the time a pong may take. */
const SOCKET_PAUSE_MS = 2_000;
/** Requests in hand are answered within so long when we stop. */
const ANSWERS_END_MS = 250;
const PATH = '/slack/events';
/** Where people begin an install, and where Slack sends them back to. */
export const INSTALL_PATH = '/slack/install';
const REDIRECT_PATH = '/slack/oauth_redirect';

/** An app that can be started and stopped. `start` gives the address Slack sends to, in HTTP mode. */
export type Connection = { app: App; start: () => Promise<string | undefined>; stop: () => Promise<void> };

/**
 * The client for our own calls. Shape: it repeats nothing by itself, since only we know whether a call may be made twice; `fetch` takes the place of the
 * platform's own.
 */
export function openClient(
  options: Pick<SlackOptions, 'botToken' | 'apiUrl' | 'tracing'>,
  logger: Logger,
  fetch?: WebClientOptions['fetch'],
): WebClient {
  const own = { ...clientOptions(options, logger), retryConfig: { retries: 0 } };
  const how = fetch === undefined ? own : { ...own, fetch };
  const { botToken, tracing } = options;
  return tracing === undefined ? new WebClient(botToken.reveal(), how) : tracedClient(tracing, botToken, how);
}

/** The Bolt app for either transport. `me` spares Bolt a call to learn who it is. */
export function connect(options: SlackOptions, me: { userId: string; botId: string }, logger: Logger): Connection {
  const common = {
    token: options.botToken.reveal(),
    botUserId: me.userId,
    botId: me.botId,
    logger,
    clientOptions: { ...clientOptions(options, logger), retryConfig: { retries: 3 } },
    // Bolt remembers conversations in memory by default; nothing here needs it.
    convoStore: false as const,
  };
  return options.mode === 'socket' ? overSocket(options, common, logger) : overHttp(options, common, logger);
}

type Common = ConstructorParameters<typeof App>[0];

function overSocket(options: SlackOptions, common: Common, logger: Logger): Connection {
  if (options.appToken === undefined) throw new AppError('bad_config', 'Socket Mode needs an app token (xapp-).');
  const receiver = new SocketModeReceiver({
    appToken: options.appToken.reveal(),
    logger,
    clientPingTimeout: SOCKET_PAUSE_MS,
    // Opening a socket is tried until it works; giving up would leave a bot that hears nothing.
    installerOptions: {
      clientOptions: {
        ...clientOptions(options, logger),
        rejectRateLimitedCalls: false,
        retryConfig: { forever: true, maxTimeout: 30_000 },
      },
    },
  });
  const app = new App({ ...common, receiver });
  return {
    app,
    async start() {
      await receiver.start();
      return undefined;
    },
    async stop() {
      // Bolt's own stop resolves before the socket is closed.
      const closed = receiver.client.disconnect();
      await Promise.race([closed, pauseFor(SOCKET_PAUSE_MS)]);
    },
  };
}

function overHttp(options: SlackOptions, common: Common, logger: Logger): Connection {
  if (options.signingSecret === undefined) throw new AppError('bad_config', 'HTTP mode needs the signing secret.');
  const { signingSecret } = options;
  const receiver = new HTTPReceiver({ signingSecret: signingSecret.reveal(), endpoints: PATH, logger });
  const app = new App({ ...common, receiver });
  receiver.requestListener = openCommandDoor({
    path: PATH,
    signingSecret,
    app,
    bolt: receiver.requestListener,
    logger,
  });
  return { app, ...startable(receiver, options) };
}

function startable(receiver: HTTPReceiver, options: Pick<SlackOptions, 'host' | 'port'>): Omit<Connection, 'app'> {
  let closeAll = (): void => undefined;
  return {
    async start() {
      const server = await receiver.start({ port: options.port ?? 3000, host: options.host ?? '127.0.0.1' });
      closeAll = () => server.closeAllConnections();
      return `http://${hostOf(server.address())}${PATH}`;
    },
    async stop() {
      // Requests that are being answered have a moment to end; connections that are merely open would hold the end up.
      const timer = setTimeout(closeAll, ANSWERS_END_MS);
      await receiver.stop();
      clearTimeout(timer);
    },
  };
}

/** An app for several workspaces: what Slack sends comes to `front`, and `relay` makes the app of one of them. */
export type SharedConnection = Omit<Connection, 'app'> & { front: App; relay: () => App };

/** What an app that several workspaces install is told of itself. */
export type SharedOptions = Pick<SlackOptions, 'host' | 'port' | 'apiUrl'> & {
  signingSecret: Secret;
  oauth: { clientId: string; clientSecret: Secret; redirectUri?: string | undefined };
  installationStore: InstallationStore;
  stateSecret: string;
};

/** The Bolt apps for several workspaces, over HTTP; Bolt's own install provider makes installs, and tells of each request whose token it is for. */
export function connectShared(options: SharedOptions, logger: Logger): SharedConnection {
  const { oauth, apiUrl } = options;
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret.reveal(),
    endpoints: PATH,
    logger,
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret.reveal(),
    stateSecret: options.stateSecret,
    scopes: Object.keys(BOT_SCOPES),
    installationStore: options.installationStore,
    ...(oauth.redirectUri === undefined ? {} : { redirectUri: oauth.redirectUri }),
    installerOptions: {
      installPath: INSTALL_PATH,
      redirectUriPath: REDIRECT_PATH,
      stateVerification: true,
      renderHtmlForInstallPath: beginPage,
      callbackOptions: {
        success: (installation, _asked, _request, response) => sendPage(response, installedPage(installation)),
        failure: (error, _asked, _request, response) => sendPage(response, failedPage(error)),
      },
      clientOptions: { ...clientOptions(options, logger), retryConfig: { retries: 0 } },
      // The pages of Slack stand where its Web API does.
      ...(apiUrl === undefined ? {} : { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href }),
    },
  });
  const { installer } = receiver;
  if (installer === undefined) throw new AppError('bug', 'Bolt made no install provider.');
  const common = {
    logger,
    clientOptions: { ...clientOptions(options, logger), retryConfig: { retries: 3 } },
    convoStore: false as const,
  };
  // Bolt takes the receiver's own provider to tell whose token it is.
  const front = new App({ ...common, receiver });
  const { signingSecret } = options;
  const bolt = receiver.requestListener;
  receiver.requestListener = openCommandDoor({ path: PATH, signingSecret, app: front, bolt, logger });
  const nowhere: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  return {
    front,
    relay: () => new App({ ...common, authorize: (source) => installer.authorize(source), receiver: nowhere }),
    ...startable(receiver, options),
  };
}

function hostOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
}

/** Limits are ours to keep: the client would pause every call for one channel's limit. */
function clientOptions(options: Pick<SlackOptions, 'apiUrl'>, logger: Logger): WebClientOptions {
  return {
    logger,
    timeout: CALL_TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  };
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
