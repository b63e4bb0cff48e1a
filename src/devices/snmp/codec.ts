import snmp from 'net-snmp';
import { rememberOids } from './oid-cache.ts';

/** The versions of SNMP; 3 has users, the others a community. */
export type Version = '1' | '2c' | '3';

/** One request; `repetitions` matters to `bulk` only. There is no request that writes. */
export type Pdu = { kind: 'get' | 'next' | 'bulk'; oids: string[]; repetitions: number };

/** One object of an answer, as the package decodes it. */
export type Varbind = { oid: string; type?: number; value?: unknown };

/**
 * What an answer says: objects (one list for each OID asked), or an error of the agent's own.
 * `oid` is the object the agent blames, where it names one. `garbage` is an answer that contradicts the request. With users besides:
 * `again` is what must be sent instead now that the device told its engine, and `refused` that it will not talk to this user.
 */
export type Decoded =
  | { kind: 'varbinds'; columns: Varbind[][] }
  | { kind: 'error'; status: number; oid?: string }
  | { kind: 'garbage'; said: string }
  | { kind: 'again'; bytes: Buffer }
  | { kind: 'refused'; said: string };

/** Writes requests and reads answers of one version and community or user; sends nothing itself. */
export type Codec = {
  /** The request as octets; the same octets may be sent again, and an answer to any of them counts. */
  encode(pdu: Pdu, done: (decoded: Decoded) => void): Buffer | undefined;
  /** Takes a datagram: calls `done` of the request it answers. Says false when it cannot be read at all. */
  take(bytes: Buffer): boolean;
  /** Forgets the requests that were not answered. */
  drop(): void;
  /** Gives back what may be used again; the codec is of no use after it. */
  release(): void;
};

rememberOids();

/** Longer than any deadline: the package's own time-out and retries stay out of use. */
const NEVER_MS = 2_147_483_647;
/** A fixed engine spares random octets: only those who are asked need one of their own. */
const ENGINE = '8000b983800000000000000000';
const UNFIT = 'an answer that does not fit the request';
/** What is told of requests that are forgotten; nobody listens by then. */
export const DROPPED = new Error('the request was dropped');

/**
 * A stand-in for a session's socket, and the options that make the session leave sockets, time-outs and tries to us.
 * Shape: what the session sends goes to `onSend`; what is delivered comes to the session as if it had been received.
 */
export function standIn(onSend: (bytes: Buffer) => void): StandIn {
  let listen: (bytes: Buffer) => void = () => undefined;
  const socket = {
    on(event: string, listener: (bytes: Buffer) => void) {
      if (event === 'message') listen = listener;
    },
    ref() {},
    unref() {},
    close() {},
    send(bytes: Buffer, _from: number, length: number, _port: number, _to: string, sent: SentListener) {
      onSend(bytes);
      sent(null, length);
    },
  };
  return {
    deliver: (bytes) => listen(bytes),
    options: { timeout: NEVER_MS, retries: 0, engineID: ENGINE, dgramModule: { createSocket: () => socket } },
  };
}

type StandIn = {
  deliver: (bytes: Buffer) => void;
  options: { timeout: number; retries: number; engineID: string; dgramModule: { createSocket(): unknown } };
};

/** Sessions that wait to be used again, by version and community: making one costs more than a request. */
const idle = new Map<string, CommunitySession[]>();
/** As many as devices are read at once; communities are as few as configured. */
const MOST_IDLE = 512;

/**
 * Wraps one session of net-snmp, which is left to encode, decode and match; its socket is a stand-in.
 * Fails: never; what the package throws or emits on bad octets makes `take` say false.
 */
export function openCodec(version: CommunityVersion, community: string): Codec {
  const key = `${version} ${community}`;
  let pool = idle.get(key);
  if (pool === undefined) idle.set(key, (pool = []));
  const own = pool.pop() ?? openCommunitySession(version, community);
  const back = pool;
  let isReleased = false;
  return {
    encode: (pdu, done) => own.encode(pdu, done),
    take: (bytes) => own.take(bytes),
    drop: () => own.drop(),
    release() {
      if (isReleased) return;
      isReleased = true;
      own.drop();
      if (back.length < MOST_IDLE) back.push(own);
    },
  };
}

type CommunitySession = Omit<Codec, 'release'>;

function openCommunitySession(version: CommunityVersion, community: string): CommunitySession {
  let written: Buffer | undefined;
  let isReadable = true;
  const { deliver, options } = standIn((bytes) => {
    written = bytes;
  });
  const session = new snmp.Session('device', community, {
    ...options,
    version: version === '1' ? snmp.Version1 : snmp.Version2c,
  });
  // Without a listener one bad datagram would end the process.
  session.on('error', () => {
    isReadable = false;
  });
  return {
    encode(pdu, done) {
      written = undefined;
      writePdu(session, pdu, done);
      return written;
    },
    take(bytes) {
      isReadable = true;
      try {
        deliver(bytes);
      } catch {
        isReadable = false;
      }
      return isReadable;
    },
    drop() {
      session.cancelRequests(DROPPED);
    },
  };
}

type CommunityVersion = Exclude<Version, '3'>;
type SentListener = (error: null, length: number) => void;

/** Lets a session write one request; `done` hears what becomes of it. */
export function writePdu(session: snmp.Session, pdu: Pdu, done: (decoded: Decoded) => void): void {
  const all = (error: Error | null, columns: Varbind[][]): void =>
    done(error === null ? { kind: 'varbinds', columns } : toDecoded(error));
  const single = (error: Error | null, varbinds: Varbind[] = []): void =>
    all(
      error,
      varbinds.map((varbind) => [varbind]),
    );
  switch (pdu.kind) {
    case 'get':
      session.get(pdu.oids, single);
      return;
    case 'next':
      session.getNext(pdu.oids, single);
      return;
    case 'bulk':
      session.getBulk(pdu.oids, 0, pdu.repetitions, (error, columns = []) =>
        all(
          error,
          columns.map((column) => (Array.isArray(column) ? column : [column])),
        ),
      );
  }
}

function toDecoded(error: Error): Decoded {
  // The package's own words name the community that was asked with.
  if (!(error instanceof snmp.RequestFailedError)) return { kind: 'garbage', said: UNFIT };
  const status: number = 'status' in error ? error.status : 5;
  // The package names the blamed object only inside its message: "NoSuchName: 1.3.6...".
  const oid = /: (\d+(?:\.\d+)+)$/.exec(error.message)?.[1];
  return oid === undefined ? { kind: 'error', status } : { kind: 'error', status, oid };
}
