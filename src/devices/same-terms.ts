import type { ReadRequest } from '../core/ports.ts';

/** What many requests have in common: the questions of a profile, which are large. */
export type Terms = Pick<ReadRequest, 'asks' | 'identity' | 'manners'>;

/** Terms that are remembered by what they say; more than the models that are read at one time. */
const MOST_TERMS = 128;

/**
 * Finds the first terms that said the same, so that what was worked out for them serves again: each claim plans its questions anew.
 * Shape: the same parts, in the same order of their keys; the terms that were not used for longest are forgotten.
 */
export function openSameTerms(): (terms: Terms) => Terms {
  const byAsks = new WeakMap<Terms['asks'], { given: Terms; first: Terms }>();
  const bySaying = new Map<string, Terms>();
  return (given) => {
    const { asks, identity, manners } = given;
    const known = byAsks.get(asks);
    if (known !== undefined && known.given.identity === identity && known.given.manners === manners) return known.first;
    const saying = JSON.stringify([asks, identity, manners]);
    const first = bySaying.get(saying) ?? { asks, identity, manners };
    // The last ones used are the last ones to be forgotten.
    bySaying.delete(saying);
    const [oldest] = bySaying.keys();
    if (bySaying.size >= MOST_TERMS && oldest !== undefined) bySaying.delete(oldest);
    bySaying.set(saying, first);
    byAsks.set(asks, { given: { asks, identity, manners }, first });
    return first;
  };
}

/** A request by the terms that were found; the request itself where they are its own. */
export function byTerms(request: ReadRequest, { asks, identity, manners }: Terms): ReadRequest {
  if (request.asks === asks && request.identity === identity && request.manners === manners) return request;
  return { ...request, asks, identity, manners };
}
