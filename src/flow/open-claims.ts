import type { Claim } from '../core/claim.ts';
import type { Store } from '../core/ports.ts';

const CLAIMS_A_PAGE = 200;

/** Every claim that is not resolved, the oldest first, a page at a time. Fails: when the store is down. */
export async function* openClaims(store: Pick<Store, 'listClaims'>): AsyncGenerator<Claim[]> {
  for (let after: number | undefined; ;) {
    const claims = await store.listClaims({ status: ['open', 'taken'], order: 'oldest', after, limit: CLAIMS_A_PAGE });
    if (claims.length > 0) yield claims;
    if (claims.length < CLAIMS_A_PAGE) return;
    after = claims.at(-1)?.id;
  }
}
