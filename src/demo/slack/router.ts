import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from './api/body.ts';
import { handleCall } from './api/handle-call.ts';
import { Refusal } from './api/method.ts';
import { hasScope } from './app-facts.ts';
import { handleControl } from './control-http.ts';
import type { Control } from './control.ts';
import type { Engine } from './engine.ts';
import { fieldsOf, parseJson } from './json.ts';
import { handlePage } from './page/handle-page.ts';
import { answerWith } from './people/answer-with.ts';
import { changed } from './world/world.ts';

/** Sends each request to its part of the server; only requests made for this machine are answered. */
export function createRouter(engine: Engine, control: Control): RequestListener {
  return (request, response) => {
    route(engine, control, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, { ok: false, error: 'internal_error', detail: String(error) });
    });
  };
}

async function route(
  engine: Engine,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A web site that points a name of its own at 127.0.0.1 must not get to play people here.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    return send(response, 403, { ok: false, error: 'wrong_host' });
  }
  const { pathname } = new URL(request.url ?? '/', engine.baseUrl);
  if (pathname.startsWith('/api/')) return handleCall(engine, request, response);
  if (pathname.startsWith('/response/')) return handleResponseUrl(engine, pathname, request, response);
  if (pathname.startsWith('/upload/')) return handleUpload(engine, pathname, request, response);
  if (pathname.startsWith('/files-pri/')) return handleFile(engine, pathname, request, response);
  if (pathname.startsWith('/_control/')) return handleControl(control, request, response);
  return handlePage(engine, request, response);
}

async function handleResponseUrl(
  engine: Engine,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = fieldsOf(parseJson((await readBody(request)).toString('utf8')));
  const use = engine.responseUrls.use(pathname.slice('/response/'.length));
  if (use.kind === 'refused') return send(response, 404, { ok: false, error: use.error });
  try {
    answerWith(engine, use.target, body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return send(response, 400, { ok: false, error: error.message, ...error.extra });
  }
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('ok');
}

async function handleUpload(
  engine: Engine,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = engine.world.files.get(pathname.slice('/upload/'.length));
  if (file === undefined || request.method !== 'POST') return send(response, 404, { ok: false, error: 'not_found' });
  const bytes = await uploadedBytes(request);
  engine.world.files.set(file.id, { ...file, bytes });
  changed(engine.world);
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end(`OK - ${bytes.length}`);
}

/** Clients send the bytes as they are or as the first file of a form. */
async function uploadedBytes(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

function handleFile(engine: Engine, pathname: string, request: IncomingMessage, response: ServerResponse): void {
  const file = engine.world.files.get(pathname.split('/')[2] ?? '');
  // Slack sends a caller without a token, or whose app may not read files, to its login page.
  if (request.headers.authorization !== `Bearer ${engine.tokens.bot}` || !hasScope(engine.facts, ['files:read'])) {
    response.writeHead(302, { location: engine.baseUrl });
    response.end();
    return;
  }
  if (file === undefined) return send(response, 404, { ok: false, error: 'file_not_found' });
  response.writeHead(200, { 'content-type': file.mimetype, 'x-content-type-options': 'nosniff' });
  response.end(file.bytes);
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
