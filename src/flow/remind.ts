import { remindAt } from '../core/reminder.ts';
import type { FlowDeps } from './flow-deps.ts';

/** Who brings claims to mind. */
const REMINDER = 'claimscope';

type RemindDeps = Pick<FlowDeps, 'store' | 'clock' | 'zone'>;

/**
 * Notes that a claim is to be brought to mind, where that is due now: the messages follow from the event.
 * Shape: true where it was noted. Fails: when the store is down; done again, it changes nothing twice.
 */
export async function remind(deps: RemindDeps, claimId: number): Promise<boolean> {
  const claim = await deps.store.getClaim(claimId);
  if (claim === undefined) return false;
  const settings = (await deps.store.getChannel(claim.origin.channel ?? '')) ?? {};
  const now = deps.clock();
  const at = remindAt(claim, settings, { now, zone: deps.zone ?? 'UTC' });
  if (at === undefined || at > now) return false;
  await deps.store.changeClaim(claimId, { event: { at: now, by: REMINDER, what: 'reminded' } });
  return true;
}
