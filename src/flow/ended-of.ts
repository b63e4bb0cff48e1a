import type { Claim, ClaimEvent } from '../core/claim.ts';
import { modelName } from '../core/model-name.ts';
import type { FlowDeps } from './flow-deps.ts';

/**
 * What a claim is about at the moment it ends, for its event; nothing where its device has left the registry.
 * Fails: when the store is down.
 */
export async function endedOf(
  { store }: Pick<FlowDeps, 'store'>,
  { serial }: Claim,
): Promise<Pick<ClaimEvent, 'ended'>> {
  const device = await store.getDevice(serial);
  return device === undefined ? {} : { ended: { model: modelName(device.model, device) } };
}
