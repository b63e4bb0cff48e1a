import type { Figure } from './comparison.ts';
import type { ItemDef } from './item.ts';
import type { PeerValue, Units } from './make-baseline.ts';
import { readingKey, type Reading } from './reading.ts';
import type { Unit } from './value.ts';
import { absentInWords } from './words.ts';

/** A reading with the figure that is compared for it. */
export type ItemFigure = { reading: Reading; figure: Figure };

/**
 * The compared figures of one item of one device: the number itself, its rate or its share.
 * Shape: `readings` are all readings of the device; the result has one entry for each part of the item that was read.
 * Fails: never; a rate or share whose other half is missing or zero is absent and says so.
 */
export function figuresOf(item: ItemDef, readings: readonly Reading[]): ItemFigure[] {
  const own = byItem(readings).get(item.id) ?? [];
  return own.map((reading) => ({ reading, figure: figureOf(item, reading, own, readings) }));
}

/** The readings of a device by item, sorted out once for each set of readings; a set is not changed once it is handed out. */
const byItem = oncePer((readings: readonly Reading[]) => {
  const sorted = new Map<string, Reading[]>();
  for (const reading of readings) {
    const own = sorted.get(reading.item);
    if (own === undefined) sorted.set(reading.item, [reading]);
    else own.push(reading);
  }
  return sorted;
});

function oncePer<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = work(key);
    known.set(key, { value });
    return value;
  };
}

function figureOf(item: ItemDef, reading: Reading, own: readonly Reading[], all: readonly Reading[]): Figure {
  const { value } = reading;
  switch (value.kind) {
    case 'absent':
      return { kind: 'absent', why: absentInWords(value.reason), from: [reading] };
    case 'state':
      return { kind: 'state', state: value.state, from: [reading] };
    case 'text':
      return { kind: 'text', text: value.text, from: [reading] };
    case 'number':
      if (item.compare.as === 'rate') return rateOf(item.compare, value.number, reading, all);
      if (item.compare.as === 'share') return shareOf(value, reading, own);
      return { kind: 'number', number: value.number, unit: value.unit, from: [reading] };
  }
}

function rateOf(
  rule: Extract<ItemDef['compare'], { as: 'rate' }>,
  number: number,
  reading: Reading,
  all: readonly Reading[],
): Figure {
  const per = byItem(all)
    .get(rule.per)
    ?.find((other) => other.part === undefined);
  if (per === undefined || per.value.kind !== 'number') {
    return { kind: 'absent', why: `no rate: ${rule.per} could not be read`, from: [reading, ...(per ? [per] : [])] };
  }
  if (per.value.number <= 0) return { kind: 'absent', why: `no rate: ${rule.per} is 0`, from: [reading, per] };
  return finite((number / per.value.number) * rule.times, unitOfRate(rule.unit, per.value.unit), [reading, per]);
}

/** What a rate says where its divisor counts something else than the rule has in mind: a sheet is up to two impressions. */
function unitOfRate(meant: Unit, divisor: Unit): Unit {
  return meant === 'per 10,000 impressions' && divisor === 'sheets' ? 'per 10,000 sheets' : meant;
}

function shareOf({ number, unit }: { number: number; unit: Unit }, reading: Reading, own: readonly Reading[]): Figure {
  const parts = own.filter((part) => part.part !== undefined);
  let sum = 0;
  for (const part of parts) {
    if (part.value.kind !== 'number') {
      return { kind: 'absent', why: `no share: ${part.part} could not be read`, from: [reading, part] };
    }
    if (part.value.unit !== unit) {
      return { kind: 'absent', why: `no share: some parts count ${unit}, others ${part.value.unit}`, from: parts };
    }
    sum += part.value.number;
  }
  if (sum <= 0) return { kind: 'absent', why: 'no share: all parts are at 0', from: parts };
  return finite((number / sum) * 100, 'percent', parts);
}

function finite(number: number, unit: Extract<Figure, { kind: 'number' }>['unit'], from: Reading[]): Figure {
  if (!Number.isFinite(number)) return { kind: 'absent', why: 'the numbers are too large to divide', from };
  return { kind: 'number', number, unit, from };
}

/**
 * What a number is counted in, for one unit is never set against another: its own unit, and for what was worked out of readings also theirs.
 * Shares of sheets and shares of impressions are both percentages and yet two things.
 */
export function unitsOf(figure: Extract<Figure, { kind: 'number' }>): Units {
  for (const { value } of figure.from) if (value.kind === 'number') return { unit: figure.unit, of: value.unit };
  return { unit: figure.unit, of: figure.unit };
}

/** A peer's figures as they are compared, by reading key; absent ones are left out. Units: `at` ms since 1970, the oldest used. */
export type PeerValues = ReadonlyMap<string, PeerValue>;

const valuesOfPeer = oncePer((_readings: readonly Reading[]) => new Map<ItemDef, PeerValues>());

/**
 * What one peer says of an item, worked out once for each set of readings: a comparison is made several times while peers still answer.
 * Fails: never.
 */
export function peerValuesOf(item: ItemDef, readings: readonly Reading[]): PeerValues {
  const known = valuesOfPeer(readings);
  const found = known.get(item);
  if (found !== undefined) return found;
  const values = new Map<string, PeerValue>();
  for (const { reading, figure } of figuresOf(item, readings)) {
    if (figure.kind === 'absent') continue;
    const value = figure.kind === 'number' ? figure.number : figure.kind === 'state' ? figure.state : figure.text;
    let at = Number.POSITIVE_INFINITY;
    for (const from of figure.from) at = Math.min(at, from.at);
    values.set(readingKey(reading), { value, at, units: figure.kind === 'number' ? unitsOf(figure) : undefined });
  }
  known.set(item, values);
  return values;
}
