import type { Comparison } from './comparison.ts';
import type { Fetch } from './dossier.ts';

/** Whether a comparison says anything: of one item at least there is a verdict. */
export function stands(comparisons: readonly Pick<Comparison, 'verdict'>[]): boolean {
  return comparisons.some(({ verdict }) => verdict !== 'cannot-say');
}

/**
 * When the first comparison of a claim stood; of what was sealed before that was kept, when it was complete.
 * Units: milliseconds since 1970; undefined where none did.
 */
export function stoodAt(fetches: readonly Pick<Fetch, 'doneAt' | 'stoodAt' | 'comparisons'>[]): number | undefined {
  const moments = fetches.flatMap((fetch) => fetch.stoodAt ?? (stands(fetch.comparisons) ? (fetch.doneAt ?? []) : []));
  return moments.length === 0 ? undefined : Math.min(...moments);
}
