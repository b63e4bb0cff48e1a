import type { Calls } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { SlackStore } from './options.ts';
import type { Lanes } from './outbox/lanes.ts';

/** The link to a claim's card, or to the bell it rang; undefined while it does not stand, or where Slack gives none. */
export type LinkOf = (claimId: number, slot?: 'root' | 'bell') => Promise<string | undefined>;

/** Links remembered at most. */
const MOST_LINKS = 5_000;

/** Starts with no link known. Shape: each is asked for once. */
export function openLinks(
  calls: Pick<Calls, 'permalink'>,
  lanes: Pick<Lanes, 'call'>,
  store: Pick<SlackStore, 'listSlots'>,
): LinkOf {
  const known = new Map<string, string>();
  return async (claimId, slot = 'root') => {
    const key = `${claimId} ${slot}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const { channel, ts } = (await store.listSlots(claimId)).find((one) => one.slot === slot) ?? {};
    if (channel === undefined || ts === undefined) return undefined;
    try {
      const link = await lanes.call('read', () => calls.permalink(channel, ts));
      if (known.size >= MOST_LINKS) known.clear();
      if (link !== undefined) known.set(key, link);
      return link;
    } catch (error) {
      // A claim without its link is still worth listing.
      if (troubleOf(error) === undefined) throw error;
      return undefined;
    }
  };
}
