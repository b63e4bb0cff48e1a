import type { SnmpTerm } from '../../core/place.ts';

/** Which record of an octet string is meant, and how the string is laid out. */
export type RecordRule = NonNullable<SnmpTerm['record']>;

/** One record as it was found, with its head; or why there is none. */
export type RecordFound =
  | { kind: 'number'; number: number; octets: Buffer }
  | { kind: 'empty'; octets: Buffer }
  | { kind: 'missing' }
  | { kind: 'malformed' };

/** Where a key is due, this octet ends the string. */
const END = 0xff;
/** A longer number is none: the string is read at a wrong place. Units: octets. */
const LONGEST = 8;

/**
 * One record of an octet string of records.
 * Shape: `key length value` or `key type length value`; the value is unsigned, high octet first.
 * Fails: never; a record that a cut or misaligned string does not hold whole, or holds twice with different values, is `malformed`.
 */
export function findRecord(octets: Buffer, { key, layout, value = 'number' }: RecordRule): RecordFound {
  const head = layout === 'key-length' ? 2 : 3;
  const wanted = Number.parseInt(key, 16);
  let found: Buffer | undefined;
  for (let at = 0; at < octets.length && octets[at] !== END;) {
    const length = octets[at + head - 1] ?? Number.POSITIVE_INFINITY;
    const end = at + head + length;
    // What was found before the string went wrong was read at its right place.
    if (length > LONGEST || end > octets.length)
      return found === undefined ? { kind: 'malformed' } : read(found, head, value);
    if (octets[at] === wanted) {
      const record = octets.subarray(at, end);
      if (found !== undefined && !found.equals(record)) return { kind: 'malformed' };
      found = record;
    }
    at = end;
  }
  return found === undefined ? { kind: 'missing' } : read(found, head, value);
}

function read(octets: Buffer, head: number, value: NonNullable<RecordRule['value']>): RecordFound {
  const body = octets.subarray(head);
  if (body.length === 0) return { kind: 'empty', octets };
  if (value === 'whole-and-hundredths') {
    const [whole = 0, hundredths = 0] = body;
    if (body.length !== 2 || hundredths > 99) return { kind: 'malformed' };
    return { kind: 'number', number: (whole * 100 + hundredths) / 100, octets };
  }
  const number = Number(BigInt(`0x${body.toString('hex')}`));
  return Number.isSafeInteger(number) ? { kind: 'number', number, octets } : { kind: 'malformed' };
}
