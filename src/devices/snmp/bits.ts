import type { SnmpBitsPlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason } from '../../core/value.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { type Cell, rawOf } from './cell.ts';

const OCTET_STRING = 4;

/**
 * The flags of an octet string that are set, one part each.
 * Shape: as many octets as the device sends; those it does not send are flags that are not set.
 * Fails: never; what is no octet string is absent `malformed`.
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
  const octets = cell.value;
  const found = Object.entries(place.bits).flatMap(([bit, { part, title, state }]): Found[] => {
    if (!isSet(octets, Number(bit))) return [];
    const value = { kind: 'state', state } as const;
    return [{ part, ...(title === undefined ? {} : { partTitle: title }), value, evidence, at }];
  });
  if (found.length > 0) return { kind: 'found', found };
  if (place.empty === undefined) return { kind: 'next', reason: 'unsupported', evidence };
  return { kind: 'found', found: [{ value: { kind: 'state', state: place.empty }, evidence, at }] };
}

function isSet(octets: Buffer, bit: number): boolean {
  return ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}
