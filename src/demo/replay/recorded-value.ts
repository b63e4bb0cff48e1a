import { TAG } from '../fleet/snmp/ber-writer.ts';
import type { ObjectValue } from '../fleet/snmp/object.ts';
import { encodeOid } from '../fleet/snmp/oid.ts';
import { readOid } from './recorded-oid.ts';

const OPAQUE = 0x44;
const UNSIGNED = 2n ** 32n;
const COUNTS: readonly number[] = [TAG.counter32, TAG.gauge32, TAG.timeTicks];

/**
 * The value of one recorded line, as an agent sends it.
 * Shape: `type` is the tag in decimal, with an `x` behind it where `value` is octets in hexadecimal; `value` holds one character an octet.
 * Fails: a sentence that says what is wrong with the type or the value.
 * Source: snmpsim, "Simulation data files".
 */
export function recordedValue(type: string, value: string): ObjectValue | { fault: string; of: 'type' | 'value' } {
  const [, digits, hex] = /^(\d{1,3})(x?)$/.exec(type) ?? [];
  if (digits === undefined) return { fault: 'the type is no number, with an x behind it for hexadecimal', of: 'type' };
  const tag = Number(digits);
  if (hex === 'x') return fromHex(tag, value);
  switch (tag) {
    case TAG.integer:
      return fromNumber(tag, value, -(UNSIGNED / 2n), UNSIGNED / 2n);
    case TAG.counter32:
    case TAG.gauge32:
    case TAG.timeTicks:
      return fromNumber(tag, value, 0n, UNSIGNED);
    case TAG.counter64:
      return fromNumber(tag, value, 0n, UNSIGNED * UNSIGNED);
    case TAG.octets:
    case OPAQUE:
      return { tag, bytes: Buffer.from(value, 'latin1') };
    case TAG.null:
      return { tag, bytes: new Uint8Array(0) };
    case TAG.oid: {
      const arcs = readOid(value);
      return arcs === undefined ? { fault: 'the value is no OID', of: 'value' } : { tag, bytes: encodeOid(arcs) };
    }
    case TAG.ipAddress: {
      const octets = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) ? value.split('.').map(Number) : [256];
      const isAddress = octets.every((octet) => octet < 256);
      return isAddress
        ? { tag, bytes: Uint8Array.from(octets) }
        : { fault: 'the value is no IPv4 address', of: 'value' };
    }
    default:
      return { fault: `type ${tag} is not known`, of: 'type' };
  }
}

function fromHex(tag: number, value: string): ReturnType<typeof recordedValue> {
  if (tag !== TAG.octets && tag !== TAG.ipAddress && tag !== OPAQUE) {
    return { fault: `type ${tag} is never written in hexadecimal`, of: 'type' };
  }
  if (!/^([0-9a-f]{2})*$/i.test(value)) return { fault: 'the value is not hexadecimal in pairs', of: 'value' };
  if (tag === TAG.ipAddress && value.length !== 8) return { fault: 'the value is no IPv4 address', of: 'value' };
  return { tag, bytes: Buffer.from(value, 'hex') };
}

/** Written as octets where a double could lose digits. Shape: `least` belongs to the range, `beyond` does not. */
function fromNumber(tag: number, value: string, least: bigint, beyond: bigint): ReturnType<typeof recordedValue> {
  if (!/^-?\d{1,20}$/.test(value)) return { fault: 'the value is no whole number', of: 'value' };
  const number = BigInt(value);
  if (number < least || number >= beyond) {
    const what = tag === TAG.integer ? 'an integer' : COUNTS.includes(tag) ? 'a 32-bit count' : 'a 64-bit count';
    return { fault: `the value is out of the range of ${what}`, of: 'value' };
  }
  if (tag !== TAG.counter64) return { tag, number: Number(number) };
  const digits = number.toString(16);
  // A zero octet in front keeps the number positive.
  return { tag, bytes: Buffer.from(`00${digits.length % 2 === 0 ? '' : '0'}${digits}`, 'hex') };
}
