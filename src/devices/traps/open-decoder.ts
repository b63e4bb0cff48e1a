import { randomBytes } from 'node:crypto';
import snmp from 'net-snmp';
import type { Credential } from '../../core/credential.ts';
import { toUser } from '../snmp/codec-v3.ts';

/**
 * What came of a datagram: a trap or inform of somebody who is known, a question that comes before an inform, or nothing; with what to answer.
 * Shape: `inform` is the number of an inform, by which its sender knows the answer; `isOfUser` is a message of version 3.
 */
export type Decoded =
  | { kind: 'heard'; pdu: object; inform: number | undefined; isOfUser: boolean; answers: readonly Buffer[] }
  | { kind: 'asked'; answers: readonly Buffer[] }
  | { kind: 'refused' };

type Sender = { address: string; port: number };
/** What the package says of a trap or inform, beyond what is read of it; `user` is empty where version 3 names nobody. */
type HeardPdu = { type: number; id?: number; community?: string; user?: string };
type Deliver = (octets: Buffer, from: Sender) => void;

type Decode = (octets: Buffer, from: Sender) => Decoded;

/** The tag of an inform. Source: RFC 3416, section 3. */
const INFORM_REQUEST = 0xa6;

/**
 * Decodes traps and informs of versions 1, 2c and 3 by the package, which gets no socket of its own.
 * Shape: users of one name with different keys are each heard.
 * Fails: never; a stranger's datagram is refused and not answered. The package takes a message of nobody, unsigned, for a user's.
 */
export function openDecoder(credentials: Record<string, Credential>): Decode {
  // The engine is new each time: whoever sends an inform asks for it first.
  const engineID = `80001f8804${randomBytes(8).toString('hex')}`;
  const [decode, ...others] = byName(Object.values(credentials)).map((own) => openOne(engineID, own));
  return (octets, from) => {
    const first = decode?.(octets, from) ?? REFUSED;
    if (first.kind === 'heard') return first;
    for (const other of others) {
      const decoded = other(octets, from);
      if (decoded.kind === 'heard') return decoded;
    }
    return first;
  };
}

/** Credentials such that no user's name comes twice in one list; the package keeps one user of a name. */
function byName(credentials: Credential[]): Credential[][] {
  const lists: Credential[][] = [[]];
  const times = new Map<string, number>();
  for (const credential of credentials) {
    const name = credential.version === '3' ? credential.user : undefined;
    const before = name === undefined ? 0 : (times.get(name) ?? 0);
    if (name !== undefined) times.set(name, before + 1);
    (lists[before] ??= []).push(credential);
  }
  return lists;
}

function openOne(engineID: string, credentials: Credential[]): Decode {
  let deliver: Deliver = () => undefined;
  let answers: Buffer[] = [];
  let decoded: Decoded | undefined;
  const standIn = {
    on(event: string, listener: Deliver) {
      if (event === 'message') deliver = listener;
    },
    bind() {},
    close() {},
    send(octets: Buffer, _from: number, _length: number, _port: number, _address: string, sent: (error: null) => void) {
      answers.push(octets);
      sent(null);
    },
  };
  const hear = (error: Error | null, data?: { pdu: HeardPdu }): void => {
    decoded = REFUSED;
    if (error !== null || data === undefined) return;
    const { pdu } = data;
    const inform = pdu.type === INFORM_REQUEST ? pdu.id : undefined;
    const isOfUser = pdu.user !== undefined;
    if ((pdu.community ?? pdu.user ?? '') !== '') decoded = { kind: 'heard', pdu, inform, isOfUser, answers };
  };
  const receiver = snmp.createReceiver(
    {
      port: 1,
      engineID,
      includeAuthentication: true,
      dgramModule: { createSocket: () => standIn },
    },
    hear,
  );
  const authorizer = receiver.getAuthorizer();
  for (const credential of credentials) {
    if (credential.version === '3') authorizer.addUser(toUser(credential));
    else authorizer.addCommunity(credential.community.reveal());
  }
  return (octets, from) => {
    answers = [];
    decoded = undefined;
    try {
      deliver(octets, from);
    } catch {
      return REFUSED;
    }
    return decoded ?? (answers.length > 0 ? { kind: 'asked', answers } : REFUSED);
  };
}

const REFUSED: Decoded = { kind: 'refused' };
