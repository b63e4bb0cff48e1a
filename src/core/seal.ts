import { createHash } from 'node:crypto';
import type { Fetch, Seal } from './dossier.ts';
import { stableJson } from './stable-json.ts';

/**
 * A fetch with its seal: what it was about, the rules it was judged by, and a digest over all of it.
 * Shape: `frame` is not under the digest, since it is never shown: whoever checks a fetch need not know who stood behind it.
 */
export function sealed(fetch: Fetch, about: Omit<Seal, 'digest'>): Fetch {
  const bare: Fetch = { ...fetch, seal: { ...about, digest: '' } };
  return { ...fetch, seal: { ...about, digest: digestOfFetch(bare) } };
}

/** Whether a fetch is what its seal says; undefined where it has none. */
export function isSealIntact(fetch: Fetch): boolean | undefined {
  return fetch.seal === undefined ? undefined : digestOfFetch(fetch) === fetch.seal.digest;
}

function digestOfFetch(fetch: Fetch): string {
  return digestOf({ ...fetch, frame: undefined, seal: { ...fetch.seal, digest: undefined } });
}

/** SHA-256 of a value as JSON with its keys in order, in hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(stableJson(value)).digest('hex');
}
