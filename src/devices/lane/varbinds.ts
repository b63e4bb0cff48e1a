import type { Varbind } from '../snmp/codec.ts';
import { type Element, INTEGER, integerIn, OCTETS, OID, oidElement, SEQUENCE, wrap } from './element.ts';

/** A list of objects as it is asked and as it must come back: the encoded names one after the other, and where each ends. */
export type Names = { oids: readonly string[]; octets: Buffer; ends: number[]; list: Buffer };

/** Where the values of an answer lie: type, first octet and the one after the last of each object, in the order they were asked. */
export type Marks = { types: Uint8Array; starts: Uint16Array; ends: Uint16Array };

const NULL = Buffer.from([5, 0]);
const COUNTER32 = 65;
const TIME_TICKS = 67;

/** The names of objects, encoded once for all devices that are asked for them. */
export function namesOf(oids: readonly string[]): Names {
  const elements = oids.map(oidElement);
  let end = 0;
  return {
    oids,
    octets: Buffer.concat(elements),
    ends: elements.map(({ length }) => (end += length)),
    list: wrap(SEQUENCE, ...elements.map((name) => wrap(SEQUENCE, name, NULL))),
  };
}

/** Room for the marks of so many objects. */
export function roomFor(count: number): Marks {
  return { types: new Uint8Array(count), starts: new Uint16Array(count), ends: new Uint16Array(count) };
}

/**
 * Marks the values of a list of objects that must be those that were asked, each once and in its order.
 * Fails: never; says false where they are not, or where what is sent is no such list to its last octet.
 */
export function markVarbinds(
  octets: Buffer,
  list: { start: number; end: number },
  names: Names,
  marks: Marks,
  element: Element,
): boolean {
  let at = list.start;
  const { end } = list;
  let name = 0;
  for (let n = 0; n < names.ends.length; n += 1) {
    if (!element.find(octets, at, end, SEQUENCE)) return false;
    const next = element.end;
    at = element.start;
    for (const nameEnd = names.ends[n] ?? 0; name < nameEnd; name += 1, at += 1) {
      if (octets[at] !== names.octets[name]) return false;
    }
    if (at > next || !element.findAny(octets, at, next) || element.end !== next) return false;
    marks.types[n] = octets[at] ?? 0;
    marks.starts[n] = element.start;
    marks.ends[n] = element.end;
    at = next;
  }
  return at === end;
}

/** Whether a type is a number of at most 32 bits. */
export function isNumber(type: number): boolean {
  return type === INTEGER || (type >= COUNTER32 && type <= TIME_TICKS);
}

/** A marked number; not a number where it is none. */
export function numberAt(octets: Buffer, marks: Marks, n: number): number {
  return integerIn(octets, marks.starts[n] ?? 0, marks.ends[n] ?? 0, marks.types[n] === INTEGER);
}

/**
 * A marked object as the package would have decoded it; its octets are copied, so that they outlive the datagram.
 * Shape: undefined for what is too odd to be read here.
 */
export function varbindAt(octets: Buffer, marks: Marks, names: Names, n: number): Varbind | undefined {
  const oid = names.oids[n] ?? '';
  const type = marks.types[n] ?? 0;
  const start = marks.starts[n] ?? 0;
  const end = marks.ends[n] ?? 0;
  if (isNumber(type)) {
    const value = numberAt(octets, marks, n);
    return Number.isNaN(value) ? undefined : { oid, type, value };
  }
  switch (type) {
    case OCTETS:
    case 68:
    case 70:
      return { oid, type, value: Buffer.from(octets.subarray(start, end)) };
    case OID: {
      const value = oidIn(octets, start, end);
      return value === undefined ? undefined : { oid, type, value };
    }
    case 64:
      return end - start === 4 ? { oid, type, value: octets.subarray(start, end).join('.') } : undefined;
    case 5:
    case 128:
    case 129:
    case 130:
      return start === end ? { oid, type, value: null } : undefined;
    default:
      return undefined;
  }
}

/** Whether an object is not there. */
export function isNone(type: number): boolean {
  return type === 5 || (type >= 128 && type <= 130);
}

/** An OID in writing; undefined where it is cut short or longer than a name can be. */
export function oidIn(octets: Buffer, start: number, end: number): string | undefined {
  const numbers: number[] = [];
  let number = 0;
  for (let at = start; at < end; at += 1) {
    const octet = octets[at] ?? 0;
    number = number * 128 + (octet & 0x7f);
    if (number > 0xff_ff_ff_ff) return undefined;
    if (octet > 0x7f) continue;
    numbers.push(number);
    number = 0;
  }
  const [first, ...others] = numbers;
  if (first === undefined || first >= 120 || numbers.length > 128 || (octets[end - 1] ?? 0) > 0x7f) return undefined;
  return [Math.floor(first / 40), first % 40, ...others].join('.');
}
