import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';

/** Below the ports that Linux gives to whoever asks for any (ip_local_port_range, from 32768): between two uses nobody is given it. */
const RANGE = { from: 10_000, to: 32_000 };
const MOST_TRIES = 100;

/**
 * A TCP port of loopback that nobody listens on, for a server that must be told its port, or whose port another must know before it starts.
 * Fails: throws the last error of listening where none of a hundred is free.
 */
export async function freePort(): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const port = randomInt(RANGE.from, RANGE.to);
    const probe = createServer();
    try {
      probe.listen(port, '127.0.0.1');
      await once(probe, 'listening');
    } catch (error) {
      if (tried === MOST_TRIES) throw error;
      continue;
    }
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
