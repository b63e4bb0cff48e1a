import { TAG } from './ber-writer.ts';

/** PDU types an agent is sent. Source: RFC 3416 section 3. */
export const PDU = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;

/**
 * A request as it came off the wire.
 * `requestId` and `names` are content bytes that go back unchanged; `nonRepeaters` and `maxRepetitions` mean something in a GETBULK only.
 */
export type SnmpRequest = {
  version: 0 | 1;
  community: string;
  pdu: number;
  requestId: Uint8Array;
  nonRepeaters: number;
  maxRepetitions: number;
  names: Buffer[];
};

/** Longer messages are no request anyone needs, and answering them would cost more than they are worth. */
const MAX_REQUEST = 16_384;

/** Reads an SNMPv1 or v2c request. Fails: undefined for anything else, however broken. */
export function decodeRequest(message: Buffer): SnmpRequest | undefined {
  if (message.length > MAX_REQUEST) {
    return undefined;
  }
  const outer = element(message, 0);
  if (outer?.tag !== TAG.sequence) {
    return undefined;
  }
  const [version, community, pdu] = elements(message, outer.start, 3);
  if (version === undefined || community === undefined || pdu === undefined) {
    return undefined;
  }
  const number = integer(message, version);
  const [id, first, second, list] = elements(message, pdu.start, 4);
  if (id === undefined || first === undefined || second === undefined || list?.tag !== TAG.sequence) {
    return undefined;
  }
  const names = readNames(message, list);
  if ((number !== 0 && number !== 1) || names === undefined) {
    return undefined;
  }
  return {
    version: number,
    community: message.toString('latin1', community.start, community.end),
    pdu: pdu.tag,
    requestId: message.subarray(id.start, id.end),
    nonRepeaters: Math.max(0, integer(message, first)),
    maxRepetitions: Math.max(0, integer(message, second)),
    names,
  };
}

type Element = { tag: number; start: number; end: number };

function readNames(message: Buffer, list: Element): Buffer[] | undefined {
  const names: Buffer[] = [];
  let position = list.start;
  while (position < list.end) {
    const varbind = element(message, position);
    const name = varbind && element(message, varbind.start);
    if (name?.tag !== TAG.oid || varbind === undefined) {
      return undefined;
    }
    names.push(message.subarray(name.start, name.end));
    position = varbind.end;
  }
  return names;
}

/** Up to `count` elements, one behind the other. */
function elements(message: Buffer, start: number, count: number): Element[] {
  const found: Element[] = [];
  let position = start;
  while (found.length < count) {
    const next = element(message, position);
    if (next === undefined) {
      break;
    }
    found.push(next);
    position = next.end;
  }
  return found;
}

function element(message: Buffer, position: number): Element | undefined {
  const tag = message[position];
  let length = message[position + 1];
  let start = position + 2;
  if (tag === undefined || length === undefined) {
    return undefined;
  }
  if (length > 128) {
    const count = length - 128;
    if (count > 3 || start + count > message.length) {
      return undefined;
    }
    length = message.readUIntBE(start, count);
    start += count;
  }
  const end = start + length;
  return end > message.length ? undefined : { tag, start, end };
}

function integer(message: Buffer, { start, end }: Element): number {
  return end > start && end - start <= 6 ? message.readIntBE(start, end - start) : 0;
}
