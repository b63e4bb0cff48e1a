import type { Claim, ClaimEvent } from '../core/claim.ts';
import { modelName } from '../core/model-name.ts';
import { marksOf } from '../core/similar.ts';
import type { FlowDeps } from './flow-deps.ts';

/**
 * What a claim is about at the moment it ends, for its event; nothing where its device has left the registry.
 * Fails: when the store is down.
 */
export async function endedOf({ store }: Pick<FlowDeps, 'store'>, claim: Claim): Promise<Pick<ClaimEvent, 'ended'>> {
  const device = await store.getDevice(claim.serial);
  if (device === undefined) return {};
  const last = (await store.listFetches(claim.id)).findLast(({ phase }) => phase === 'complete');
  return {
    ended: {
      model: modelName(device.model, device),
      customer: device.customer,
      symptoms: claim.symptoms,
      marks: marksOf(last?.comparisons ?? []),
    },
  };
}
