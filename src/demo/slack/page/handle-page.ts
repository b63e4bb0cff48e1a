import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../engine.ts';

/** Answers requests for the page. */
export function handlePage(engine: Engine, _request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end(`no page here (${engine.baseUrl})`);
}
