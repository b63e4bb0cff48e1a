import type { Claim } from '../core/claim.ts';
import type { Fetch } from '../core/dossier.ts';

/**
 * The oldest fetch that something done to a claim calls for and that was not asked for yet; undefined where none is.
 * Shape: with the peers that were asked for, or else those of the last fetch. What calls for it is on disk with the claim, so that no process that ends
 * in between loses it.
 */
export function fetchCalledFor(
  { events }: Claim,
  fetches: readonly Fetch[],
): Pick<Fetch, 'key' | 'by' | 'options'> | undefined {
  const known = new Set(fetches.map(({ key }) => key));
  for (const { fetchKey, by, options = fetches.at(-1)?.options } of events) {
    if (fetchKey === undefined || known.has(fetchKey)) continue;
    return { key: fetchKey, by, ...(options === undefined ? {} : { options }) };
  }
  return undefined;
}
