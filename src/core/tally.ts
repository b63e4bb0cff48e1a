import type { DeviceState } from './learnt.ts';
import type { Units } from './peer-column.ts';
import type { Reading } from './reading.ts';
import { openSketch, type Sketch } from './sketch.ts';

const DAY_MS = 86_400_000;

/** One figure of a device as it is compared. Units: `day` whole days since 1970, of its oldest reading; `isReport` where it is from a list. */
export type TallyFigure = {
  item: string;
  key: string;
  value: number | string;
  day: number;
  isReport: boolean;
  units?: Units | undefined;
};

/** What one device adds to the summary of its model: whose it is, whether it counts, and its figures, none where it does not. */
export type Tally = { customer: string; state: DeviceState; figures: TallyFigure[] };

/**
 * How figures are worked out of what is stored of a device.
 * Shape: `fingerprint` differs where the same readings would give other figures.
 */
export type TallyRules = { fingerprint: string; figuresOf: (readings: Reading[]) => TallyFigure[] };

/** How many devices of a customer are in each state. */
export type PeopleCounts = Record<DeviceState, number>;

/** What the figures of one key, units and day say together. */
export type TallyPart = Pick<TallyFigure, 'item' | 'key' | 'day' | 'isReport' | 'units'> & { values: TallyValues };

/** All that was added up of a model for some items. `people` counts its devices by customer, those that gave no figures among them. */
export type ModelSummary = { people: ReadonlyMap<string, PeopleCounts>; parts: TallyPart[] };

/** The whole day of a moment. */
export function wholeDayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** The first moment of a whole day. */
export function startOfDay(day: number): number {
  return day * DAY_MS;
}

/** No device or customer at all. */
export function nobody(): PeopleCounts {
  return { active: 0, silent: 0, retired: 0, unmonitored: 0 };
}

/** So many customers of those behind a value are known by name; of the rest only how many devices they have. */
const KNOWN = 64;

/** Whose values are behind something: at least as many customers as are named. Shape: `rest` devices of customers that are not named, or of some that are. */
export type Sayers = { named: Map<string, number>; rest: number };

/** Numbers in a sketch, or how many say each state; with whose they are. */
export type TallyValues =
  | { kind: 'numbers'; sketch: Sketch; sayers: Sayers }
  | { kind: 'states'; states: Map<string, Sayers> };

/** Nothing added up yet, for values like this one. */
export function openValues(value: number | string): TallyValues {
  return typeof value === 'number'
    ? { kind: 'numbers', sketch: openSketch(), sayers: noSayers() }
    : { kind: 'states', states: new Map() };
}

/** Counts the value of a device, or takes it out again. */
export function countValue(values: TallyValues, value: number | string, customer: string, by: 1 | -1): void {
  if (values.kind === 'numbers') {
    if (typeof value !== 'number') return;
    if (by === 1) values.sketch.add(value);
    else values.sketch.remove(value);
    countSayer(values.sayers, customer, by);
    return;
  }
  const state = String(value);
  const sayers = values.states.get(state) ?? noSayers();
  countSayer(sayers, customer, by);
  if (sayers.rest === 0 && sayers.named.size === 0) values.states.delete(state);
  else values.states.set(state, sayers);
}

/** Adds what another part of the same key says. */
export function mergeValues(into: TallyValues, other: TallyValues): void {
  if (into.kind === 'numbers' && other.kind === 'numbers') {
    into.sketch.merge(other.sketch);
    mergeSayers(into.sayers, other.sayers);
  }
  if (into.kind !== 'states' || other.kind !== 'states') return;
  for (const [state, sayers] of other.states) {
    const known = into.states.get(state) ?? noSayers();
    mergeSayers(known, sayers);
    into.states.set(state, known);
  }
}

/** How many devices say it. */
export function devicesOf({ named, rest }: Sayers): number {
  let devices = rest;
  for (const count of named.values()) devices += count;
  return devices;
}

/** How many customers there are at the least. */
export function leastCustomers({ named, rest }: Sayers): number {
  return Math.max(named.size, rest > 0 ? 1 : 0);
}

/** Nobody yet. */
export function noSayers(): Sayers {
  return { named: new Map(), rest: 0 };
}

function countSayer(sayers: Sayers, customer: string, by: 1 | -1): void {
  const known = sayers.named.get(customer);
  if (known !== undefined && known + by > 0) sayers.named.set(customer, known + by);
  else if (known !== undefined) sayers.named.delete(customer);
  else if (by === 1 && sayers.named.size < KNOWN) sayers.named.set(customer, 1);
  else sayers.rest = Math.max(0, sayers.rest + by);
}

/** Adds sayers to others. */
export function mergeSayers(into: Sayers, other: Sayers): void {
  into.rest += other.rest;
  for (const [customer, count] of other.named) {
    const known = into.named.get(customer);
    if (known !== undefined || into.named.size < KNOWN) into.named.set(customer, (known ?? 0) + count);
    else into.rest += count;
  }
}
