import snmp from 'net-snmp';
import { type Codec, type Decoded, DROPPED, type Pdu, standIn, writePdu } from './codec.ts';
import type { UserCredential } from '../../core/credential.ts';
import { isOutOfStep, reportInWords } from './reports.ts';
import { AUTHS, mendUsm, PRIVS } from './usm-keys.ts';

/**
 * Who a device's SNMP engine is, and its clock when it last answered.
 * Units: `time` seconds since its last start, `at` milliseconds of our own monotonic clock.
 */
export type Engine = { id: Buffer; boots: number; time: number; at: number };

/** What the package keeps of a message and of a session, beyond what its types say. */
type Parameters = {
  msgAuthoritativeEngineID: Buffer;
  msgAuthoritativeEngineBoots: number;
  msgAuthoritativeEngineTime: number;
};
type Message = {
  msgGlobalData?: { msgFlags?: number };
  msgSecurityParameters?: Parameters & { msgUserName: string };
  pdu?: { type?: number; varbinds?: { oid: string }[] };
};
declare module 'net-snmp' {
  // Both are there, though not in the types: the engine is kept in the first, and every message passes through the second.
  interface Session {
    msgSecurityParameters?: Parameters;
    isInTimeWindow(message: Message): boolean;
  }
}

mendUsm();

const REPORT = 0xa8;
/** Engines and clocks told in answer to one request; a device that wants more will never be content. */
const MOST_AGAINS = 4;
/** The clock of an engine stands still there until it is started anew. Source: RFC 3414, 2.2.2. */
export const MOST_SECONDS = 2_147_483_647;
/** A message that was not even judged. */
const UNSIGNED = 'an answer that is not signed with our key or cannot be decrypted';
const FLAGS = { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 3 };
/**
 * Wraps net-snmp for one user: a session for each request, so that nothing a device said to one spoils the next.
 * Shape: `known` is where the engine is looked up and, after an answer that stood the test, put down.
 * Fails: never; as the codec of a community.
 */
export function openUserCodec(credential: UserCredential, known: { engine?: Engine | undefined }): Codec {
  const open = new Set<Request>();
  function drop(): void {
    for (const request of open) request.drop();
    open.clear();
  }
  return {
    encode(pdu, done) {
      const request = startRequest(credential, known, pdu, (decoded) => {
        if (decoded.kind !== 'again') open.delete(request);
        done(decoded);
      });
      open.add(request);
      return request.begin();
    },
    take(bytes) {
      let isRead = open.size === 0;
      for (const request of open) isRead = request.take(bytes) || isRead;
      return isRead;
    },
    drop,
    release: drop,
  };
}

type Request = { begin(): Buffer | undefined; take(bytes: Buffer): boolean; drop(): void };

function startRequest(
  credential: UserCredential,
  known: { engine?: Engine | undefined },
  pdu: Pdu,
  done: (decoded: Decoded) => void,
): Request {
  let written: Buffer | undefined;
  let isWriting = false;
  let isReadable = true;
  let isOver = false;
  let agains = 0;
  /** What came last: its sender's engine, the report where it was one, and why it is not believed. */
  let came: { engine?: Engine; report?: string; flaw?: string } = {};
  let session: snmp.Session | undefined;
  let deliver: (bytes: Buffer) => void = () => undefined;

  function finish(decoded: Decoded): void {
    if (isOver) return;
    isOver = true;
    session?.cancelRequests(DROPPED);
    done(decoded);
  }

  function sendOn(bytes: Buffer): void {
    written = bytes;
    if (isWriting || isOver) return;
    agains += 1;
    if (agains > MOST_AGAINS) finish({ kind: 'refused', said: reportInWords(came.report) });
    else done({ kind: 'again', bytes });
  }

  function begin(engine: Engine | undefined): Buffer | undefined {
    const { deliver: deliverTo, options } = standIn(sendOn);
    deliver = deliverTo;
    session = openSession(credential, engine, options, (message) => {
      came = judge(message, credential);
      return came.flaw === undefined;
    });
    session.on('error', () => {
      isReadable = false;
    });
    written = undefined;
    isWriting = true;
    writePdu(session, pdu, onDecoded);
    isWriting = false;
    return written;
  }

  function onDecoded(decoded: Decoded): void {
    if (isOver) return;
    const { engine, report, flaw } = came;
    if (decoded.kind !== 'garbage') {
      if (engine !== undefined && isSound(engine.id)) known.engine = engine;
      finish(decoded);
    } else if (report === undefined) {
      const unsigned = isWriting || engine !== undefined ? undefined : UNSIGNED;
      finish({ kind: 'garbage', said: flaw ?? unsigned ?? decoded.said });
    } else if (isOutOfStep(report) && agains < MOST_AGAINS) {
      const bytes = begin(engine);
      if (bytes !== undefined) sendOn(bytes);
    } else {
      finish({ kind: 'refused', said: reportInWords(report) });
    }
  }

  return {
    begin: () => begin(known.engine),
    take(bytes) {
      isReadable = true;
      came = {};
      try {
        deliver(bytes);
      } catch {
        // The session has taken the request off its list by then.
        finish({ kind: 'garbage', said: came.flaw ?? 'an answer that cannot be read' });
      }
      return isReadable;
    },
    drop() {
      isOver = true;
      session?.cancelRequests(DROPPED);
    },
  };
}

/** A session that knows the engine already, and asks `isGood` of each message that is properly signed. */
function openSession(
  credential: UserCredential,
  engine: Engine | undefined,
  options: ReturnType<typeof standIn>['options'],
  isGood: (message: Message) => boolean,
): snmp.Session {
  const context = credential.context === undefined ? {} : { context: credential.context };
  const session = new snmp.Session('device', toUser(credential), { ...options, ...context, version: snmp.Version3 });
  const isInTime = session.isInTimeWindow.bind(session);
  session.isInTimeWindow = (message) => isGood(message) && isInTime(message);
  if (engine !== undefined) {
    session.msgSecurityParameters = {
      msgAuthoritativeEngineID: engine.id,
      msgAuthoritativeEngineBoots: engine.boots,
      msgAuthoritativeEngineTime: engineTime(engine),
    };
  }
  return session;
}

/** An engine has 5 to 32 octets, but some have fewer; what is longer is not worth our memory. Source: RFC 3411, SnmpEngineID. */
function isSound(engineId: Buffer): boolean {
  return engineId.length > 0 && engineId.length <= 32;
}

/** Whether a message may be believed: only reports may come with less protection than was asked for. */
function judge(message: Message, { user, level }: UserCredential): { engine?: Engine; report?: string; flaw?: string } {
  const parameters = message.msgSecurityParameters;
  if (parameters === undefined) return { flaw: 'an answer in another version' };
  const engine: Engine = {
    id: Buffer.from(parameters.msgAuthoritativeEngineID),
    boots: Math.max(0, parameters.msgAuthoritativeEngineBoots),
    time: Math.max(0, parameters.msgAuthoritativeEngineTime),
    at: performance.now(),
  };
  if (message.pdu?.type === REPORT) return { engine, report: message.pdu.varbinds?.[0]?.oid ?? '' };
  const isProtected = ((message.msgGlobalData?.msgFlags ?? 0) & 3) === FLAGS[level];
  if (!isProtected) return { flaw: 'an answer with less protection than the request' };
  return parameters.msgUserName === user ? { engine } : { flaw: 'an answer to another user' };
}

/** What an engine's clock says now. Units: seconds since its last start. */
export function engineTime({ time, at }: Engine): number {
  return Math.min(MOST_SECONDS, time + Math.floor((performance.now() - at) / 1000));
}

/** A user as the package wants it. */
export function toUser(credential: UserCredential): snmp.User {
  const name = credential.user;
  if (credential.level === 'noAuthNoPriv') return { name, level: snmp.SecurityLevel.noAuthNoPriv };
  const { auth } = credential;
  const signed = { name, authProtocol: AUTHS[auth.protocol], authKey: auth.key.reveal() };
  if (credential.level === 'authNoPriv') return { ...signed, level: snmp.SecurityLevel.authNoPriv };
  const { priv } = credential;
  const sealed = { privProtocol: PRIVS[priv.protocol], privKey: priv.key.reveal() };
  return { ...signed, ...sealed, level: snmp.SecurityLevel.authPriv };
}
