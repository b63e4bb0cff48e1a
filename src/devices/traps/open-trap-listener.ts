import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { randomBytes } from 'node:crypto';
import snmp from 'net-snmp';
import type { Credential } from '../../core/credential.ts';
import { AppError } from '../../core/errors.ts';
import type { Trap } from '../../core/trap.ts';
import { toUser } from '../snmp/codec-v3.ts';
import { readTrap } from './read-trap.ts';

/** What the listener is given. Shape: communities and users are those of the configuration; `onTrap` never rejects. */
export type TrapListenerOptions = {
  host: string;
  port: number;
  credentials: Record<string, Credential>;
  onTrap: (trap: Trap) => void;
  /** Told of what could not be read, at most once a minute, with how many there were. */
  onRefused: (count: number) => void;
};

/** A listener that runs. */
export type TrapListener = { host: string; port: number; close: () => Promise<void> };

type Sender = { address: string; port: number };
type Deliver = (bytes: Buffer, from: Sender) => void;

/** The longest datagram that is looked at. Units: octets. */
const MOST_OCTETS = 8192;
const TELL_EVERY_MS = 60_000;

/**
 * Listens for traps and informs of versions 1, 2c and 3. The package decodes and answers; the socket is ours, so that nothing a stranger sends ends the process.
 * Shape: answered are informs, and of version 3 the questions that come before one; anything else is never sent.
 * Fails: AppError `bad_config` when the port cannot be had.
 */
export async function openTrapListener(options: TrapListenerOptions): Promise<TrapListener> {
  const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
  let refused = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const refuse = (): void => {
    refused += 1;
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    options.onRefused(refused);
    refused = 0;
  };
  const { deliver } = openDecoder(options, refuse, (bytes, to) => {
    socket.send(bytes, to.port, to.address, () => undefined);
  });
  socket.on('message', (bytes, from) => {
    if (bytes.length > MOST_OCTETS) return refuse();
    deliver(bytes, from);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      reject(new AppError('bad_config', `Traps cannot be heard on ${options.host}:${options.port}.`, {}, error));
    });
    socket.bind(options.port, options.host, resolve);
  });
  socket.removeAllListeners('error');
  socket.on('error', refuse);
  const { address, port } = socket.address();
  return {
    host: address,
    port,
    close: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
}

function openDecoder(
  { credentials, onTrap }: TrapListenerOptions,
  refuse: () => void,
  send: (bytes: Buffer, to: Sender) => void,
): { deliver: Deliver } {
  let listen: Deliver = () => undefined;
  const standIn = {
    on(event: string, listener: Deliver) {
      if (event === 'message') listen = listener;
    },
    bind() {},
    close() {},
    send(bytes: Buffer, _from: number, _length: number, port: number, address: string, sent: (error: null) => void) {
      send(bytes, { address, port });
      sent(null);
    },
  };
  const heard = (error: Error | null, data?: { pdu: unknown; rinfo: Sender }): void => {
    const trap = error === null && data !== undefined ? readTrap(data.pdu, data.rinfo.address) : undefined;
    if (trap === undefined) refuse();
    else onTrap(trap);
  };
  const receiver = snmp.createReceiver(
    // The engine is new each time: whoever sends an inform asks for it first.
    { port: 1, engineID: `80001f8804${randomBytes(8).toString('hex')}`, dgramModule: { createSocket: () => standIn } },
    heard,
  );
  const authorizer = receiver.getAuthorizer();
  for (const credential of Object.values(credentials)) {
    if (credential.version === '3') authorizer.addUser(toUser(credential));
    else authorizer.addCommunity(credential.community.reveal());
  }
  return {
    deliver(bytes, from) {
      try {
        listen(bytes, from);
      } catch {
        refuse();
      }
    },
  };
}
