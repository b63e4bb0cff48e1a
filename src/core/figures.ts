import type { Figure } from './comparison.ts';
import type { ItemDef } from './item.ts';
import { addTo, emptyColumn, type PeerColumn, type PeerValue, type Units } from './peer-column.ts';
import { readingKey, type Reading } from './reading.ts';
import type { Unit } from './value.ts';
import type { Whose } from './withhold.ts';
import { absentInWords } from './words.ts';

/** A reading with the figure that is compared for it. */
export type ItemFigure = { reading: Reading; figure: Figure };

/** The readings of a device by item. */
type Sorted = (item: string) => readonly Reading[];

/**
 * The compared figures of one item of one device: the number itself, its rate or its share.
 * Shape: `readings` are all readings of the device; the result has one entry for each part of the item that was read.
 * Fails: never; a rate or share whose other half is missing or zero is absent and says so.
 */
export function figuresOf(item: ItemDef, readings: readonly Reading[]): ItemFigure[] {
  const sorted: Sorted = (id) => readings.filter((reading) => reading.item === id);
  const own = sorted(item.id);
  return own.map((reading) => ({ reading, figure: figureOf(item, reading, own, sorted) }));
}

function figureOf(item: ItemDef, reading: Reading, own: readonly Reading[], sorted: Sorted): Figure {
  const { value } = reading;
  switch (value.kind) {
    case 'absent':
      return { kind: 'absent', why: absentInWords(value.reason), from: [reading] };
    case 'state':
      return { kind: 'state', state: value.state, from: [reading] };
    case 'text':
      return { kind: 'text', text: value.text, from: [reading] };
    case 'number':
      if (item.compare.as === 'rate') return rateOf(item.compare, value.number, reading, sorted);
      if (item.compare.as === 'share') return shareOf(value, reading, own);
      return { kind: 'number', number: value.number, unit: value.unit, from: [reading] };
  }
}

function rateOf(
  rule: Extract<ItemDef['compare'], { as: 'rate' }>,
  number: number,
  reading: Reading,
  sorted: Sorted,
): Figure {
  const per = sorted(rule.per).find((other) => other.part === undefined);
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

/** What one peer says of an item. Fails: never. */
export function peerValuesOf(item: ItemDef, readings: readonly Reading[]): PeerValues {
  const values = new Map<string, PeerValue>();
  const sorted: Sorted = (id) => readings.filter((reading) => reading.item === id);
  const own = sorted(item.id);
  for (const reading of own) {
    const value = valueOf(item, reading, own, sorted);
    if (value !== undefined) values.set(readingKey(reading), value);
  }
  return values;
}

/** Whether a number is compared as it was read. */
function isPlain({ compare: { as } }: ItemDef): boolean {
  return as !== 'rate' && as !== 'share';
}

/** A reading as it is compared; undefined where there is nothing to compare. */
function valueOf(item: ItemDef, reading: Reading, own: readonly Reading[], sorted: Sorted): PeerValue | undefined {
  const { value, at } = reading;
  if (value.kind === 'absent') return undefined;
  if (value.kind === 'state') return { value: value.state, at, units: undefined };
  if (value.kind === 'text') return { value: value.text, at, units: undefined };
  if (isPlain(item)) return { value: value.number, at, units: { unit: value.unit, of: value.unit } };
  const figure = figureOf(item, reading, own, sorted);
  if (figure.kind !== 'number') return undefined;
  let oldest = Number.POSITIVE_INFINITY;
  for (const from of figure.from) oldest = Math.min(oldest, from.at);
  return { value: figure.number, at: oldest, units: unitsOf(figure) };
}

/** A device whose readings stand beside a claim's, and whose it is. */
export type Peer = { readings: readonly Reading[]; whose: Whose | undefined };

/** What all peers say of one item, by part. Shape: `last` is the peer that said the last of the column. */
type Part = { column: PeerColumn; last: Peer };
type Said = { item: ItemDef; isPlain: boolean; byPart: Map<string | undefined, Part> };

/** The item and part of a reading at one place in the readings of a peer, with what was found for it. Shape: `said` is undefined for what is not asked. */
type Slot = {
  item: string;
  part: string | undefined;
  said: Said | undefined;
  known: Part | undefined;
  units: Units | undefined;
};

/**
 * What peers say of items, by item and reading key, in the order of the peers; of a key that one of them says twice, what it said last.
 * All items are gathered in one pass: a map and some lists for each item of each of a thousand peers cost more than all that is worked out of them.
 * Devices of one model say the same in the same order, so that what was looked up for one peer mostly holds for the next.
 * Fails: never.
 */
export function gatherValues(items: readonly ItemDef[], peers: readonly Peer[]): Map<string, Map<string, PeerColumn>> {
  const said = new Map(
    items.map((item): [string, Said] => [item.id, { item, isPlain: isPlain(item), byPart: new Map() }]),
  );
  const slots: Slot[] = [];
  for (const peer of peers) {
    const { readings } = peer;
    const sorted: Sorted = (id) => readings.filter(({ item }) => item === id);
    let place = -1;
    for (const reading of readings) {
      place += 1;
      const { item, part, value, at } = reading;
      let slot = slots[place];
      if (slot === undefined || slot.item !== item || slot.part !== part) {
        const one = said.get(item);
        slots[place] = slot = { item, part, said: one, known: one?.byPart.get(part), units: undefined };
      }
      const one = slot.said;
      if (one === undefined || value.kind === 'absent') continue;
      if (value.kind === 'state') say(slot, one, peer, value.state, at, undefined);
      else if (value.kind === 'text') say(slot, one, peer, value.text, at, undefined);
      else if (one.isPlain) say(slot, one, peer, value.number, at, unitsAs(slot, value.unit));
      else {
        const worked = valueOf(one.item, reading, sorted(item), sorted);
        if (worked !== undefined) say(slot, one, peer, worked.value, worked.at, worked.units);
      }
    }
  }
  return new Map(
    [...said].map(([id, { byPart }]) => [
      id,
      new Map([...byPart].map(([part, { column }]) => [readingKey({ item: id, part }), column])),
    ]),
  );
}

/** The units of a plain number. */
function unitsAs(slot: Slot, unit: Unit): Units {
  const { units } = slot;
  return units?.unit === unit ? units : (slot.units = { unit, of: unit });
}

/** Named one by one: of a thousand peers there are some tens of thousands of these, and an object for each takes longer than all else. */
function say(
  slot: Slot,
  { byPart }: Said,
  peer: Peer,
  value: PeerValue['value'],
  at: number,
  units: Units | undefined,
): void {
  const known = (slot.known ??= byPart.get(slot.part));
  if (known === undefined) {
    const column = emptyColumn();
    addTo(column, value, at, units, peer.whose);
    byPart.set(slot.part, (slot.known = { column, last: peer }));
    return;
  }
  const { column } = known;
  if (known.last === peer) {
    const place = column.values.length - 1;
    column.values[place] = value;
    column.ats[place] = at;
    column.units[place] = units;
    return;
  }
  addTo(column, value, at, units, peer.whose);
  known.last = peer;
}
