import { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** No wait inside the client is longer than this; the read's own deadline ends it sooner. Units: milliseconds. */
export const MOST_WAIT_MS = 30_000;
/**
 * What the client is given of an answer at a time. Headers without end cost it an exception each until it asks for more, so that a sip of them is all it
 * suffers from. Units: octets.
 */
const SIP = 2048;

type Trust = { rejectUnauthorized: boolean };

/**
 * How an HTTP client makes its connections: none is begun or still being made once the signal has come, not even one whose TLS handshake the other side
 * never ends.
 * Fails: never; what goes wrong comes back to the client.
 */
export function openConnector(signal: AbortSignal, trust: Partial<Trust> = {}): buildConnector.connector {
  const connect = buildConnector({ ...trust, timeout: MOST_WAIT_MS });
  const making = new Set<Socket>();
  const over = (): Error => Object.assign(new Error('the read is over'), { code: 'ABORT_ERR' });
  signal.addEventListener(
    'abort',
    () => {
      for (const socket of making) socket.destroy(over());
    },
    { once: true },
  );
  return (options, callback) => {
    if (signal.aborted) {
      callback(over(), null);
      return;
    }
    const made: unknown = connect(options, (...answer) => {
      const [error, socket] = answer;
      if (made instanceof Socket) making.delete(made);
      if (error === null) takeInSips(socket);
      callback(...answer);
    });
    if (made instanceof Socket) making.add(made);
  };
}

function takeInSips(socket: Socket): void {
  const read = socket.read.bind(socket);
  socket.read = (size) => {
    if (socket.destroyed) return null;
    return read(size ?? (socket.readableLength > SIP ? SIP : undefined));
  };
}
