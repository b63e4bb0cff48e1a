import type { IncomingMessage } from 'node:http';
import { type Fields, fieldsOf, parseJson } from '../json.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** The whole body of a request. Fails: with a RangeError beyond 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const incoming: AsyncIterable<unknown> = request;
  for await (const part of incoming) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > MAX_BYTES) throw new RangeError('request body too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The parameters of a call: the address's query, then a form or a JSON body over it. */
export async function readArgs(request: IncomingMessage, url: URL): Promise<Fields> {
  const args: Fields = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return { ...args, ...fieldsOf(parseJson(body.toString('utf8'))) };
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [key, value] of form) if (typeof value === 'string') args[key] = value;
    return args;
  }
  return { ...args, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}
