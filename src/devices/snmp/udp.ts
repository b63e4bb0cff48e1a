import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

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

/**
 * Opens a socket to one device.
 * Fails: never; a name that is not found or a network that is not there gives `said`, what happened in words.
 */
export async function openUdp(host: string, port: number, signal: AbortSignal): Promise<Udp | { said: string }> {
  const address = isIP(host) === 0 ? await findAddress(host, signal) : host;
  if (address === undefined) return { said: `the name ${host} was not found` };
  const family = isIP(address) === 6 ? 6 : 4;
  // The address is in numbers by now; Node's own look-up would cost a turn of the loop for each packet.
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    lookup: (name, _options, found) => found(null, name, family),
  });
  let listener: UdpListener | undefined;
  let failure: string | undefined;
  let isOpen = true;
  const close = (): void => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  return await new Promise((resolve) => {
    const fail = (error: Error): void => {
      failure = inWords(error, port);
      close();
      listener?.onError(failure);
      resolve({ said: failure });
    };
    socket.on('error', fail);
    socket.on('message', (bytes) => listener?.onMessage(bytes));
    socket.connect(port, address, () => {
      resolve({
        address,
        send(bytes) {
          if (!isOpen) return;
          socket.send(bytes, (error) => {
            if (error !== null) fail(error);
          });
        },
        listen(next) {
          listener = next;
          if (failure !== undefined) next?.onError(failure);
        },
        close,
      });
    });
  });
}

async function findAddress(host: string, signal: AbortSignal): Promise<string | undefined> {
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
