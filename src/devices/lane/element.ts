/** Tags of what is read here (X.690, RFC 1157, RFC 3416). */
export const SEQUENCE = 0x30;
export const INTEGER = 2;
export const OCTETS = 4;
export const OID = 6;
export const RESPONSE = 0xa2;

/** The place of one BER element's content: from `start` until `end`; one object is used for many elements, because thousands pass in a second. */
export class Element {
  start = 0;
  end = 0;

  /**
   * Goes to the element of this tag at a position.
   * Fails: never; says false for another tag, and for what is longer than the space up to `limit`.
   */
  find(octets: Buffer, position: number, limit: number, tag: number): boolean {
    return octets[position] === tag && this.findAny(octets, position, limit);
  }

  /** The same, whatever the tag. */
  findAny(octets: Buffer, position: number, limit: number): boolean {
    let length = octets[position + 1] ?? 0;
    let start = position + 2;
    if (start > limit) return false;
    if (length > 0x7f) {
      const wide = length - 0x80;
      // Datagrams have fewer than 65,536 octets.
      if (wide === 0 || wide > 2 || start + wide > limit) return false;
      length = octets.readUIntBE(start, wide);
      start += wide;
    }
    this.start = start;
    this.end = start + length;
    return this.end <= limit;
  }

  /** Goes to the integer at a position and gives its value; not a number where there is none of at most 32 bits with its sign. */
  integerAt(octets: Buffer, position: number, limit: number): number {
    return this.find(octets, position, limit, INTEGER) ? integerIn(octets, this.start, this.end, true) : Number.NaN;
  }
}

/**
 * A number of at most 32 bits, with its sign or without.
 * Fails: never; not a number where the octets are none or too many.
 */
export function integerIn(octets: Buffer, start: number, end: number, isSigned: boolean): number {
  const length = end - start;
  const isLong = length === 5 && !isSigned && octets[start] === 0;
  if (length < 1 || (length > 4 && !isLong)) return Number.NaN;
  let value = (octets[start] ?? 0) > 0x7f ? -1 : 0;
  for (let at = start; at < end; at += 1) value = (value << 8) | (octets[at] ?? 0);
  return isSigned ? value : value >>> 0;
}

/** The content of an element with its tag and length before it. */
export function wrap(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const wide = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...wide]), content]);
}

/** An OID in writing as an element. Source: X.690, 8.19. */
export function oidElement(oid: string): Buffer {
  const [first = 0, second = 0, ...others] = oid.split('.').map(Number);
  const octets: number[] = [];
  for (const number of [first * 40 + second, ...others]) {
    const digits = [number % 128];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(128 + (left % 128));
    octets.push(...digits);
  }
  return wrap(OID, Buffer.from(octets));
}

/** A number that is not negative as an element. */
export function integerElement(value: number): Buffer {
  const digits = [value % 256];
  for (let left = Math.floor(value / 256); left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256);
  if ((digits[0] ?? 0) > 0x7f) digits.unshift(0);
  return wrap(INTEGER, Buffer.from(digits));
}
