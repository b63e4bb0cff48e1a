import type { Claim } from '../../core/claim.ts';
import type { Room } from '../room.ts';

/**
 * The claim a thread is of; undefined where it is of none, or of several: what is said under a bell may be about any of those it gathered.
 * Fails: when the store is down.
 */
export async function claimOfThread(
  { store }: Pick<Room, 'store'>,
  { channel, threadTs }: { channel: string; threadTs?: string | undefined },
): Promise<Claim | undefined> {
  const id = threadTs === undefined ? undefined : await store.findClaimByMessage(channel, threadTs);
  if (id === undefined) return undefined;
  const slots = await store.listSlots(id);
  const isBell = slots.some((one) => one.slot === 'bell' && one.channel === channel && one.ts === threadTs);
  return isBell ? undefined : store.getClaim(id);
}
