import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import snmp from 'net-snmp';
import { octets, oid, unsigned, wrap } from './devices-ber.ts';
import { addressOf, OIDS } from './devices-questions.ts';

/** Reads every device once, in one pass. Fails: rejects when a device does not answer. */
export type Pass = () => Promise<void>;

const COMMUNITY = 'public';
const SOCKETS = 16;
const IN_FLIGHT_A_SOCKET = 64;

/** The floor: one prepared request through shared sockets; answers are counted and not decoded. */
export async function rawSockets(count: number, port: number): Promise<Pass> {
  const varbinds = OIDS.map((name) => wrap(0x30, oid(name), Buffer.from([5, 0])));
  const pdu = wrap(0xa0, unsigned(7), unsigned(0), unsigned(0), wrap(0x30, ...varbinds));
  const request = wrap(0x30, unsigned(1), octets(COMMUNITY), pdu);
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, openShared));
  return async () => {
    await new Promise<void>((resolve) => {
      let next = 0;
      let awaited = count;
      const ask = (socket: Socket): void => {
        if (next >= count) return;
        socket.send(request, port, addressOf(next));
        next += 1;
      };
      for (const socket of sockets) {
        socket.removeAllListeners('message');
        socket.on('message', () => {
          awaited -= 1;
          if (awaited === 0) resolve();
          else ask(socket);
        });
        for (let n = 0; n < IN_FLIGHT_A_SOCKET; n += 1) ask(socket);
      }
    });
  };
}

/** net-snmp as its documentation uses it: a session for each device, closed after it answered; `at once` as for the others. */
export function stockSessions(count: number, port: number): Pass {
  return () =>
    forEachDevice(count, async (n) => {
      const session = snmp.createSession(addressOf(n), COMMUNITY, { port, version: snmp.Version2c });
      await getAll(session);
      session.close();
    });
}

/** net-snmp tuned as far as its options go: sessions kept open, and sixteen sockets shared through `dgramModule`. */
export async function tunedSessions(count: number, port: number): Promise<Pass> {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, openShared));
  const listeners = new Map<string, (bytes: Buffer) => void>();
  for (const socket of sockets) socket.on('message', (bytes, from) => listeners.get(from.address)?.(bytes));
  const sessions = Array.from({ length: count }, (_, n) => {
    const shared = sockets[n % SOCKETS];
    const stand = {
      on(event: string, listener: (bytes: Buffer) => void) {
        if (event === 'message') listeners.set(addressOf(n), listener);
      },
      ref() {},
      unref() {},
      close() {},
      send(bytes: Buffer, from: number, length: number, to: number, host: string, sent: (error: Error | null) => void) {
        shared?.send(bytes, from, length, to, host, sent);
      },
    };
    const options = { port, version: snmp.Version2c, dgramModule: { createSocket: () => stand } };
    return snmp.createSession(addressOf(n), COMMUNITY, options);
  });
  return () =>
    forEachDevice(count, async (n) => {
      const session = sessions[n];
      if (session !== undefined) await getAll(session);
    });
}

async function openShared(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (name, _options, found) => found(null, name, 4) });
  const listening = once(socket, 'listening');
  socket.bind(0, '127.0.0.1');
  await listening;
  socket.unref();
  return socket;
}

async function getAll(session: snmp.Session): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    session.get(OIDS, (error, varbinds) => {
      if (error !== null) reject(error);
      else if (varbinds?.length === OIDS.length) resolve();
      else reject(new RangeError('an answer to something else'));
    });
  });
}

/** Reads each device once, so many at a time. */
export async function forEachDevice(
  count: number,
  read: (n: number) => Promise<void>,
  lanes: number = SOCKETS * IN_FLIGHT_A_SOCKET,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await read(next - 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
