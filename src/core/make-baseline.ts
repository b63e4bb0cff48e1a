import type { Baseline, NoBaseline } from './baseline.ts';
import { dotsOf } from './dots.ts';
import { ascending, mad, mean, quantile } from './stats.ts';
import type { Unit } from './value.ts';
import { customersOf, type Needs, type Whose, withheldBecause } from './withhold.ts';

/** The unit of a number that is compared, and that of the readings it was worked out of. */
export type Units = { unit: Unit; of: Unit };

/** What one peer says of an item, as it is compared; numbers without `units` are in those of the rule. Units: `at` milliseconds since 1970. */
export type PeerValue = {
  value: number | string;
  at: number;
  units?: Units | undefined;
  /** Whose it is, and which options it fits (see withhold.ts); without these all peers are one customer's, and fit none. */
  customer?: string | undefined;
  cell?: number | undefined;
};

/** What must be there for anything to be said; `tight` are the options that the cohort fits, `isText` whether the values are in the devices' own words. */
export type BaselineRule = { unit: Unit; needs: Needs; tight?: number | undefined; isText?: boolean | undefined };

/** Stands for all texts that too few customers say. */
const OTHERS = 'others';

/**
 * What the cohort says: average, median and spread of numbers, or the share of each state.
 * Shape: `all` holds the peers that do not fit `tight` as well; they are not averaged, and decide whether those that fit may be.
 * Fails: never; fewer values than needed give `too-few`, values of too few customers `withheld`, and no statistics leave this function.
 */
export function makeBaseline(
  all: readonly PeerValue[],
  { unit, needs, tight = 0, isText = false }: BaselineRule,
): Baseline {
  const peers = inCohort(all, tight);
  const tooFew: NoBaseline = { kind: 'too-few', n: peers.length, needed: needs.devices };
  if (peers.length === 0 || peers.length < needs.devices) return tooFew;
  const why = withheldBecause(all.map(whoseIs), tight, needs);
  if (why !== undefined) return { kind: 'withheld', n: peers.length, why };
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
      dots: dotsOf(sorted, needs.devices),
      n: sorted.length,
      oldest,
      unit,
    };
  }
  const counts = new Map<string, number>();
  const isOwn = isText ? ownTexts(peers, needs.customers) : new Set<string>();
  for (const peer of peers) {
    const state = isOwn.has(String(peer.value)) ? OTHERS : String(peer.value);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const shares = [...counts]
    .map(([state, n]) => ({ state, n, share: n / peers.length }))
    .sort((a, b) => b.n - a.n || (a.state < b.state ? -1 : 1));
  return { kind: 'states', shares, n: peers.length, oldest };
}

/** The peers that fit all the options a cohort is narrowed to. */
export function inCohort(peers: readonly PeerValue[], tight: number): readonly PeerValue[] {
  return tight === 0 ? peers : peers.filter(({ cell = 0 }) => (cell & tight) === tight);
}

function whoseIs({ customer = '', cell = 0 }: PeerValue): Whose {
  return { customer, cell };
}

/** The texts that fewer customers than needed say. */
function ownTexts(peers: readonly PeerValue[], needed: number): Set<string> {
  const sayers = new Map<string, Whose[]>();
  for (const peer of peers) {
    const text = String(peer.value);
    const known = sayers.get(text);
    if (known === undefined) sayers.set(text, [whoseIs(peer)]);
    else known.push(whoseIs(peer));
  }
  return new Set([...sayers].flatMap(([text, members]) => (customersOf(members) < needed ? [text] : [])));
}
