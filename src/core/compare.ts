import { againstNumbers } from './against-numbers.ts';
import type { Baseline, StateBaseline } from './baseline.ts';
import type { Behind, Figure, Verdict } from './comparison.ts';
import type { Framing } from './frame.ts';
import type { ItemDef, Limits } from './item.ts';
import type { Judged } from './judged.ts';
import { makeBaseline } from './make-baseline.ts';
import { columnOf, type PeerColumn, type PeerValue } from './peer-column.ts';
import { percentileOf } from './percentile.ts';
import { sameUnits } from './same-units.ts';
import { type Sides, sidesOf } from './stats.ts';
import type { Unit } from './value.ts';
import { averageInWords, numberInWords } from './words.ts';

/** Shares of peers below which a state is rare, and nearly unheard of. */
const RARE_SHARE = 0.2;
const UNHEARD_SHARE = 0.05;
/** Of so many peers that none says the same, tells something even where they do not agree among themselves. */
const MANY_STATES = 20;

/** What is no fault and yet far from the peers is at least so odd. */
const FAR = 40;

/**
 * One figure against what the peers say of it and the limits stated for it; limits win over statistics.
 * Shape: `peers` as they are compared (rates for a rate), each with its time; plain values count as of now. `neededCustomers` is 1 where the peers are
 * examples and nobody's; `tight` are the options that the cohort fits (see cohort.ts); `framed` holds fast who stood behind the claim's fetches before.
 * Units: `oddness` is 0 for ordinary, larger for odder, -1 for what is not judged; rows are ordered by it.
 * Fails: never; too few peers, an absent figure or an item that is not judged give `cannot-say` with the reason.
 */
export function compareFigures(input: {
  item: ItemDef;
  mine: Figure;
  peers: PeerColumn | readonly (PeerValue | number | string)[];
  neededPeers: number;
  neededCustomers?: number | undefined;
  tight?: number | undefined;
  framed?: Framed | undefined;
}): Judged {
  const { item, mine, tight, framed } = input;
  const all = 'ats' in input.peers ? input.peers : columnOf(input.peers.map(timed));
  const { peers: ofUnit, unit, leftOut } = sameUnits(mine, all);
  const key = `${framed?.key ?? ''} ${unit ?? ''}`;
  const { values: alike, why } = framed?.framing.take(key, ofUnit, sameUnits(mine, framed.earlier).peers) ?? {
    values: ofUnit,
  };
  const needs = { devices: input.neededPeers, customers: input.neededCustomers ?? 1 };
  const rule = {
    unit: unit ?? unitOf(item, mine),
    needs,
    tight,
    used: framed?.framing.used,
    isText: item.kind === 'text',
  };
  const made = makeBaseline(alike, rule);
  const { peers, sorted } = made;
  const baseline: Baseline = isPrivate(item)
    ? { kind: 'not-compared' }
    : why === undefined
      ? made.baseline
      : { kind: 'withheld', n: peers.values.length, why };
  const isSaid = baseline.kind === 'number' || baseline.kind === 'states';
  if (isSaid && peers.whose.some(({ isOwn }) => isOwn !== true)) framed?.framing.note(key, alike);
  const judged = judge(item, mine, withStanding(baseline, mine, sorted), {
    sides: (median) => sidesOf(sorted, median),
    states: () => countStates(peers),
  });
  return leftOut === '' || baseline.kind === 'not-compared' || mine.kind === 'absent'
    ? judged
    : { ...judged, because: `${judged.because}; ${leftOut}` };
}

function timed(peer: PeerValue | number | string): PeerValue {
  return typeof peer === 'object' ? peer : { value: peer, at: 0 };
}

/** What the fetches before this one hold fast for an item and part: `earlier` are values as last known. */
export type Framed = { framing: Framing; key: string; earlier: PeerColumn };

/** The baseline of numbers with the place of the device among its peers. */
function withStanding(baseline: Baseline, mine: Figure, sorted: Float64Array): Baseline {
  if (baseline.kind !== 'number' || mine.kind !== 'number') return baseline;
  return { ...baseline, ...percentileOf(mine.number, sorted) };
}

function countStates({ values }: PeerColumn): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return counts;
}

/** How what is behind a baseline is worked out: how wide the values lie, or how many say each state. */
type LookBehind = { sides: (median: number) => Sides; states: () => ReadonlyMap<string, number> };

/** A figure against a baseline and the limits stated for it. Fails: never. */
export function judge(item: ItemDef, mine: Figure, baseline: Baseline, look: LookBehind): Judged {
  const behind = behindOf(mine, baseline, look);
  return { ...judgeBy(item, mine, baseline, behind), ...(behind === undefined ? {} : { behind }) };
}

function behindOf(mine: Figure, baseline: Baseline, look: LookBehind): Behind | undefined {
  if (mine.kind === 'number' && baseline.kind === 'number') {
    const { low, high } = look.sides(baseline.median);
    return { kind: 'number', sides: { low: finite(low), high: finite(high) } };
  }
  if (baseline.kind !== 'states' || (mine.kind !== 'state' && mine.kind !== 'text')) return undefined;
  const counts = look.states();
  const same = counts.get(mine.kind === 'state' ? mine.state : mine.text) ?? 0;
  return { kind: 'states', same, commonest: Math.max(...counts.values()) };
}

/** What is sealed must be a number that JSON can say. */
function finite({ spread, tail }: Sides['low']): Sides['low'] {
  return { spread: Math.min(spread, Number.MAX_VALUE), tail };
}

/**
 * The same by what stands behind the baseline, as it was worked out before.
 * Fails: never; without it nothing is said beside what a limit says.
 */
export function judgeBy(
  item: ItemDef,
  mine: Figure,
  baseline: Baseline,
  behind: Behind | undefined,
): Omit<Judged, 'behind'> {
  if (mine.kind === 'absent') {
    // Nobody can do anything about a past that is short.
    return { verdict: 'cannot-say', because: mine.why, oddness: item.rate === undefined ? 20 : -1, baseline };
  }

  // Limits are stated in the unit of the rule; in another one they would be other numbers.
  const isStated = mine.kind !== 'number' || item.compare.as !== 'rate' || mine.unit === item.compare.unit;
  const limited = item.compare.limits === undefined || !isStated ? undefined : againstLimits(mine, item.compare.limits);
  if (limited !== undefined) return { ...limited, baseline };
  if (item.compare.as === 'none') return { ...asContext(item.compare, mine, baseline, behind), baseline };
  if (baseline.kind === 'not-compared') return incomparable(baseline);
  if (baseline.kind === 'too-few') {
    return { verdict: 'cannot-say', because: tooFewInWords(baseline), oddness: 15, baseline };
  }
  if (baseline.kind === 'withheld') {
    return { verdict: 'cannot-say', because: `withheld: ${baseline.why}`, oddness: 15, baseline };
  }
  if (mine.kind === 'number') {
    if (baseline.kind !== 'number' || item.compare.as === 'state' || behind?.kind !== 'number') {
      return incomparable(baseline);
    }
    return { ...againstNumbers(mine, baseline, behind.sides, item.compare), baseline };
  }
  if (baseline.kind !== 'states' || behind?.kind !== 'states') return incomparable(baseline);
  // A rare firmware or name is worth a look, but no peer's text says that it is wrong.
  return { ...againstStates(baseline, behind, mine.kind === 'state' ? 'off' : 'watch'), baseline };
}

/** What is not judged: how far from its peers it lies, where that is told, and why it is no fault. */
function asContext(
  { why, tell }: Extract<ItemDef['compare'], { as: 'none' }>,
  mine: Figure,
  baseline: Baseline,
  behind: Behind | undefined,
): Omit<Judged, 'baseline'> {
  const unsaid = { verdict: 'cannot-say', oddness: -1 } as const;
  if (tell === undefined || mine.kind !== 'number') return { ...unsaid, because: why };
  if (baseline.kind === 'too-few') return { ...unsaid, because: `${tooFewInWords(baseline)}; ${why}` };
  if (baseline.kind === 'withheld') return { ...unsaid, because: `withheld: ${baseline.why}; ${why}` };
  if (baseline.kind !== 'number' || behind?.kind !== 'number') return { ...unsaid, because: why };
  const { verdict, side, because, oddness } = againstNumbers(mine, baseline, behind.sides, tell);
  const times = timesInWords(mine.number, baseline.median);
  return {
    verdict: 'cannot-say',
    ...(side === undefined ? {} : { side }),
    because: `${times}${because}; ${why}`,
    // Behind all that is a fault, before what is ordinary or could not be read.
    oddness: verdict === 'normal' ? -1 : FAR + Math.min(oddness % 50, 9),
  };
}

/** How many times as high a number is, from half as much again on. */
function timesInWords(number: number, median: number): string {
  const times = number / median;
  return median > 0 && Number.isFinite(times) && times >= 1.5 ? `${numberInWords(times, 'count')} times as high: ` : '';
}

/** Texts that are not compared are one customer's own (addresses, host names): not even their shares are gathered. */
export function isPrivate(item: ItemDef): boolean {
  return item.kind === 'text' && item.compare.as === 'none';
}

function unitOf(item: ItemDef, mine: Figure): Unit {
  if (mine.kind === 'number') return mine.unit;
  if (item.compare.as === 'rate') return item.compare.unit;
  if (item.compare.as === 'share') return 'percent';
  return item.unit ?? 'count';
}

function tooFewInWords(baseline: Extract<Baseline, { kind: 'too-few' }>): string {
  if (baseline.n === 0) return 'no peer gave this value';
  return `only ${baseline.n} ${baseline.n === 1 ? 'peer has' : 'peers have'} a value; ${baseline.needed} are needed`;
}

function incomparable(baseline: Baseline): Judged {
  return { verdict: 'cannot-say', because: 'the peers give this in another form', oddness: 15, baseline };
}

function againstLimits(mine: Figure, limits: Limits): Omit<Judged, 'baseline'> | undefined {
  if (mine.kind === 'number') {
    const shown = numberInWords(mine.number, mine.unit);
    const beyond = (limit: number, side: 'low' | 'high', verdict: Verdict): Omit<Judged, 'baseline'> => ({
      verdict,
      side,
      because: `${shown} is ${side === 'low' ? 'below' : 'above'} the limit of ${numberInWords(limit, mine.unit)} (${limits.source})`,
      oddness: verdict === 'off' ? 110 : 60,
    });
    if (limits.offBelow !== undefined && mine.number < limits.offBelow) return beyond(limits.offBelow, 'low', 'off');
    if (limits.offAbove !== undefined && mine.number > limits.offAbove) return beyond(limits.offAbove, 'high', 'off');
    if (limits.watchBelow !== undefined && mine.number < limits.watchBelow) {
      return beyond(limits.watchBelow, 'low', 'watch');
    }
    if (limits.watchAbove !== undefined && mine.number > limits.watchAbove) {
      return beyond(limits.watchAbove, 'high', 'watch');
    }
    return undefined;
  }
  if (mine.kind !== 'state' || limits.states === undefined || !Object.hasOwn(limits.states, mine.state))
    return undefined;
  const verdict = limits.states[mine.state];
  if (verdict === undefined) return undefined;
  const oddness = verdict === 'off' ? 110 : verdict === 'watch' ? 60 : 0;
  return { verdict, because: `${mine.state} counts as ${verdict} (${limits.source})`, oddness };
}

/** A state by the share of peers that are in it. Shape: the counts are those behind the baseline, which shows rare texts together. */
function againstStates(
  baseline: StateBaseline,
  { same, commonest }: Extract<Behind, { kind: 'states' }>,
  worst: 'off' | 'watch',
): Omit<Judged, 'baseline'> {
  const share = same / baseline.n;
  const common = commonest / baseline.n;
  const because =
    share === 0
      ? `none of ${baseline.n} peers has this; they say ${averageInWords(baseline)}`
      : `${Math.max(1, Math.round(share * 100))} % of ${baseline.n} peers have this too`;
  const isAlone = share === 0 && baseline.n >= MANY_STATES;
  if (share >= RARE_SHARE || (common < 0.5 && !isAlone)) return { verdict: 'normal', because, oddness: 1 - share };
  if (share < UNHEARD_SHARE && common >= 0.8 && worst === 'off') {
    return { verdict: 'off', because, oddness: 100 + (1 - share) };
  }
  return { verdict: 'watch', because, oddness: 50 + (1 - share) };
}
