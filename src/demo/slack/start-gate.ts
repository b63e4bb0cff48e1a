import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from './api/body.ts';
import { BOT, APP_ID } from './cast.ts';
import type { LocalSlack } from './options.ts';

/** What Slack knows of the app that people install: its pages say the id and the secret, and where it is sent back to. */
export interface InstallableApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly redirectUrls: readonly string[];
}

/** One address for several workspaces, as slack.com is one. */
export interface SlackGate {
  /** For WebClient's `slackApiUrl`; each call goes to the workspace its token is of. */
  readonly apiUrl: string;
  /** Where people say yes to an install; `team` chooses the workspace. */
  readonly authorizeUrl: string;
  stop(): Promise<void>;
}

interface Grant {
  readonly slack: LocalSlack;
  readonly redirectUri: string;
  readonly scope: string;
}

/**
 * Starts a gate before workspaces that run already, with OAuth installs of one app.
 * Shape: whoever opens the authorize address has said yes, and is sent back with a code that is good once.
 * Source: docs.slack.dev, "Installing with OAuth"; oauth.v2.access.
 */
export async function startGate(workspaces: readonly LocalSlack[], app: InstallableApp): Promise<SlackGate> {
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => send(response, 500, { ok: false, error: String(error) }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', base);
    if (url.pathname === '/oauth/v2/authorize') return authorize(url.searchParams, response);
    const body = await readBody(request);
    if (url.pathname === '/api/oauth.v2.access') {
      return send(response, 200, exchange(new URLSearchParams(body.toString('utf8'))));
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const slack = workspaces.find(({ botToken }) => botToken === token);
    if (slack === undefined) return send(response, 200, { ok: false, error: 'invalid_auth' });
    await forward(request, response, { to: new URL(`${url.pathname}${url.search}`, slack.url), body });
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const slack = workspaces.find(({ team }) => team.id === asked.get('team')) ?? workspaces[0];
    const redirectUri = asked.get('redirect_uri') ?? app.redirectUrls[0] ?? '';
    const scope = asked.get('scope') ?? '';
    const unknown = scope.split(',').filter((one) => !app.scopes.includes(one));
    const isKnown = asked.get('client_id') === app.clientId && app.redirectUrls.includes(redirectUri);
    if (slack === undefined || !isKnown || unknown.length > 0) {
      return send(response, 400, { ok: false, error: unknown.length > 0 ? 'invalid_scope' : 'bad_redirect_uri' });
    }
    const code = randomBytes(12).toString('hex');
    grants.set(code, { slack, redirectUri: asked.get('redirect_uri') ?? '', scope });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    response.writeHead(302, { location: back.href });
    response.end();
  }

  function exchange(asked: URLSearchParams): Record<string, unknown> {
    if (asked.get('client_id') !== app.clientId) return { ok: false, error: 'invalid_client_id' };
    if (asked.get('client_secret') !== app.clientSecret) return { ok: false, error: 'bad_client_secret' };
    const code = asked.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    if (grant === undefined) return { ok: false, error: 'invalid_code' };
    if ((asked.get('redirect_uri') ?? '') !== grant.redirectUri) return { ok: false, error: 'bad_redirect_uri' };
    const { slack, scope } = grant;
    slack.control.reinstall();
    return {
      ok: true,
      app_id: APP_ID,
      authed_user: { id: slack.users[0]?.id ?? '' },
      scope,
      token_type: 'bot',
      access_token: slack.botToken,
      bot_user_id: BOT.id,
      team: { id: slack.team.id, name: slack.team.name },
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  return {
    apiUrl: `${base}/api/`,
    authorizeUrl: `${base}/oauth/v2/authorize`,
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { to, body }: { to: URL; body: Buffer },
): Promise<void> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name)
      ? [[name, value]]
      : [],
  );
  const answer = await fetch(to, { method: request.method ?? 'POST', headers, body: new Uint8Array(body) });
  const retryAfter = answer.headers.get('retry-after');
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
    'x-oauth-scopes': answer.headers.get('x-oauth-scopes') ?? '',
    ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
  });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
