import type { Claim } from '../core/claim.ts';
import type { Store } from '../core/ports.ts';

/** So many claims are in memory at a time, with their fetches where they are looked at. */
const CLAIMS_A_PAGE = 100;

/**
 * All claims in the order of their numbers, a page at a time, so that they are never held whole.
 * Fails: when the store is down.
 */
export async function* claimPages(store: Pick<Store, 'listClaims'>): AsyncGenerator<Claim[]> {
  for (let after: number | undefined; ;) {
    const claims = await store.listClaims({ order: 'oldest', after, limit: CLAIMS_A_PAGE });
    if (claims.length === 0) return;
    yield claims;
    after = claims.at(-1)?.id;
  }
}
