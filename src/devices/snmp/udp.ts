import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Ending } from '../stop.ts';

/** A UDP socket that speaks with one address and port only; the system drops what comes from elsewhere. */
export type Udp = {
  /** The address in numbers. */
  address: string;
  send(bytes: Buffer): void;
  /** Who hears what comes; one at a time. An error that came before is told at once, because the socket is of no use after it. */
  listen(listener: UdpListener | undefined): void;
  close(): void;
};

/** Hears one socket; `said` is what went wrong, in words. */
export type UdpListener = { onMessage(bytes: Buffer): void; onError(said: string): void };

/** A socket that serves one device after the other; `owner` hears it while it does. */
type Line = { socket: Socket; isConnected: boolean; owner: LineOwner | undefined };
type LineOwner = { onMessage(bytes: Buffer, from: RemoteInfo): void; onError(error: Error): void };

/** Lines that wait for the next device: opening a socket costs more than a request. None is kept when nothing is read. */
const idle: Line[] = [];
const MOST_IDLE = 512;
let inUse = 0;

/**
 * Opens a socket to one device, or connects one anew that served another before.
 * Fails: never; a name that is not found or a network that is not there gives `said`, what happened in words.
 */
export async function openUdp(host: string, port: number, signal: Ending): Promise<Udp | { said: string }> {
  const address = isIP(host) === 0 ? await findAddress(host, signal) : host;
  if (address === undefined) return { said: `the name ${host} was not found` };
  let failure: string | undefined;
  let listener: UdpListener | undefined;
  const family = isIP(address) === 6 ? 6 : 4;
  const line = (family === 4 ? idle.pop() : undefined) ?? openLine(family);
  inUse += 1;
  /** Sent and not answered: an answer that is still on its way, or an error, would come to the next device. */
  let owed = 0;

  function fail(error: Error): void {
    if (line.owner !== owner) return;
    failure = inWords(error, port);
    close();
    listener?.onError(failure);
  }
  function close(): void {
    if (line.owner !== owner) return;
    line.owner = undefined;
    inUse -= 1;
    if (failure === undefined && owed <= 0 && family === 4 && inUse > 0 && idle.length < MOST_IDLE) idle.push(line);
    else line.socket.close();
    if (inUse === 0) for (const other of idle.splice(0)) other.socket.close();
  }
  const owner: LineOwner = {
    onMessage(bytes, from) {
      // The system drops what others send, but not what they sent to this socket before it was connected.
      if (from.port !== port || (family === 4 && from.address !== address)) return;
      owed -= 1;
      listener?.onMessage(bytes);
    },
    onError: fail,
  };
  line.owner = owner;
  const trouble = await connect(line, port, address);
  if (trouble !== undefined) fail(trouble);
  if (failure !== undefined) return { said: failure };
  const onSent = (error: Error | null): void => {
    if (error !== null) fail(error);
  };
  return {
    address,
    send(bytes) {
      if (line.owner !== owner) return;
      owed += 1;
      line.socket.send(bytes, onSent);
    },
    listen(next) {
      listener = next;
      if (failure !== undefined) next?.onError(failure);
    },
    close,
  };
}

function openLine(family: 4 | 6): Line {
  // The address is in numbers by now; Node's own look-up would cost a turn of the loop for each packet.
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    lookup: (name, _options, found) => found(null, name, family),
  });
  const line: Line = { socket, isConnected: false, owner: undefined };
  socket.on('message', (bytes, from) => line.owner?.onMessage(bytes, from));
  socket.on('error', (error) => line.owner?.onError(error));
  return line;
}

/** Connects to another device than before; resolves with what went wrong. */
async function connect(line: Line, port: number, address: string): Promise<Error | undefined> {
  const { socket } = line;
  return await new Promise((resolve) => {
    const done = (error?: unknown): void => resolve(error instanceof Error ? error : undefined);
    try {
      if (line.isConnected) socket.disconnect();
      line.isConnected = true;
      socket.connect(port, address, done);
    } catch (error) {
      resolve(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

async function findAddress(host: string, signal: Ending): Promise<string | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const found = lookup(host, { verbatim: false }).then(
    (entry) => entry.address,
    () => undefined,
  );
  return await Promise.race([found, stopped]);
}

function inWords(error: Error, port: number): string {
  const code = 'code' in error ? String(error.code) : error.name;
  return code === 'ECONNREFUSED' ? `nothing listens on UDP port ${port} (${code})` : `the network said ${code}`;
}
