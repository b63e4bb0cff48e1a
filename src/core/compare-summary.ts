import type { Baseline, NumberBaseline } from './baseline.ts';
import { isPrivate, judge } from './compare.ts';
import type { Figure } from './comparison.ts';
import { unitsOf } from './figures.ts';
import type { ItemDef } from './item.ts';
import type { Judged } from './judged.ts';
import { OTHERS } from './make-baseline.ts';
import { emptyColumn, type PeerColumn, type Units } from './peer-column.ts';
import { anyKey, type PeerSums, sayersOf, sizeOfValues, type Sum } from './peer-sums.ts';
import { isSameUnits, leftOutInWords } from './same-units.ts';
import { openSketch } from './sketch.ts';
import type { SketchFigures } from './sketch-figures.ts';
import {
  countValue,
  devicesOf,
  leastCustomers,
  mergeSayers,
  mergeValues,
  noSayers,
  openValues,
  type Sayers,
} from './tally.ts';
import { fewCustomersInWords, type Needs } from './withhold.ts';

/** Peers up to this many are compared one by one; beyond, a sketch stands for them. */
export const EXACT_PEERS = 10_000;

/**
 * What very many peers say of one item and part, without their values.
 * Shape: `figures` of a sketch from which the values of the claimed device's own customer were taken out; `customers` counts those that are left in.
 * Units: `oldest` milliseconds since 1970.
 */
export type PeerSummary = { figures: SketchFigures; customers: number; oldest: number; units: Units };

/**
 * One figure against a summary of its peers; as `compareFigures`, within the error of a sketch.
 * Fails: never; a figure in other units, or too few peers or customers, give `cannot-say` with the reason.
 */
export function compareWithSummary(input: { item: ItemDef; mine: Figure; summary: PeerSummary; needs: Needs }): Judged {
  const { item, mine, summary, needs } = input;
  const baseline = baselineOf(summary, needs, mine);
  return judge(item, mine, baseline, { sides: () => summary.figures.sides, states: () => new Map() });
}

/** One figure of a key against the sums of its peers and those of them that are known one by one. */
export type WithSums = {
  item: ItemDef;
  key: string;
  mine: Figure;
  sums: PeerSums;
  /** What the peers say that are not in the sums, by key. */
  live: ReadonlyMap<string, PeerColumn>;
  needs: Needs;
};

/**
 * One figure against sums of its peers.
 * Fails: never; as `compareWithSummary`.
 */
export function compareWithSums(input: WithSums): Judged {
  const { item, key, mine, sums, live, needs } = input;
  if (isPrivate(item)) return judge(item, mine, { kind: 'not-compared' }, { sides: noSides, states: () => new Map() });
  const groups = withLive(sums.of(key), live.get(key));
  const isOfStates = groups.some(({ values }) => values.kind === 'states') || item.compare.as === 'state';
  if (isOfStates) return compareStates(input, groups);
  const wanted = mine.kind === 'number' && mine.from.length > 0 ? unitsOf(mine) : undefined;
  const [first] = groups.toSorted((a, b) => sizeOfValues(b.values) - sizeOfValues(a.values));
  const sum =
    wanted === undefined ? first : groups.find(({ units }) => units === undefined || isSameUnits(units, wanted));
  const figures = sum?.values.kind === 'numbers' ? sum.values.sketch.figures() : undefined;
  if (sum === undefined || figures === undefined) {
    return judge(
      item,
      mine,
      { kind: 'too-few', n: 0, needed: needs.devices },
      { sides: noSides, states: () => new Map() },
    );
  }
  const units = sum.units ?? wanted ?? { unit: 'count', of: 'count' };
  const summary = { figures, customers: leastCustomers(sayersOf(sum.values)), oldest: sum.oldest, units };
  const judged = compareWithSummary({ item, mine, summary, needs });
  const others = groups.filter((group) => group !== sum && group.units !== undefined);
  if (others.length === 0 || wanted === undefined) return judged;
  const leftOut = others.map((group) => {
    const { unit, of } = group.units ?? wanted;
    return leftOutInWords([unit === wanted.unit ? of : unit, sizeOfValues(group.values)]);
  });
  return { ...judged, because: `${judged.because}; ${leftOut.join('; ')}` };
}

function noSides(): never {
  throw new RangeError('nothing is measured where nothing is said');
}

/** Sums with the values of peers that are known one by one; the sums themselves stay as they are. */
function withLive(sums: readonly Sum[], live = emptyColumn()): Sum[] {
  const groups = sums.map((sum) => ({ ...sum, values: copyOf(sum.values) }));
  for (const [n, value] of live.values.entries()) {
    const units = live.units[n];
    let group = groups.find(
      (one) => (one.values.kind === 'numbers') === (typeof value === 'number') && isSameUnits(one.units, units),
    );
    if (group === undefined) {
      group = { key: '', units, values: openValues(value), oldest: Number.POSITIVE_INFINITY };
      groups.push(group);
    }
    countValue(group.values, value, live.whose[n]?.customer ?? '', 1);
    group.oldest = Math.min(group.oldest, live.ats[n] ?? Number.NaN);
  }
  return groups.filter(({ values }) => sizeOfValues(values) > 0);
}

function copyOf(values: Sum['values']): Sum['values'] {
  if (values.kind === 'numbers') {
    const sayers = noSayers();
    mergeSayers(sayers, values.sayers);
    return { kind: 'numbers', sketch: openSketch(values.sketch.save()), sayers };
  }
  const copy = openValues('');
  mergeValues(copy, values);
  return copy;
}

function compareStates({ item, key, mine, sums, live, needs }: WithSums, groups: readonly Sum[]): Judged {
  const states = new Map<string, Sayers>();
  let oldest = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    oldest = Math.min(oldest, group.oldest);
    if (group.values.kind !== 'states') continue;
    for (const [state, sayers] of group.values.states) addState(states, state, sayers);
  }
  if (item.parts !== undefined) {
    const any = withLive(sums.of(anyKey(item.id)), live.get(anyKey(item.id)));
    oldest = Math.min(oldest, ...any.map((one) => one.oldest));
    addOtherParts(states, {
      isWhole: key === item.id,
      any,
      whole: withLive(sums.of(item.id), live.get(item.id)),
    });
  }
  const counts = new Map([...states].map(([state, sayers]) => [state, devicesOf(sayers)]));
  const baseline = baselineOfStates(states, oldest, needs, item.kind === 'text');
  return judge(item, mine, baseline, { sides: noSides, states: () => counts });
}

/** What peers say of a part that they do not have: see `withOtherParts` in compare-device.ts, which says the same of peers one by one. */
function addOtherParts(
  states: Map<string, Sayers>,
  { isWhole, any, whole }: { isWhole: boolean; any: readonly Sum[]; whole: readonly Sum[] },
): void {
  const [empty] = whole.flatMap(({ values }) => (values.kind === 'states' ? [...values.states.keys()] : []));
  if (empty === undefined) return;
  const said = any.flatMap(({ values }) => (values.kind === 'states' ? [...values.states] : []));
  if (isWhole) {
    for (const [state, sayers] of said) if (state !== '') addState(states, state, sayers);
    return;
  }
  let all = 0;
  for (const [, sayers] of said) all += devicesOf(sayers);
  for (const sayers of states.values()) all -= devicesOf(sayers);
  // Whose devices lack the part is not known one by one; that they are as many as all is known.
  const lacking = noSayers();
  for (const [, sayers] of said) mergeSayers(lacking, sayers);
  const named = leastCustomers(lacking);
  if (all > 0)
    addState(states, empty, {
      named: new Map([...lacking.named.keys()].slice(0, Math.min(named, all)).map((one) => [one, 1])),
      rest: Math.max(0, all - named),
    });
}

function addState(states: Map<string, Sayers>, state: string, sayers: Sayers): void {
  const known = states.get(state) ?? noSayers();
  mergeSayers(known, sayers);
  states.set(state, known);
}

function baselineOfStates(
  states: ReadonlyMap<string, Sayers>,
  oldest: number,
  needs: Needs,
  isText: boolean,
): Baseline {
  const all = noSayers();
  for (const sayers of states.values()) mergeSayers(all, sayers);
  const n = devicesOf(all);
  if (n === 0 || n < needs.devices) return { kind: 'too-few', n, needed: needs.devices };
  const customers = leastCustomers(all);
  if (customers < needs.customers) return { kind: 'withheld', n, why: fewCustomersInWords(customers) };
  const counts = new Map<string, number>();
  for (const [state, sayers] of states) {
    // A text of its own might name whose it is.
    const shown = isText && leastCustomers(sayers) < needs.customers ? OTHERS : state;
    counts.set(shown, (counts.get(shown) ?? 0) + devicesOf(sayers));
  }
  const shares = [...counts]
    .map(([state, count]) => ({ state, n: count, share: count / n }))
    .sort((a, b) => b.n - a.n || (a.state < b.state ? -1 : 1));
  return { kind: 'states', shares, n, oldest };
}

function baselineOf({ figures, customers, oldest, units }: PeerSummary, needs: Needs, mine: Figure): Baseline {
  const { n, average, median, p10, p90, mad } = figures;
  const own = mine.kind === 'number' && mine.from.length > 0 ? unitsOf(mine) : units;
  if (own.unit !== units.unit || own.of !== units.of) return { kind: 'too-few', n: 0, needed: needs.devices };
  if (n < needs.devices) return { kind: 'too-few', n, needed: needs.devices };
  if (customers < needs.customers) {
    return { kind: 'withheld', n, why: fewCustomersInWords(customers) };
  }
  const baseline: NumberBaseline = { kind: 'number', average, median, p10, p90, mad, n, oldest, unit: units.unit };
  if (mine.kind !== 'number') return baseline;
  const { below, same } = figures.countAt(mine.number);
  return { ...baseline, percentile: ((below + same / 2) / n) * 100, same };
}
