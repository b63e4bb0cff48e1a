import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../engine.ts';
import { SCRIPT } from './script.ts';
import { SHELL } from './shell.ts';
import { STYLE } from './style.ts';

const NOTHING_FOREIGN =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const GATHER_MS = 40;

/** What each person has read, by person and channel. */
type Reads = Map<string, Map<string, string>>;

const readsOf = new WeakMap<Engine, Reads>();

/** Answers requests for the page and for what is on it. */
export async function handlePage(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', engine.baseUrl);
  if (url.pathname === '/' || url.pathname.startsWith('/archives/')) return send(response, 'text/html', SHELL);
  if (url.pathname === '/_page/style.css') return send(response, 'text/css', STYLE);
  if (url.pathname === '/_page/script.js') return send(response, 'text/javascript', SCRIPT);
  if (url.pathname === '/_page/state') return sendState(engine, url, response);
  if (url.pathname === '/_page/stream') return stream(engine, response);
  if (url.pathname.startsWith('/_page/file/')) return sendFile(engine, url, response);
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('not found');
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': NOTHING_FOREIGN,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, headers(type));
  response.end(body);
}

async function sendState(engine: Engine, url: URL, response: ServerResponse): Promise<void> {
  // Loaded with the first page that is opened: tests and benches without one need no renderer.
  const { stateOf } = await import('./state.tsx');
  const word = (name: string): string => url.searchParams.get(name) ?? '';
  const reads = readsOf.get(engine) ?? new Map<string, Map<string, string>>();
  readsOf.set(engine, reads);
  const user = word('user');
  const read = reads.get(user) ?? new Map<string, string>();
  reads.set(user, read);
  const state = stateOf(engine, { user, channel: word('channel'), thread: word('thread') }, read);
  const last = engine.world.messages.get(state.channel)?.at(-1);
  if (last !== undefined) read.set(state.channel, last.ts);
  send(response, 'application/json', JSON.stringify(state));
}

/** Tells the browser that something changed, at most every few milliseconds. */
function stream(engine: Engine, response: ServerResponse): void {
  response.writeHead(200, headers('text/event-stream'));
  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      response.write('data: changed\n\n');
    }, GATHER_MS);
  };
  engine.world.changes.on('change', onChange);
  response.on('close', () => {
    clearTimeout(timer);
    engine.world.changes.off('change', onChange);
  });
  response.write('data: hello\n\n');
}

/** A stored file for the page; anything a browser could run is only ever downloaded. */
function sendFile(engine: Engine, url: URL, response: ServerResponse): void {
  const file = engine.world.files.get(url.pathname.split('/').at(-1) ?? '');
  const isPicture = file !== undefined && /^image\/(png|jpeg|gif)$/.test(file.mimetype);
  response.writeHead(file === undefined ? 404 : 200, {
    ...headers('application/octet-stream'),
    ...(isPicture ? { 'content-type': file.mimetype } : { 'content-disposition': 'attachment' }),
  });
  response.end(file?.bytes);
}
