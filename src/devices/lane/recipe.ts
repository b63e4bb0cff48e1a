import { decodeRaw, isNumberTaken } from '../../core/decode.ts';
import type { Ask, IdentityPlaces, Place, SnmpGetPlace } from '../../core/place.ts';
import type { Reading } from '../../core/reading.ts';
import type { Value } from '../../core/value.ts';
import { cellValue, evidenceOf, toCell, TYPE_NAMES, type ValueCell, type When } from '../snmp/cell.ts';
import { needsCharset } from '../snmp/charset.ts';
import { OBJECT_ID } from '../snmp/identity.ts';
import { OCTETS, OID } from './element.ts';
import { isNone, isNumber, type Marks, type Names, namesOf, numberAt, oidIn, roomFor, varbindAt } from './varbinds.ts';

/**
 * One ask whose first place is a single object: where it stands among the objects of the request, and how it is decoded. Shape: `isPlain` where it is
 * decoded from a number in decimal or a text as it came, `isBare` where besides nothing that is said has a meaning of its own.
 */
type Slot = { item: string; ask: Ask; n: number; place: SnmpGetPlace; isPlain: boolean; isBare: boolean };

/**
 * How the answer to one list of objects becomes readings: worked out once for all devices that are asked the same.
 * `slots` is undefined where it takes more than single objects (tables, sums, instances); who it is likewise (`serial` and `model` are positions).
 */
export type Recipe = {
  asks: Ask[];
  identity: IdentityPlaces;
  names: Names;
  marks: Marks;
  slots: Slot[] | undefined;
  who: { serial: number; model: number; objectId: number } | undefined;
};

/** What a device says of itself in a plain answer. */
export type PlainSaid = { serial: string; model: string; objectId: string | undefined };

/** Works out the recipe of a list of objects. */
export function makeRecipe(asks: Ask[], identity: IdentityPlaces, oids: readonly string[]): Recipe {
  const places = new Map(oids.map((oid, n) => [oid, n]));
  const names = namesOf(oids);
  return {
    asks,
    identity,
    names,
    marks: roomFor(oids.length),
    slots: slotsOf(asks, places),
    who: whoOf(identity, places),
  };
}

function slotsOf(asks: Ask[], at: ReadonlyMap<string, number>): Slot[] | undefined {
  const slots: Slot[] = [];
  for (const ask of asks) {
    const [place] = ask.places;
    const n = place === undefined ? undefined : positionOf(place, at);
    if (place?.kind !== 'snmp-get' || n === undefined) return undefined;
    const { as, match, sentinels } = place.decode;
    const isPlain = (as === undefined || as === 'text') && match === undefined;
    slots.push({ item: ask.item, ask, n, place, isPlain, isBare: isPlain && sentinels === undefined });
  }
  return slots;
}

function whoOf({ serial, model }: IdentityPlaces, at: ReadonlyMap<string, number>): Recipe['who'] {
  const ids = [serial[0], model[0]].map((place) => {
    if (place === undefined || Object.values(place.decode).some((rule) => rule !== undefined)) return undefined;
    return positionOf(place, at);
  });
  const [serialAt, modelAt] = ids;
  const objectId = at.get(OBJECT_ID);
  if (serialAt === undefined || modelAt === undefined || objectId === undefined) return undefined;
  return { serial: serialAt, model: modelAt, objectId };
}

/** Where a single object that needs nothing beside it stands. */
function positionOf(place: Place, at: ReadonlyMap<string, number>): number | undefined {
  if (place.kind !== 'snmp-get') return undefined;
  const isAlone = place.instance === undefined && place.given === undefined && place.unitOf === undefined;
  return isAlone ? at.get(place.oid) : undefined;
}

/** Who the device says it is; undefined where that is not said plainly. */
export function saidIn(recipe: Recipe, octets: Buffer): PlainSaid | undefined {
  const { who, marks } = recipe;
  if (who === undefined) return undefined;
  const serial = plainText(octets, marks, who.serial)?.trim() ?? '';
  const model = plainText(octets, marks, who.model)?.trim() ?? '';
  if (serial === '' || model === '') return undefined;
  const isNamed = marks.types[who.objectId] === OID;
  if (!isNamed && !isNone(marks.types[who.objectId] ?? 0)) return undefined;
  const objectId = isNamed
    ? knownOid(octets, marks.starts[who.objectId] ?? 0, marks.ends[who.objectId] ?? 0)
    : undefined;
  return isNamed && objectId === undefined ? undefined : { serial, model, objectId };
}

/** The readings of an answer whose values are marked; undefined where one of them is no value, so that its next place's turn comes. */
export function readingsIn(recipe: Recipe, octets: Buffer, when: When): Reading[] | undefined {
  const { slots, marks } = recipe;
  if (slots === undefined) return undefined;
  const { at, tookMs } = when;
  const readings: Reading[] = [];
  for (const { item, ask, n, place, isPlain } of slots) {
    const plain = isPlain ? plainOf(octets, marks, n) : undefined;
    let value: Value;
    let raw: string;
    if (plain === undefined) {
      const cell = cellAt(recipe, octets, n, when);
      if (cell === undefined) return undefined;
      value = cellValue(cell, ask, place.decode);
      ({ raw } = evidenceOf(cell, place.decode.as));
    } else {
      value = decodeRaw(plain, ask, place.decode);
      raw = marks.types[n] === OCTETS ? `OctetString "${plain}"` : `${TYPE_NAMES[marks.types[n] ?? 0]} ${plain}`;
    }
    if (value.kind === 'absent') return undefined;
    readings.push({ item, value, evidence: [{ protocol: 'snmp', place: place.oid, raw, at, tookMs }], at });
  }
  return readings;
}

/** Whether each of the values that are marked is one. */
export function isAllSaid(recipe: Recipe, octets: Buffer): boolean {
  const { slots, marks } = recipe;
  if (slots === undefined) return false;
  for (const slot of slots) {
    // Nothing is made here for what needs only a look: each answer of each device comes by.
    if (isPlainlySaid(slot, octets, marks)) continue;
    const { ask, n, place, isPlain } = slot;
    const plain = isPlain ? plainOf(octets, marks, n) : undefined;
    const cell = plain === undefined ? cellAt(recipe, octets, n, NO_TIME) : undefined;
    if (plain === undefined && cell === undefined) return false;
    const value = cell === undefined ? decodeRaw(plain ?? '', ask, place.decode) : cellValue(cell, ask, place.decode);
    if (value.kind === 'absent') return false;
  }
  return true;
}

/** Whether a look tells that a value is one; where it does not, it may be one all the same. */
function isPlainlySaid({ isBare, ask, n, place }: Slot, octets: Buffer, marks: Marks): boolean {
  if (!isBare) return false;
  if (!isNumber(marks.types[n] ?? 0))
    return ask.kind !== 'number' && isPlainText(octets, marks, n) && isMore(octets, marks, n);
  const number = numberAt(octets, marks, n);
  return !Number.isNaN(number) && (ask.kind !== 'number' || isNumberTaken(number, ask, place.decode));
}

const NO_TIME: When = { at: 0, tookMs: 0 };

/** An object with a value as others read it; undefined where it has none, or needs more to be read. */
function cellAt({ marks, names }: Recipe, octets: Buffer, n: number, when: When): ValueCell | undefined {
  const varbind = varbindAt(octets, marks, names, n);
  const cell = varbind === undefined ? undefined : toCell(varbind, when);
  return cell?.kind !== 'value' || needsCharset(cell) ? undefined : cell;
}

/** A number in decimal or a text as it is shown, where nothing in it must be told otherwise. */
function plainOf(octets: Buffer, marks: Marks, n: number): string | undefined {
  if (!isNumber(marks.types[n] ?? 0)) return plainText(octets, marks, n);
  const number = numberAt(octets, marks, n);
  return Number.isNaN(number) ? undefined : String(number);
}

/** Longer ones, and those that need more than a look, are left to the reader of cells. */
const MOST_PLAIN = 255;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function plainText(octets: Buffer, marks: Marks, n: number): string | undefined {
  return isPlainText(octets, marks, n) ? octets.toString('latin1', marks.starts[n], marks.ends[n]) : undefined;
}

function isPlainText(octets: Buffer, { types, starts, ends }: Marks, n: number): boolean {
  const start = starts[n] ?? 0;
  const end = ends[n] ?? 0;
  if (types[n] !== OCTETS || end - start > MOST_PLAIN) return false;
  for (let at = start; at < end; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet < SPACE || octet > 0x7e || octet === QUOTE || octet === BACKSLASH) return false;
  }
  return true;
}

/** Whether a plain text is more than blanks. */
function isMore(octets: Buffer, { starts, ends }: Marks, n: number): boolean {
  for (let at = starts[n] ?? 0; at < (ends[n] ?? 0); at += 1) if (octets[at] !== SPACE) return true;
  return false;
}

/** Makers have few; what else is sent is not kept. */
const MOST_OIDS = 1000;
const oids = new Map<string, string>();

function knownOid(octets: Buffer, start: number, end: number): string | undefined {
  const key = octets.toString('latin1', start, end);
  const known = oids.get(key);
  if (known !== undefined) return known;
  const oid = oidIn(octets, start, end);
  if (oid !== undefined && oids.size < MOST_OIDS) oids.set(key, oid);
  return oid;
}
