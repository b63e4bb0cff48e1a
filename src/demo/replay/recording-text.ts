import type { WalkedObject } from '../../devices/walk-device.ts';

const OCTETS = 4;
const OPAQUE = 68;
const COUNTER64 = 70;
/** Types whose value is written as it stands: integers, OIDs, addresses, counts. */
const PLAIN: ReadonlySet<number> = new Set([2, 6, 64, 65, 66, 67]);
/** Printable ASCII without a space at either end: spaces at the end of a line get lost in editors. */
const READABLE = /^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/;

/**
 * Objects as a recording: one `OID|TYPE|VALUE` a line, octets that are no plain text in hexadecimal.
 * Fails: never; an object of a type that agents do not send becomes a comment.
 */
export function recordingText(objects: readonly WalkedObject[]): string {
  return objects.map((object) => `${lineOf(object)}\n`).join('');
}

function lineOf({ oid, type, value }: WalkedObject): string {
  if (typeof value !== 'object') {
    return PLAIN.has(type) ? `${oid}|${type}|${value}` : `# ${oid} has the type ${type}, which cannot be recorded`;
  }
  if (type === COUNTER64) return `${oid}|${type}|${BigInt(`0x0${value.toString('hex')}`)}`;
  const text = value.toString('latin1');
  if (type === OCTETS && READABLE.test(text)) return `${oid}|${type}|${text}`;
  if (type === OCTETS || type === OPAQUE) return `${oid}|${type}x|${value.toString('hex')}`;
  return `# ${oid} has the type ${type}, which cannot be recorded`;
}
