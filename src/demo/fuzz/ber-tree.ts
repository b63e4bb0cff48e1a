/** An element of BER: a tag with its octets or, where its tag says so, with elements. `head` overrides the octets of the length. */
export type BerNode = { tag: number; octets: Buffer; children?: BerNode[] | undefined; head?: Buffer | undefined };

const CONSTRUCTED = 0x20;
const DEEPEST = 64;

/** The elements in a run of octets; undefined when they are not whole. Source: ITU-T X.690. */
export function readBer(octets: Buffer, depth = 0): BerNode[] | undefined {
  const nodes: BerNode[] = [];
  for (let at = 0; at < octets.length;) {
    const tag = octets[at] ?? 0;
    const first = octets[at + 1] ?? 0x80;
    const wide = first < 0x80 ? 0 : first - 0x80;
    const from = at + 2 + wide;
    if (from > octets.length || wide > 4 || first === 0x80) return undefined;
    const length = wide === 0 ? first : octets.readUIntBE(at + 2, wide);
    if (from + length > octets.length) return undefined;
    const body = octets.subarray(from, from + length);
    const children = (tag & CONSTRUCTED) !== 0 && depth < DEEPEST ? readBer(body, depth + 1) : undefined;
    nodes.push({ tag, octets: body, children });
    at = from + length;
  }
  return nodes;
}

/** The octets of an element, with lengths that are right unless one was overridden. */
export function writeBer(node: BerNode): Buffer {
  const body = node.children === undefined ? node.octets : Buffer.concat(node.children.map(writeBer));
  return Buffer.concat([Buffer.from([node.tag & 0xff]), node.head ?? lengthOf(body.length), body]);
}

/** Elements of one message at most: mutations of mutations multiply. */
export const MOST_NODES = 1500;

/** An element and those below it, nearest first, up to the most there may be. */
export function everyNode(node: BerNode): BerNode[] {
  const nodes = [node];
  for (let at = 0; at < nodes.length && nodes.length < MOST_NODES; at += 1) nodes.push(...(nodes[at]?.children ?? []));
  return nodes;
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
