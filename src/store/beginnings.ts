import type { Claim, NewClaim } from '../core/claim.ts';
import type { Fetch } from '../core/dossier.ts';

/** Key of the fetch that every claim begins with. */
const FIRST_FETCH_KEY = 'claim';

/** Name of the slot whose message is the claim's own, the head of its thread. */
export const ROOT_SLOT = 'root';

/** A handled delivery is remembered for seven days, far longer than Slack repeats one. Units: milliseconds. */
export const REMEMBER_DONE_MS = 7 * 24 * 60 * 60 * 1000;

/** The claim as it stands the moment it was added: open, with the event that says so. */
export function beginClaim(id: number, claim: NewClaim): Claim {
  return { ...claim, id, status: 'open', events: [{ at: claim.at, by: claim.by, what: 'opened' }], revision: 1 };
}

/** A fetch that was asked for and has not been read yet. */
export function beginFetch(n: number, asked: Pick<Fetch, 'key' | 'by' | 'askedAt' | 'options' | 'only'>): Fetch {
  return {
    n,
    key: asked.key,
    by: asked.by,
    askedAt: asked.askedAt,
    ...(asked.options === undefined ? {} : { options: asked.options }),
    ...(asked.only === undefined ? {} : { only: asked.only }),
    phase: 'stored',
    outcome: { kind: 'not-asked' },
    readings: [],
    comparisons: [],
    measures: [],
    peers: { eligible: 0, customers: 0, asked: 0, live: 0, stored: 0, pending: 0, missing: 0 },
    warnings: [],
  };
}

/** The fetch that every claim begins with. */
export function beginFirstFetch({ by, at, options }: NewClaim): Fetch {
  return beginFetch(0, { key: FIRST_FETCH_KEY, by, askedAt: at, options });
}
