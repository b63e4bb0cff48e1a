import type { Baseline, NoBaseline, NumberBaseline, StateBaseline } from './baseline.ts';
import { dotsOf } from './dots.ts';
import { keepOf, type PeerColumn } from './peer-column.ts';
import { mad, mean, quantile, sortInPlace } from './stats.ts';
import type { Unit } from './value.ts';
import { type Needs, type Whose, withheldBecause } from './withhold.ts';

/**
 * What must be there for anything to be said.
 * Shape: `tight` are the options that the cohort fits, `used` those that were used before (see frame.ts), `isText` says whether the values are in the
 * devices' own words. A peer without `customer` and `cell` is one customer's with all others, and fits no option.
 */
export type BaselineRule = {
  unit: Unit;
  needs: Needs;
  tight?: number | undefined;
  used?: readonly number[] | undefined;
  isText?: boolean | undefined;
};

/** Stands for all texts that too few customers say. */
export const OTHERS = 'others';

/**
 * What the cohort says: average, median and spread of numbers, or the share of each state.
 * Shape: `all` holds the peers that do not fit `tight` as well; they are not averaged, and decide whether those that fit may be. `peers` are those behind
 * the baseline, `sorted` their numbers ascending, where all that they say is numbers and enough of them.
 * Fails: never; fewer values than needed give `too-few`, values of too few customers `withheld`, and no statistics leave this function.
 */
export function makeBaseline(
  all: PeerColumn,
  rule: BaselineRule,
): { baseline: Baseline; peers: PeerColumn; sorted: Float64Array } {
  const { unit, needs, isText = false } = rule;
  const { peers, why } = behindBaseline(all, rule);
  const n = peers.values.length;
  const tooFew: NoBaseline = { kind: 'too-few', n, needed: needs.devices };
  if (n === 0 || n < needs.devices) return { baseline: tooFew, peers, sorted: NONE };
  if (why !== undefined) return { baseline: { kind: 'withheld', n, why }, peers, sorted: NONE };
  const own = ownIn(peers);
  const sorted = numbersOf(peers);
  const stated =
    sorted === undefined ? statesOf(peers, { needs, isText }) : figuresOf(peers, sorted, { unit, needs, own });
  return { baseline: own === 0 ? stated : { ...stated, own }, peers, sorted: sorted ?? NONE };
}

/** The peers that fit, and why nothing may be said of them. Where too few others fit, what may be said is of the own customer's devices alone. */
function behindBaseline(
  all: PeerColumn,
  { needs, tight = 0, used }: BaselineRule,
): { peers: PeerColumn; why: string | undefined } {
  const peers = inCohort(all, tight);
  const own = ownIn(peers);
  const n = peers.values.length;
  if (own > 0 && own === n) return { peers, why: undefined };
  const why = withheldBecause(all.whose, tight, needs, used);
  const isCrowd = why === undefined && n - own >= needs.devices;
  if (own === 0 || isCrowd) return { peers, why };
  return { peers: keepOf(peers, (place) => peers.whose[place]?.isOwn === true), why: undefined };
}

const NONE = new Float64Array();
const NOBODY: Partial<Whose> = {};

/** The numbers of all peers, ascending; undefined where one says something else. */
function numbersOf({ values }: PeerColumn): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  let n = 0;
  for (const value of values) {
    if (typeof value !== 'number') return undefined;
    // Adding 0 makes -0 plain 0: they sort as equals and must not be shown as two things.
    numbers[n] = value + 0;
    n += 1;
  }
  return sortInPlace(numbers);
}

/** What so many numbers say. Shape: `sorted` are those of `peers`, ascending, at least one; `own` of them are the own customer's. */
function figuresOf(
  peers: PeerColumn,
  sorted: Float64Array,
  { unit, needs, own }: { unit: Unit; needs: Needs; own: number },
): NumberBaseline {
  const median = quantile(sorted, 0.5);
  return {
    kind: 'number',
    average: mean(sorted),
    median,
    p10: quantile(sorted, 0.1),
    p90: quantile(sorted, 0.9),
    mad: mad(sorted, median),
    // Other customers' alone where there are any: a dot over known values and one other would give that one away.
    dots: dotsOf(own === 0 || own === sorted.length ? sorted : (numbersOf(foreignIn(peers)) ?? NONE), needs.devices),
    n: sorted.length,
    oldest: oldestOf(peers),
    unit,
  };
}

/** How many are devices of the own customer. */
function ownIn({ whose }: PeerColumn): number {
  let own = 0;
  for (const { isOwn } of whose) if (isOwn === true) own += 1;
  return own;
}

function foreignIn(peers: PeerColumn): PeerColumn {
  return keepOf(peers, (place) => peers.whose[place]?.isOwn !== true);
}

function oldestOf({ ats }: PeerColumn): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const at of ats) oldest = Math.min(oldest, at);
  return oldest;
}

/** The share of each state, rare texts together. Shape: at least one peer. */
function statesOf(peers: PeerColumn, { needs, isText }: { needs: Needs; isText: boolean }): StateBaseline {
  const counts = new Map<string, number>();
  const rare = isText ? rareTexts(peers, needs.customers) : new Set<string>();
  for (const value of peers.values) {
    const state = rare.has(String(value)) ? OTHERS : String(value);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const shares = [...counts]
    .map(([state, n]) => ({ state, n, share: n / peers.values.length }))
    .sort((a, b) => b.n - a.n || (a.state < b.state ? -1 : 1));
  return { kind: 'states', shares, n: peers.values.length, oldest: oldestOf(peers) };
}

/** The peers that fit all the options a cohort is narrowed to. */
function inCohort(peers: PeerColumn, tight: number): PeerColumn {
  return tight === 0 ? peers : keepOf(peers, (n) => ((peers.whose[n]?.cell ?? 0) & tight) === tight);
}

/** The texts that fewer other customers than needed say. */
function rareTexts(peers: PeerColumn, needed: number): Set<string> {
  const sayers = new Map<string, Set<string>>();
  for (const [n, value] of peers.values.entries()) {
    const { customer = '', isOwn } = peers.whose[n] ?? NOBODY;
    if (isOwn === true) continue;
    const text = String(value);
    let customers = sayers.get(text);
    if (customers === undefined) sayers.set(text, (customers = new Set()));
    if (customers.size < needed) customers.add(customer);
  }
  return new Set([...sayers].flatMap(([text, customers]) => (customers.size < needed ? [text] : [])));
}
