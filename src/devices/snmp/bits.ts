import type { SnmpBitsPlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason } from '../../core/value.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { type Cell, rawOf } from './cell.ts';
import type { Column } from './walk.ts';

const OCTET_STRING = 4;
/** Octets that someone wrote out: two hexadecimal digits each. */
const WRITTEN_OUT = /^(?:0x)?[0-9a-f]{2}(?: ?[0-9a-f]{2})*$/i;

/**
 * The flags of an octet string that are set, one part each.
 * Shape: as many octets as the device sends, or their hexadecimal digits; those it does not send are flags that are not set.
 * Fails: never; what is no octet string, or a text of something else, is absent `malformed`.
 * Source: RFC 2790, hrPrinterDetectedErrorState (bit 0 is the highest of the first octet); some devices send 1 octet, others 2.
 */
export function readBits(place: SnmpBitsPlace, cell: Cell): PlaceResult {
  const { at, tookMs } = cell.when;
  const evidence: Evidence = { protocol: 'snmp', place: cell.oid, raw: rawOf(cell, 'octets'), at, tookMs };
  if (cell.kind !== 'value') {
    const reason: AbsentReason = cell.kind === 'failed' ? cell.reason : 'unsupported';
    return { kind: 'next', reason, evidence };
  }
  if (cell.type !== OCTET_STRING || !Buffer.isBuffer(cell.value)) {
    return { kind: 'found', found: [{ value: { kind: 'absent', reason: 'malformed' }, evidence, at }] };
  }
  const octets = octetsOf(cell.value, place);
  if (octets === undefined)
    return { kind: 'found', found: [{ value: { kind: 'absent', reason: 'malformed' }, evidence, at }] };
  if (octets !== cell.value) evidence.raw = rawOf(cell);
  const found = Object.entries(place.bits).flatMap(([bit, { part, title, state }]): Found[] => {
    if (!isSet(octets, Number(bit))) return [];
    const value = { kind: 'state', state } as const;
    return [{ part, ...(title === undefined ? {} : { partTitle: title }), value, evidence, at }];
  });
  if (found.length > 0) return { kind: 'found', found };
  if (place.empty === undefined) return { kind: 'next', reason: 'unsupported', evidence };
  return { kind: 'found', found: [{ value: { kind: 'state', state: place.empty }, evidence, at }] };
}

/** The flags of the first row of a column; a device without a row does not offer them. */
export function readColumnBits(place: SnmpBitsPlace, { oid, rows, failure }: Column, now: number): PlaceResult {
  if (failure !== undefined) {
    const evidence: Evidence = { protocol: 'snmp', place: oid, raw: failure.said, ...failure.when };
    return { kind: 'next', reason: failure.reason, evidence };
  }
  const [first] = rows.values();
  if (first !== undefined) return readBits(place, first);
  const evidence: Evidence = { protocol: 'snmp', place: oid, raw: 'no rows', at: now, tookMs: 0 };
  return { kind: 'next', reason: 'unsupported', evidence };
}

/**
 * The octets of flags, also where a device sends them written out ("0x4000", "4000 "); undefined for a text that is neither.
 * Shape: what is no longer than the flags that are listed are the flags themselves (a space is bit 2), but for two digits: as flags they would
 * say that things are both low and empty.
 */
function octetsOf(octets: Buffer, { bits }: SnmpBitsPlace): Buffer | undefined {
  const needed = (Math.max(...Object.keys(bits).map(Number)) >> 3) + 1;
  const text = octets.toString('latin1').replace(/\0+$/, '');
  if (!/^[\x20-\x7e]+$/.test(text)) return octets;
  const written = text.trim();
  const isLonger = octets.length > needed;
  if (WRITTEN_OUT.test(written) && (isLonger || /^\d[\da-f]$/i.test(written))) {
    return Buffer.from(written.replace(/^0x| /gi, ''), 'hex');
  }
  return isLonger ? undefined : octets;
}

function isSet(octets: Buffer, bit: number): boolean {
  return ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}
