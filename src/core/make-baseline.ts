import type { Baseline, NoBaseline } from './baseline.ts';
import { ascending, mad, mean, quantile } from './stats.ts';
import type { Unit } from './value.ts';

/** The unit of a number that is compared, and that of the readings it was worked out of. */
export type Units = { unit: Unit; of: Unit };

/** What one peer says of an item, as it is compared; numbers without `units` are in those of the rule. Units: `at` milliseconds since 1970. */
export type PeerValue = { value: number | string; at: number; units?: Units | undefined };

/**
 * What the cohort says: average, median and spread of numbers, or the share of each state.
 * Fails: never; fewer than `needed` values give `too-few`, and no statistics leave this function.
 */
export function makeBaseline(peers: readonly PeerValue[], unit: Unit, needed: number): Baseline {
  const tooFew: NoBaseline = { kind: 'too-few', n: peers.length, needed };
  if (peers.length === 0 || peers.length < needed) return tooFew;
  let oldest = Number.POSITIVE_INFINITY;
  for (const peer of peers) oldest = Math.min(oldest, peer.at);
  // Adding 0 makes -0 plain 0: they sort as equals and must not be shown as two things.
  const numbers = peers.flatMap((peer) => (typeof peer.value === 'number' ? [peer.value + 0] : []));
  if (numbers.length === peers.length) {
    const sorted = ascending(numbers);
    const median = quantile(sorted, 0.5);
    return {
      kind: 'number',
      average: mean(sorted),
      median,
      p10: quantile(sorted, 0.1),
      p90: quantile(sorted, 0.9),
      mad: mad(sorted, median),
      n: sorted.length,
      oldest,
      unit,
    };
  }
  const counts = new Map<string, number>();
  for (const peer of peers) counts.set(String(peer.value), (counts.get(String(peer.value)) ?? 0) + 1);
  const shares = [...counts]
    .map(([state, n]) => ({ state, n, share: n / peers.length }))
    .sort((a, b) => b.n - a.n || (a.state < b.state ? -1 : 1));
  return { kind: 'states', shares, n: peers.length, oldest };
}
