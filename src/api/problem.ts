import type { ServerResponse } from 'node:http';

/**
 * Why a request was not done, as the caller is told.
 * Shape: `code` for programs, `detail` for people; `more` are further members of the document.
 * Source: RFC 9457, problem details.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, detail: string, more: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** Sends a document and ends the answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(`${JSON.stringify(document)}\n`);
}

/** Sends a problem as its document. */
export function sendProblem(response: ServerResponse, { status, code, message, more }: Problem): void {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="claimscope"';
  if (status === 503 || status === 429) headers['retry-after'] = '5';
  // RFC 9110, section 15.5.6: a method that is refused names those that are not.
  if (typeof more['allow'] === 'string') headers['allow'] = more['allow'];
  // What is left of a body that was not read would be taken for the next request.
  if (status === 413 || status === 408) headers['connection'] = 'close';
  sendJson(response, status, { type: 'about:blank', status, code, detail: message, ...more }, headers);
}
