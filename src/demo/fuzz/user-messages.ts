import { type BerNode, readBer, writeBer } from './ber-tree.ts';

const ENGINE = Buffer.from('8000b98380claimsc', 'latin1');
const UNKNOWN_ENGINE = Buffer.from('2b060106030f01010400', 'hex');
const REPORT = 0xa8;
const NONE = Buffer.alloc(0);

/**
 * Answers a request of SNMP version 3 by a user who neither signs nor encrypts, with an agent that knows communities: a report of the engine where
 * the request names none.
 * Fails: undefined for what is no such request. Source: RFC 3412 section 6, RFC 3414 section 4.
 */
export function answerUser(
  request: Buffer,
  community: string,
  agent: (message: Buffer) => Buffer | undefined,
): Buffer | undefined {
  const [version, head, security, scoped] = readBer(request)?.[0]?.children ?? [];
  const [messageId] = head?.children ?? [];
  const said = security === undefined ? undefined : readBer(security.octets)?.[0]?.children;
  const pdu = scoped?.children?.[2];
  const user = said?.[3];
  if (version === undefined || messageId === undefined || pdu?.children === undefined || user === undefined)
    return undefined;
  const isKnown = said?.[0]?.octets.equals(ENGINE) === true;
  const answer = isKnown ? answerPdu(pdu, community, agent) : report(pdu);
  if (answer === undefined) return undefined;
  const parameters = sequence(
    octets(ENGINE),
    integer(1),
    integer(1000),
    octets(isKnown ? user.octets : NONE),
    octets(NONE),
    octets(NONE),
  );
  return writeBer(
    sequence(
      integer(3),
      sequence(messageId, { tag: 2, octets: Buffer.from([0, 0xff, 0xe3]) }, octets(Buffer.from([0])), integer(3)),
      octets(writeBer(parameters)),
      sequence(octets(ENGINE), octets(NONE), answer),
    ),
  );
}

function answerPdu(
  pdu: BerNode,
  community: string,
  agent: (message: Buffer) => Buffer | undefined,
): BerNode | undefined {
  const answer = agent(writeBer(sequence(integer(1), octets(Buffer.from(community)), pdu)));
  return answer === undefined ? undefined : readBer(answer)?.[0]?.children?.[2];
}

function report(pdu: BerNode): BerNode {
  const counter = sequence({ tag: 6, octets: UNKNOWN_ENGINE.subarray(0, 10) }, { tag: 0x41, octets: Buffer.from([7]) });
  const id = pdu.children?.[0] ?? integer(0);
  return { tag: REPORT, octets: NONE, children: [id, integer(0), integer(0), sequence(counter)] };
}

function sequence(...children: BerNode[]): BerNode {
  return { tag: 0x30, octets: NONE, children };
}

function octets(octets: Buffer): BerNode {
  return { tag: 4, octets };
}

/** Shape: 0 to 32,767. */
function integer(value: number): BerNode {
  return { tag: 2, octets: value < 128 ? Buffer.from([value]) : Buffer.from([value >> 8, value & 0xff]) };
}
