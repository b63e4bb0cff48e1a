import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { hasScope } from '../app-facts.ts';
import type { Engine } from '../engine.ts';
import { type Fields, textOf } from '../json.ts';
import { changed } from '../world/world.ts';
import { readArgs } from './body.ts';
import type { Fault } from './faults.ts';
import { type Method, RateLimited, Refusal } from './method.ts';
import { METHODS } from './methods.ts';

const MAX_RECORDS = 20_000;

interface Reply {
  readonly status: number;
  readonly body: Fields;
  readonly retryAfterS?: number;
}

/** Answers one call of the Web API, as Slack would, and records it. */
export async function handleCall(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = performance.now();
  const url = new URL(request.url ?? '/', engine.baseUrl);
  const name = url.pathname.slice('/api/'.length);
  const { token: bodyToken, ...args } = await readArgs(request, url);
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const fault = engine.faults.take(name);
  const reply = await replyTo(engine, { name, args, token: bearer ?? textOf(bodyToken), fault });
  const isLost = fault?.kind === 'drop' || fault?.kind === 'lost-answer';
  const { ok, error } = reply.body;
  engine.calls.push({
    method: name,
    args,
    at,
    tookMs: performance.now() - at,
    status: isLost ? 0 : reply.status,
    ok: ok === true,
    ...(typeof error === 'string' ? { error } : {}),
  });
  // A demo may run for days; a test never comes near this.
  if (engine.calls.length > MAX_RECORDS) engine.calls.splice(0, MAX_RECORDS / 2);
  changed(engine.world);
  if (isLost) {
    request.socket.destroy();
    return;
  }
  const scopes = engine.facts.scopes === null ? '' : [...engine.facts.scopes].join(',');
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=utf-8',
    'x-oauth-scopes': scopes,
    ...(reply.retryAfterS === undefined ? {} : { 'retry-after': String(reply.retryAfterS) }),
  });
  response.end(JSON.stringify(reply.body));
}

interface Asked {
  readonly name: string;
  readonly args: Fields;
  readonly token: string;
  readonly fault: Fault | undefined;
}

async function replyTo(engine: Engine, asked: Asked): Promise<Reply> {
  const { fault } = asked;
  if (fault?.kind === 'slow') await wait(fault.delayMs);
  if (fault?.kind === 'ratelimited') return limited(fault.retryAfterS);
  if (fault?.kind === 'status') return { status: fault.status, body: { ok: false, error: 'internal_error' } };
  if (fault?.kind === 'error') return refused(fault.error);
  if (fault?.kind === 'drop') return refused('dropped');
  const method = METHODS[asked.name];
  if (method === undefined) return refused('unknown_method', { req_method: asked.name });
  try {
    checkCaller(engine, method, asked);
    const seconds = engine.limits.waitForMethod(asked.name, method.tier);
    if (seconds > 0) return limited(seconds);
    return { status: 200, body: { ok: true, ...(await method.run({ engine, args: asked.args, token: asked.token })) } };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message, error.extra);
    if (error instanceof RateLimited) return limited(error.retryAfterS);
    throw error;
  }
}

function checkCaller(engine: Engine, method: Method, asked: Asked): void {
  if (method.token === 'none') return;
  const { tokens, facts } = engine;
  if (asked.token === '') throw new Refusal('not_authed');
  if (engine.isUninstalled && asked.token !== tokens.app) throw new Refusal('account_inactive');
  const isStep = engine.world.stepRuns.some((run) => run.token === asked.token);
  if (asked.token !== tokens.app && asked.token !== tokens.bot && !isStep) throw new Refusal('invalid_auth');
  const kind = isStep ? 'step' : asked.token === tokens.app ? 'app' : 'bot';
  const isAllowed = method.token === kind || (method.token === 'step' && kind === 'bot');
  if (method.token !== 'any' && !isAllowed) throw new Refusal('not_allowed_token_type');
  const needed = method.scopes?.({ engine, args: asked.args, token: asked.token }) ?? [];
  if (!hasScope(facts, needed)) {
    throw new Refusal('missing_scope', { needed: needed.join(','), provided: [...(facts.scopes ?? [])].join(',') });
  }
}

function refused(error: string, extra: Fields = {}): Reply {
  return { status: 200, body: { ok: false, error, ...extra } };
}

function limited(retryAfterS: number): Reply {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfterS };
}
