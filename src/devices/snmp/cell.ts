import { decodeRaw } from '../../core/decode.ts';
import type { Ask, Decode } from '../../core/place.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import { cleanText, octetsToText, showText } from '../text.ts';
import type { Varbind } from './codec.ts';

/**
 * What one object (one OID) said.
 * Shape: `text` is what decoding works on, `raw` what is shown as evidence. `none` means the agent does not offer the object; `failed` that
 * no usable answer came.
 * Units: `at` milliseconds since 1970, `tookMs` milliseconds.
 */
export type Cell = { oid: string; raw: string; at: number; tookMs: number } & (
  | { kind: 'value'; text: string; octets?: Buffer }
  | { kind: 'none' }
  | { kind: 'failed'; reason: AbsentReason }
);

/** When an answer came and how long it took. */
export type When = { at: number; tookMs: number };

const NO_SUCH: Record<number, string> = { 128: 'noSuchObject', 129: 'noSuchInstance', 130: 'endOfMibView', 5: 'Null' };
const NUMBERS: Record<number, string> = { 2: 'Integer', 65: 'Counter32', 66: 'Gauge32', 67: 'TimeTicks' };
const WRITTEN: Record<number, string> = { 6: 'OID', 64: 'IpAddress' };
const OCTETS: Record<number, string> = { 4: 'OctetString', 68: 'Opaque' };
const COUNTER64 = 70;

/**
 * One object of an answer as a cell.
 * Fails: never; a type the standard does not know, or a value cut short, is `failed` with reason malformed.
 */
export function toCell(varbind: Varbind, when: When): Cell {
  const { oid, type = -1, value } = varbind;
  const base = { oid, at: when.at, tookMs: when.tookMs };
  const none = NO_SUCH[type];
  if (none !== undefined) return { ...base, kind: 'none', raw: none };
  const number = NUMBERS[type];
  if (number !== undefined && typeof value === 'number') {
    return { ...base, kind: 'value', text: String(value), raw: `${number} ${value}` };
  }
  const octets = OCTETS[type];
  if (octets !== undefined && Buffer.isBuffer(value)) {
    const text = octetsToText(value);
    return { ...base, kind: 'value', text: cleanText(text), octets: value, raw: `${octets} ${showText(text)}` };
  }
  if (type === COUNTER64 && Buffer.isBuffer(value) && value.length <= 9) {
    const text = BigInt(`0x0${value.toString('hex')}`).toString();
    return { ...base, kind: 'value', text, raw: `Counter64 ${text}` };
  }
  const written = WRITTEN[type];
  if (written !== undefined && typeof value === 'string') {
    return { ...base, kind: 'value', text: value, raw: `${written} ${value}` };
  }
  return { ...base, kind: 'failed', reason: 'malformed', raw: `an answer of type ${type} that cannot be read` };
}

/** A cell for an object that gave no usable answer. */
export function failedCell(oid: string, reason: AbsentReason, raw: string, when: When): Cell {
  return { kind: 'failed', oid, reason, raw, at: when.at, tookMs: when.tookMs };
}

/** The value of a cell that has one, decoded as the place says. */
export function cellValue(
  cell: Extract<Cell, { kind: 'value' }>,
  ask: Pick<Ask, 'kind' | 'unit'>,
  decode: Decode,
): Value {
  const text = spell(cell, decode.as);
  return text === undefined ? { kind: 'absent', reason: 'malformed' } : decodeRaw(text, ask, decode);
}

function spell(cell: Extract<Cell, { kind: 'value' }>, as: Decode['as']): string | undefined {
  if (as === undefined || as === 'text') return cell.text;
  if ((cell.octets ?? cell.text).length === 0) return '';
  if (as === 'mac') {
    if (cell.octets?.length === 6) return (cell.octets.toString('hex').match(/../g) ?? []).join(':');
    const digits = cell.text.toLowerCase().replace(/[:.\s-]/g, '');
    return /^[0-9a-f]{12}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : undefined;
  }
  if (cell.octets?.length === 4) return [...cell.octets].join('.');
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(cell.text) ? cell.text : undefined;
}
