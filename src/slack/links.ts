import type { Calls } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { SlackStore } from './options.ts';
import type { Lanes } from './outbox/lanes.ts';

/** The link to a claim's card; undefined while it does not stand, or where Slack gives none. */
export type LinkOf = (claimId: number) => Promise<string | undefined>;

/** Links remembered at most. */
const MOST_LINKS = 5_000;

/** Starts with no link known. Shape: each is asked for once. */
export function openLinks(
  calls: Pick<Calls, 'permalink'>,
  lanes: Pick<Lanes, 'call'>,
  store: Pick<SlackStore, 'listSlots'>,
): LinkOf {
  const known = new Map<number, string>();
  return async (claimId) => {
    const kept = known.get(claimId);
    if (kept !== undefined) return kept;
    const { channel, ts } = (await store.listSlots(claimId)).find(({ slot }) => slot === 'root') ?? {};
    if (channel === undefined || ts === undefined) return undefined;
    try {
      const link = await lanes.call('read', () => calls.permalink(channel, ts));
      if (known.size >= MOST_LINKS) known.clear();
      if (link !== undefined) known.set(claimId, link);
      return link;
    } catch (error) {
      // A claim without its link is still worth listing.
      if (troubleOf(error) === undefined) throw error;
      return undefined;
    }
  };
}
