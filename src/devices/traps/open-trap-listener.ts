import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Credential } from '../../core/credential.ts';
import { AppError } from '../../core/errors.ts';
import type { Trap } from '../../core/trap.ts';
import { openBudget } from './open-budget.ts';
import { openDecoder } from './open-decoder.ts';
import { openHeard } from './open-heard.ts';
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

/** The longest datagram that is looked at. Units: octets. */
const MOST_OCTETS = 8192;
const TELL_EVERY_MS = 60_000;

/**
 * Listens for traps and informs of versions 1, 2c and 3. The socket is ours, so that nothing a stranger sends ends the process.
 * Shape: answered are informs of communities and users, and of version 3 the questions that come before one; anything else is never sent.
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
  const mayCost = openBudget();
  const heardBefore = openHeard();
  const decode = openDecoder(options.credentials);
  socket.on('message', (octets, from) => {
    // Nobody can be answered at port 0, and who tries to throws.
    if (octets.length > MOST_OCTETS || from.port === 0 || !mayCost(octets)) return refuse();
    const decoded = decode(octets, from);
    if (decoded.kind === 'refused') return refuse();
    const { answers } = decoded;
    const before = decoded.kind === 'heard' ? heardBefore(octets, from, decoded) : undefined;
    if (before === 'replayed') return refuse();
    for (const answer of answers) socket.send(answer, from.port, from.address, () => undefined);
    if (decoded.kind === 'asked' || before === 'repeated') return;
    const trap = readTrap(decoded.pdu, from.address);
    if (trap === undefined) refuse();
    else options.onTrap(trap);
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
