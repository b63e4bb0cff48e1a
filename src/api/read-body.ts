import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/** Longest body that is read. Units: bytes. */
export const LONGEST_BODY = 65_536;

/**
 * The body of a request as JSON.
 * Fails: Problem 415 for another media type, 413 for a longer body, 400 for what is no JSON in UTF-8 or was cut off.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new Problem(415, 'not_json', 'Send the claim as "Content-Type: application/json".');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > LONGEST_BODY) throw new Problem(413, 'too_long', `A body has at most ${LONGEST_BODY} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'cut_off', 'The body was cut off.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new Problem(400, 'not_json', `The body is no JSON: ${why}.`);
  }
}
