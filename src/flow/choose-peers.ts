import type { Claim } from '../core/claim.ts';
import { chooseCohort, type Cohort } from '../core/cohort.ts';
import type { Device } from '../core/device.ts';
import { modelName } from '../core/model-name.ts';
import type { PeerFacts } from '../core/peer-facts.ts';
import type { FlowDeps } from './flow-deps.ts';
import { neededCustomers } from './needed-customers.ts';

/** Open claims that are looked through for the same symptom, newest first: many more than a desk has open. */
const OPEN_CLAIMS = 1000;

/**
 * The peers of a claim, from the registry, the open claims and what was learnt of each device.
 * Fails: when the store is down.
 */
export async function choosePeers(
  { store, peers }: Pick<FlowDeps, 'store' | 'peers'>,
  claim: Claim,
  device: Device,
  now: number,
): Promise<Cohort> {
  const [ofModel, open] = await Promise.all([
    store.listDevicesOfModel(modelName(device.model, device)),
    store.listClaims({ status: ['open', 'taken'], limit: OPEN_CLAIMS }),
  ]);
  const alike = open.filter(
    ({ id, symptoms }) => id !== claim.id && symptoms.some((one) => claim.symptoms.includes(one)),
  );
  const learnt = await store.listLearnt(ofModel.map(({ serial }) => serial));
  const facts = new Map<string, PeerFacts>();
  for (const [index, { serial }] of ofModel.entries()) {
    const known = learnt[index];
    // A device that was silent is asked again after a while: nothing else may be asking it.
    if (known?.silentAt !== undefined && known.silentAt >= now - peers.storedMaxAgeMs)
      facts.set(serial, { learnt: known });
  }
  return chooseCohort({
    claimed: device,
    ofModel,
    seed: claim.id,
    needs: { devices: peers.needed, customers: neededCustomers(peers) },
    facts,
    withOpenClaim: new Set(alike.map(({ serial }) => serial)),
  });
}
