import { decodeRaw } from '../../core/decode.ts';
import type { Ask, Decode } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import { cleanText, isText, MAX_TEXT, octetsToText, showOctets, showText } from '../text.ts';
import type { Varbind } from './codec.ts';

/** When an answer came and how long it took. Units: `at` milliseconds since 1970, `tookMs` milliseconds. */
export type When = { at: number; tookMs: number };

/**
 * An object with a value, as it was decoded; its text is made when somebody asks, because most cells of a table are never shown.
 * `charset` is what the device declares its texts to be in, where that decides.
 */
export type ValueCell = {
  kind: 'value';
  oid: string;
  type: number;
  value: number | string | Buffer;
  when: When;
  charset?: string;
};

/** What one object (one OID) said. `none` means the agent does not offer the object; `failed` that no usable answer came. */
export type Cell =
  | ValueCell
  | { kind: 'none'; oid: string; said: string; when: When }
  | { kind: 'failed'; oid: string; said: string; reason: AbsentReason; when: When };

const NO_SUCH: Record<number, string> = { 5: 'Null', 128: 'noSuchObject', 129: 'noSuchInstance', 130: 'endOfMibView' };
/** What SNMP calls the types of values, by their tags (RFC 2578). */
export const TYPE_NAMES: Readonly<Record<number, string>> = {
  2: 'Integer',
  4: 'OctetString',
  6: 'OID',
  64: 'IpAddress',
  65: 'Counter32',
  66: 'Gauge32',
  67: 'TimeTicks',
  68: 'Opaque',
  70: 'Counter64',
};
const COUNTER64 = 70;
/** The longest text that a pattern looks through; device ids (IEEE 1284) outgrow what is kept of a text. Units: characters. */
const MAX_SEARCHED = 2048;

/**
 * One object of an answer as a cell.
 * Fails: never; a type the standard does not know, or a value cut short, is `failed` with reason malformed.
 */
export function toCell({ oid, type = -1, value }: Varbind, when: When): Cell {
  if (TYPE_NAMES[type] !== undefined && isPlain(value) && (type !== COUNTER64 || isCount(value))) {
    return { kind: 'value', oid, type, value, when };
  }
  const none = NO_SUCH[type];
  if (none !== undefined) return { kind: 'none', oid, said: none, when };
  return { kind: 'failed', oid, reason: 'malformed', said: `an answer of type ${type} that cannot be read`, when };
}

/** A cell's value as text: numbers in decimal, octets as characters without control marks, at most 255 of them unless told otherwise. */
export function textOf({ type, value, charset }: ValueCell, most: number = MAX_TEXT): string {
  if (typeof value === 'string') return value.slice(0, most);
  if (typeof value === 'number') return String(value);
  if (type === COUNTER64) return BigInt(`0x0${value.toString('hex')}`).toString();
  return cleanText(octetsToText(value, charset), most);
}

/** What a cell says, as evidence: its type and value as they came, or what happened instead. Octets that are no text are in hexadecimal. */
export function rawOf(cell: Cell, as?: 'octets'): string {
  if (cell.kind !== 'value') return cell.said;
  const { type, value, charset } = cell;
  const name = TYPE_NAMES[type] ?? '';
  if (!Buffer.isBuffer(value) || type === COUNTER64) return `${name} ${textOf(cell)}`;
  if (as === 'octets' || !isText(value, charset)) return `${name} ${showOctets(value)}`;
  const length = value.length > MAX_TEXT ? ` (${value.length} octets)` : '';
  return `${name} ${showText(octetsToText(value, charset))}${length}`;
}

/** A cell as evidence of what was read where. */
export function evidenceOf(cell: Cell, as?: Decode['as']): Evidence {
  const { at, tookMs } = cell.when;
  const value = cell.kind === 'value' ? cell.value : undefined;
  const isOctets =
    Buffer.isBuffer(value) && ((as === 'mac' && value.length === 6) || (as === 'ipv4' && value.length === 4));
  return { protocol: 'snmp', place: cell.oid, raw: rawOf(cell, isOctets ? 'octets' : undefined), at, tookMs };
}

/** The value of a cell, decoded as the place says. */
export function cellValue(cell: ValueCell, ask: Pick<Ask, 'kind' | 'unit'>, decode: Decode): Value {
  const text = spell(cell, decode);
  if (text === undefined) return { kind: 'absent', reason: 'malformed' };
  const value = decodeRaw(text, ask, decode);
  // A pattern looks through more of a text than is kept of it.
  return value.kind === 'text' ? { kind: 'text', text: cleanText(value.text) } : value;
}

/** A cell in the spelling a place wants; undefined when it is nothing of the kind. */
function spell(cell: ValueCell, { as, match }: Decode): string | undefined {
  const { value } = cell;
  if (as === undefined || as === 'text') return textOf(cell, match === undefined ? MAX_TEXT : MAX_SEARCHED);
  if (typeof value !== 'number' && value.length === 0) return '';
  if (as === 'mac') {
    if (Buffer.isBuffer(value) && value.length === 6) return inPairs(value.toString('hex'));
    const digits = textOf(cell)
      .toLowerCase()
      .replace(/[:.\s-]/g, '');
    return /^[0-9a-f]{12}$/.test(digits) ? inPairs(digits) : undefined;
  }
  if (Buffer.isBuffer(value) && value.length === 4) return [...value].join('.');
  const text = textOf(cell);
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text : undefined;
}

function inPairs(digits: string): string {
  return (digits.match(/../g) ?? []).join(':');
}

function isPlain(value: unknown): value is number | string | Buffer {
  return typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value);
}

function isCount(value: number | string | Buffer): boolean {
  return Buffer.isBuffer(value) && value.length <= 9;
}
