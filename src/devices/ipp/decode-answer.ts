import { type IppValue, toIppValue } from './ipp-value.ts';

/** An answer to Get-Printer-Attributes: its status code and the attributes of the printer. */
export type IppAnswer = { requestId: number; status: number; attributes: Map<string, IppValue[]> };

const PRINTER_GROUP = 0x04;
const END = 0x03;
const LAST_DELIMITER = 0x0f;
const COLLECTION = { begin: 0x34, end: 0x37 };
const HEAD = 8;

type Field = { tag: number; name: string; value: Buffer; next: number };

/**
 * The octets of an answer as attributes; collections are passed over, whatever they hold.
 * Shape: each value takes at least five octets, so that the octets bound the values; an attribute named twice keeps its first values.
 * Fails: never; octets that are no whole answer give `said`, why not.
 * Source: RFC 8010 section 3.
 */
export function decodeAnswer(octets: Buffer): IppAnswer | { said: string } {
  if (octets.length < HEAD + 1) return { said: 'the answer is too short for IPP' };
  if (octets.readUInt8(0) > 2) return { said: 'the answer is no IPP' };
  const attributes = new Map<string, IppValue[]>();
  let group = 0;
  let depth = 0;
  let values: IppValue[] | undefined;
  for (let at = HEAD; at < octets.length;) {
    const tag = octets.readUInt8(at);
    if (tag === END) {
      if (depth > 0) return { said: 'a collection does not end' };
      return { status: octets.readUInt16BE(2), requestId: octets.readInt32BE(4), attributes };
    }
    if (tag <= LAST_DELIMITER) {
      if (depth > 0) return { said: 'a collection does not end' };
      group = tag;
      values = undefined;
      at += 1;
      continue;
    }
    const field = readField(octets, at);
    if (field === undefined) return { said: 'the answer is cut short' };
    at = field.next;
    if (tag === COLLECTION.end) {
      if (depth === 0) return { said: 'a collection ends that did not begin' };
      depth -= 1;
      continue;
    }
    if (depth === 0) {
      if (field.name !== '') values = addAttribute(attributes, field.name, group);
      if (values === undefined) return { said: 'a value has no attribute' };
      values.push(toIppValue(tag, field.value));
    }
    if (tag === COLLECTION.begin) depth += 1;
  }
  return { said: 'the answer is cut short' };
}

/** The list that takes an attribute's values; one that nobody looks at where it is not the printer's or was there before. */
function addAttribute(attributes: Map<string, IppValue[]>, name: string, group: number): IppValue[] {
  const values: IppValue[] = [];
  if (group === PRINTER_GROUP && !attributes.has(name)) attributes.set(name, values);
  return values;
}

function readField(octets: Buffer, at: number): Field | undefined {
  const name = readCounted(octets, at + 1);
  const value = name === undefined ? undefined : readCounted(octets, at + 3 + name.length);
  if (name === undefined || value === undefined) return undefined;
  const next = at + 5 + name.length + value.length;
  return { tag: octets.readUInt8(at), name: name.toString('latin1'), value, next };
}

/** Octets behind their own length; undefined when they go beyond the end. */
function readCounted(octets: Buffer, at: number): Buffer | undefined {
  if (at + 2 > octets.length) return undefined;
  const end = at + 2 + octets.readUInt16BE(at);
  return end > octets.length ? undefined : octets.subarray(at + 2, end);
}
