/** One object of the agent: an ASN.1 tag and its octets. */
export type Encoded = { tag: number; octets: Buffer };

/** A request as the agent understood it. */
export type AgentRequest = {
  version: 0 | 1;
  community: string;
  tag: number;
  id: number;
  /** Non-repeaters and repetitions of a GETBULK, else the two zeros. */
  first: number;
  second: number;
  oids: string[];
  /** The port it came from. */
  from?: number;
};

export const TAGS = { get: 0xa0, next: 0xa1, response: 0xa2, write: 0xa3, bulk: 0xa5 } as const;

export const integer = (value: number): Encoded => ({ tag: 2, octets: signed(BigInt(value)) });
export const counter32 = (value: number): Encoded => ({ tag: 0x41, octets: signed(BigInt(value)) });
export const gauge32 = (value: number): Encoded => ({ tag: 0x42, octets: signed(BigInt(value)) });
export const ticks = (value: number): Encoded => ({ tag: 0x43, octets: signed(BigInt(value)) });
export const counter64 = (value: bigint): Encoded => ({ tag: 0x46, octets: signed(value) });
export const octets = (value: string | Buffer): Encoded => ({ tag: 4, octets: Buffer.from(value) });
export const ip = (value: string): Encoded => ({ tag: 0x40, octets: Buffer.from(value.split('.').map(Number)) });
export const oidValue = (value: string): Encoded => ({ tag: 6, octets: oidOctets(value) });
export const NO_SUCH_OBJECT: Encoded = { tag: 0x80, octets: Buffer.alloc(0) };
export const NO_SUCH_INSTANCE: Encoded = { tag: 0x81, octets: Buffer.alloc(0) };
export const END_OF_MIB: Encoded = { tag: 0x82, octets: Buffer.alloc(0) };
export const NULL: Encoded = { tag: 5, octets: Buffer.alloc(0) };

export function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), body]);
}

/** One object of an answer. */
export function varbind(oid: string, value: Encoded): Buffer {
  return tlv(0x30, tlv(6, oidOctets(oid)), tlv(value.tag, value.octets));
}

/** A whole answer to a request. */
export function response(request: AgentRequest, varbinds: Buffer[], status = 0, index = 0): Buffer {
  return tlv(
    0x30,
    tlv(2, signed(BigInt(request.version))),
    tlv(4, Buffer.from(request.community)),
    tlv(
      TAGS.response,
      tlv(2, signed(BigInt(request.id))),
      tlv(2, signed(BigInt(status))),
      tlv(2, signed(BigInt(index))),
      tlv(0x30, ...varbinds),
    ),
  );
}

export function parseRequest(bytes: Buffer): AgentRequest {
  const [version, community, pdu] = children(children(bytes)[0]?.body);
  const [id, first, second, list] = children(pdu?.body);
  const oids = children(list?.body).map((entry) => oidText(children(entry.body)[0]?.body ?? Buffer.alloc(0)));
  return {
    version: number(version?.body) === 0 ? 0 : 1,
    community: String(community?.body),
    tag: pdu?.tag ?? 0,
    id: number(id?.body),
    first: number(first?.body),
    second: number(second?.body),
    oids,
  };
}

function children(bytes: Buffer = Buffer.alloc(0)): { tag: number; body: Buffer }[] {
  const found: { tag: number; body: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    let from = at + 2;
    if (length > 0x80) {
      const extra = length - 0x80;
      length = bytes.readUIntBE(from, extra);
      from += extra;
    }
    found.push({ tag, body: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return found;
}

function number(body: Buffer = Buffer.from([0])): number {
  return body.readIntBE(0, Math.min(6, body.length));
}

function signed(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!((rest === 0n && (bytes[0] ?? 0) < 0x80) || (rest === -1n && (bytes[0] ?? 0) >= 0x80)));
  return Buffer.from(bytes);
}

function oidOctets(oid: string): Buffer {
  const [one = 1, two = 3, ...rest] = oid.split('.').map(Number);
  const bytes = [one * 40 + two];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return Buffer.from(bytes);
}

function oidText(body: Buffer): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of body) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 43, ...rest] = arcs;
  return [Math.floor(head / 40), head % 40, ...rest].join('.');
}
