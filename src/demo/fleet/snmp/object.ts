import { encodeOid } from './oid.ts';
import { TAG } from './ber-writer.ts';

/** A value as an agent sends it. */
export type ObjectValue = { tag: number; number: number } | { tag: number; bytes: Uint8Array };

/** One object instance; `read` is called at every request. */
export type ObjectEntry<S> = { oid: string; read: (state: S) => ObjectValue };

export function integer(value: number): ObjectValue {
  return { tag: TAG.integer, number: value };
}

/** A counter that starts over after 2^32. */
export function counter32(value: number): ObjectValue {
  return { tag: TAG.counter32, number: Math.floor(value) % 2 ** 32 };
}

export function counter64(value: number): ObjectValue {
  return { tag: TAG.counter64, number: Math.floor(value) };
}

/** A gauge that stops at 2^32 - 1. */
export function gauge32(value: number): ObjectValue {
  return { tag: TAG.gauge32, number: Math.min(Math.floor(value), 2 ** 32 - 1) };
}

/** Units: in, seconds; on the wire, hundredths that start over after 2^32. */
export function timeTicks(seconds: number): ObjectValue {
  return { tag: TAG.timeTicks, number: Math.floor(seconds * 100) % 2 ** 32 };
}

export function text(value: string): ObjectValue {
  return { tag: TAG.octets, bytes: Buffer.from(value) };
}

export function octets(bytes: readonly number[]): ObjectValue {
  return { tag: TAG.octets, bytes: Uint8Array.from(bytes) };
}

export function oid(arcs: readonly number[]): ObjectValue {
  return { tag: TAG.oid, bytes: encodeOid(arcs) };
}

/** Shape: an IPv4 address in dotted form. */
export function ipAddress(address: string): ObjectValue {
  return { tag: TAG.ipAddress, bytes: Uint8Array.from(address.split('.'), Number) };
}
