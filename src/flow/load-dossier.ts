import type { Dossier, Fetch } from '../core/dossier.ts';
import type { FlowDeps } from './flow-deps.ts';
import { openPlans } from './plan-claim.ts';

/**
 * Everything about a claim at this moment, from the store.
 * Fails: when the store is down; undefined when there is no such claim, or its device has left the registry.
 */
export async function loadDossier(
  deps: Pick<FlowDeps, 'store' | 'book' | 'clock'>,
  claimId: number,
): Promise<Dossier | undefined> {
  const claim = await deps.store.getClaim(claimId);
  if (claim === undefined) return undefined;
  const device = await deps.store.getDevice(claim.serial);
  if (device === undefined) return undefined;
  const symptoms = claim.symptoms.flatMap((id) => deps.book.symptoms.get(id) ?? []);
  const { items, ruler } = openPlans(deps.book, claim.symptoms)(device);
  return {
    claim,
    device,
    symptomTitles: symptoms.map(({ title }) => title),
    questions: symptoms.flatMap(({ questions }) => questions),
    items,
    ...(ruler === undefined ? {} : { ruler }),
    fetches: (await deps.store.listFetches(claimId)).map(withoutFrame),
    now: deps.clock(),
  };
}

/**
 * The same, with the fetch that this process is answering as it stands: whoever looks at what is shown meanwhile sees the same figures.
 * Fails: as `loadDossier`.
 */
export async function loadDossierAsShown(
  deps: Pick<FlowDeps, 'store' | 'book' | 'clock' | 'running'>,
  claimId: number,
): Promise<Dossier | undefined> {
  const dossier = await loadDossier(deps, claimId);
  const running = deps.running?.get(claimId);
  if (dossier === undefined || running === undefined) return dossier;
  const asItStands = (fetch: Fetch): Fetch =>
    fetch.n === running.n && fetch.phase !== 'complete' ? withoutFrame(running) : fetch;
  return { ...dossier, fetches: dossier.fetches.map(asItStands) };
}

/** A fetch as it is shown: who stood behind it is nobody's business. */
export function withoutFrame(fetch: Fetch): Fetch {
  const shown = { ...fetch };
  delete shown.frame;
  return shown;
}

/**
 * The dossier with a fetch as it stands now, and with what people did to the claim meanwhile. Sealed fetches do not change, so they are not read again.
 * Fails: when the store is down.
 */
export async function withRunning(
  deps: Pick<FlowDeps, 'store' | 'clock'>,
  dossier: Dossier,
  running: Fetch,
): Promise<Dossier> {
  return {
    ...dossier,
    claim: (await deps.store.getClaim(dossier.claim.id)) ?? dossier.claim,
    fetches: dossier.fetches.map((fetch) => (fetch.n === running.n ? running : fetch)),
    now: deps.clock(),
  };
}
