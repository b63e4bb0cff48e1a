/** One element of BER: its tag and where its content lies. */
export type Element = { tag: number; start: number; end: number };

/** Reads the element at a position. Fails: throws RangeError when the message ends before it. */
export function elementAt(message: Buffer, position: number): Element {
  let start = position + 2;
  let length = message.readUInt8(position + 1);
  if (length > 128) {
    const octets = length - 128;
    length = message.readUIntBE(start, octets);
    start += octets;
  }
  if (start + length > message.length) throw new RangeError('the message ends inside an element');
  return { tag: message.readUInt8(position), start, end: start + length };
}

/** The elements one behind the other from a position, `count` of them. */
export function elementsAt(message: Buffer, position: number, count: number): Element[] {
  const found: Element[] = [];
  let at = position;
  while (found.length < count) {
    const next = elementAt(message, at);
    found.push(next);
    at = next.end;
  }
  return found;
}

/** Writes one element around its content. */
export function wrap(tag: number, ...parts: Buffer[]): Buffer {
  const body = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  const { length } = body;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

/** An unsigned number of at most 32 bits. */
export function unsigned(value: number, tag = 2): Buffer {
  const octets = Buffer.alloc(5);
  octets.writeUInt32BE(value, 1);
  let from = 0;
  while (from < 4 && octets[from] === 0 && (octets[from + 1] ?? 0) < 128) from += 1;
  return wrap(tag, octets.subarray(from));
}

/** An octet string. */
export function octets(value: Buffer | string): Buffer {
  return wrap(4, Buffer.from(value));
}

/** An object identifier of small and large numbers, in dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 127];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) septets.unshift((left & 127) | 128);
    bytes.push(...septets);
  }
  return wrap(6, Buffer.from(bytes));
}
