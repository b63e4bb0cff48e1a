import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { AppError } from '../../core/errors.ts';
import { createAgent } from '../fleet/snmp/agent.ts';
import { createObjectTree } from '../fleet/snmp/object-tree.ts';
import { atAddress } from './at-address.ts';
import type { Recording } from './parse-recording.ts';

/** One recorded device that answers; `objects` is how many it has. */
export type ReplayedDevice = { file: string; address: string; port: number; community: string; objects: number };

/** Recorded devices that answer over UDP until they are stopped. */
export type Replay = { devices: ReplayedDevice[]; stop(): Promise<void> };

/**
 * The recordings to serve. Without `address`, all at 127.0.0.1: `port` is the first device's, the others follow; 0 or none takes any that are
 * free. With `address`, a loopback address, it is the first device's, the others follow, all on one port, as on a network of printers.
 */
export type ReplayOptions = {
  recordings: { file: string; objects: Recording['objects'] }[];
  address?: string | undefined;
  port?: number | undefined;
  community?: string | undefined;
};

const ADDRESS = '127.0.0.1';
/** What devices take when nobody has configured them. */
const COMMUNITY = 'public';

/**
 * Serves recordings on loopback, one device a file, over SNMP v1 and v2c; what a device says of its own address it says of the new one.
 * Fails: AppError `bad_input` when a port is taken or beyond 65535, or an address is not loopback, with all others closed again.
 */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const { recordings, port = 0, community = COMMUNITY } = options;
  const open: { device: ReplayedDevice; close: () => Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(open.map(({ close }) => close()));
  };
  try {
    for (const [n, { file, objects }] of recordings.entries()) {
      const at =
        options.address === undefined
          ? { address: ADDRESS, port: port === 0 ? 0 : port + n }
          : { address: nthAddress(options.address, n), port: open[0]?.device.port ?? port };
      const own = await serve(objects, at, community);
      const device = { file, address: at.address, port: own.port, community, objects: objects.length };
      open.push({ device, close: own.close });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { devices: open.map(({ device }) => device), stop };
}

/** Fails: AppError `bad_input` for an address that is not loopback; recordings are served to this machine alone. */
function nthAddress(first: string, n: number): string {
  const octets = /^127(\.\d{1,3}){3}$/.test(first) ? first.split('.').map(Number) : [];
  const last = octets.reduce((sum, octet) => sum * 256 + octet, 0) + n;
  const isInside = octets.length === 4 && octets.every((octet) => octet < 256) && Math.floor(last / 2 ** 24) === 127;
  if (!isInside)
    throw new AppError('bad_input', `${first} is no loopback address with ${n} others after it.`, { first });
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}

async function serve(
  objects: Recording['objects'],
  { address, port }: { address: string; port: number },
  community: string,
): Promise<{ port: number; close: () => Promise<void> }> {
  const agent = createAgent<void>({
    community,
    tree: createObjectTree(atAddress(objects, address)),
    state: () => undefined,
    onSet: () => undefined,
  });
  if (port > 65_535) throw new AppError('bad_input', `There is no UDP port ${port}.`, { port });
  const socket = createSocket('udp4');
  try {
    socket.bind({ port, address });
    await once(socket, 'listening');
  } catch (error) {
    throw new AppError('bad_input', `UDP port ${port} of ${address} cannot be used.`, { port }, error);
  }
  // The asker may be gone by the time an answer is sent; a device does not mind.
  socket.on('error', () => undefined);
  socket.on('message', (message, from) => {
    const reply = agent.answer(message);
    if (reply !== undefined) socket.send(reply, from.port, from.address, () => undefined);
  });
  return {
    port: socket.address().port,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
