import type { Dossier, Fetch } from '../core/dossier.ts';
import type { FlowDeps } from './flow-deps.ts';
import { planClaim } from './plan-claim.ts';

/**
 * Everything about a claim at this moment, from the store; `running` takes the place of the pending fetch of its number.
 * Fails: when the store is down; undefined when there is no such claim, or its device has left the registry.
 */
export async function loadDossier(
  deps: Pick<FlowDeps, 'store' | 'book' | 'clock'>,
  claimId: number,
  running?: Fetch,
): Promise<Dossier | undefined> {
  const claim = await deps.store.getClaim(claimId);
  if (claim === undefined) return undefined;
  const device = await deps.store.getDevice(claim.serial);
  if (device === undefined) return undefined;
  const fetches = await deps.store.listFetches(claimId);
  const symptoms = claim.symptoms.flatMap((id) => deps.book.symptoms.get(id) ?? []);
  return {
    claim,
    device,
    symptomTitles: symptoms.map(({ title }) => title),
    questions: symptoms.flatMap(({ questions }) => questions),
    items: planClaim(deps.book, claim, device).items,
    fetches: fetches.map((fetch) => (running !== undefined && running.n === fetch.n ? running : fetch)),
    now: deps.clock(),
  };
}
