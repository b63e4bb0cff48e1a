import { decodeRaw } from '../../core/decode.ts';
import type { Decode, SnmpTerm } from '../../core/place.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import { showOctets } from '../text.ts';
import { type Cell, rawOf, textOf, type ValueCell } from './cell.ts';
import { findRecord } from './records.ts';

/**
 * What one term says: the text to decode with what it is in evidence, or why there is none.
 * `isOffered` is false where the device does not have the object or the record.
 */
export type TermSaid =
  | { kind: 'text'; cell: ValueCell; text: string; raw: string; isRecord: boolean }
  | { kind: 'absent'; reason: AbsentReason; raw: string; isOffered: boolean; hasAnswered: boolean };

/** What a term's object, or the record in it, says. */
export function sayTerm(term: SnmpTerm, cell: Cell): TermSaid {
  if (cell.kind !== 'value') {
    const isOffered = cell.kind === 'failed';
    const reason = cell.kind === 'failed' ? cell.reason : 'unsupported';
    return { kind: 'absent', reason, raw: rawOf(cell), isOffered, hasAnswered: false };
  }
  if (term.record === undefined) return { kind: 'text', cell, text: textOf(cell), raw: rawOf(cell), isRecord: false };
  const { key } = term.record;
  const isOffered = true;
  const hasAnswered = true;
  if (!Buffer.isBuffer(cell.value)) {
    return { kind: 'absent', reason: 'malformed', raw: `${rawOf(cell)}, no records`, isOffered, hasAnswered };
  }
  const found = findRecord(cell.value, term.record);
  switch (found.kind) {
    case 'missing': {
      const raw = `${rawOf(cell, 'octets')}, no record ${key}`;
      return { kind: 'absent', reason: 'unsupported', raw, isOffered: false, hasAnswered };
    }
    case 'malformed': {
      const raw = `${rawOf(cell, 'octets')}, no whole record ${key}`;
      return { kind: 'absent', reason: 'malformed', raw, isOffered, hasAnswered };
    }
    case 'empty':
      return {
        kind: 'absent',
        reason: 'unknown',
        raw: rawOfRecord(key, found.octets, cell.value),
        isOffered,
        hasAnswered,
      };
    case 'number': {
      const raw = rawOfRecord(key, found.octets, cell.value);
      return { kind: 'text', cell, text: String(found.number), raw, isRecord: true };
    }
  }
}

/** The number a term counts for: raw * scale + offset, unless the raw answer is a code. */
export function countTerm(said: Extract<TermSaid, { kind: 'text' }>, term: SnmpTerm, decode: Decode): Value {
  const match = said.isRecord ? undefined : decode.match;
  const sentinels = term.sentinels ?? decode.sentinels;
  const { scale, offset } = term;
  return decodeRaw(said.text, { kind: 'number', unit: 'count' }, { match, sentinels, scale, offset });
}

function rawOfRecord(key: string, record: Buffer, all: Buffer): string {
  return `OctetString ${showOctets(record)} (record ${key} of ${all.length} octets)`;
}
