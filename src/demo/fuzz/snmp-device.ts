import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createRandom, type Random } from '../fleet/random.ts';
import { createAgent } from '../fleet/snmp/agent.ts';
import { createObjectTree } from '../fleet/snmp/object-tree.ts';
import { readBer } from './ber-tree.ts';
import { mutateSnmp } from './mutate-snmp.ts';
import { noise } from './mutate-octets.ts';
import { snmpObjects } from './snmp-objects.ts';
import { answerUser } from './user-messages.ts';

/** A responder of one protocol; `count` says how many mutated answers it gave. */
export type FuzzServer = { port: number; count(): number; close(): Promise<void> };

/** The community of every device here. */
export const COMMUNITY = 'public';

/** Of the answers, how many are sound, so that a read also gets beyond its first request. */
const SOUND = 0.3;
const REMEMBERED = 8;

/**
 * A machine on loopback that answers SNMP requests of any version with mutated answers; some come twice, late, from another port or not at all.
 * Shape: what the n-th answer becomes depends on `seed` and n alone.
 */
export async function startSnmpDevice(seed: string, serial: string): Promise<FuzzServer> {
  const tree = createObjectTree(snmpObjects(serial));
  const agent = createAgent({ community: COMMUNITY, tree, state: () => undefined, onSet: () => undefined });
  const socket = createSocket('udp4');
  const stranger = createSocket('udp4');
  let isOpen = true;
  let answers = 0;
  let mutated = 0;
  const before: Buffer[] = [];

  function answerTo(request: Buffer): Buffer | undefined {
    const version = readBer(request)?.[0]?.children?.[0]?.octets[0];
    if (version === 3) return answerUser(request, COMMUNITY, (message) => agent.answer(message));
    return agent.answer(request);
  }

  socket.on('message', (request, from) => {
    const sound = answerTo(request);
    if (sound === undefined) return;
    const random = createRandom(`${seed}/${(answers += 1)}`);
    const other = before[random.whole(0, REMEMBERED - 1)] ?? sound;
    before[answers % REMEMBERED] = sound;
    const send = (octets: Buffer, by = socket): void => {
      if (isOpen) by.send(octets, from.port, from.address, () => undefined);
    };
    if (random.chance(SOUND)) return send(sound);
    mutated += 1;
    deliver(mutateSnmp(sound, random, other), sound, random, send);
  });

  function deliver(
    octets: Buffer,
    sound: Buffer,
    random: Random,
    send: (octets: Buffer, by?: typeof socket) => void,
  ): void {
    switch (
      random.weighted([
        ['once', 16],
        ['twice', 1],
        ['late', 1],
        ['stranger', 1],
        ['before', 2],
        ['never', 1],
        ['flood', 0.2],
      ] as const)
    ) {
      case 'once':
        return send(octets);
      case 'twice':
        send(octets);
        return send(octets);
      case 'late':
        setTimeout(send, random.whole(5, 60), octets);
        return;
      case 'stranger':
        return send(sound, stranger);
      case 'before':
        send(octets);
        return send(sound);
      case 'never':
        return;
      case 'flood':
        for (let left = 50; left > 0; left -= 1) send(noise(random.whole(0, 40), random));
    }
  }

  socket.bind(0, '127.0.0.1');
  stranger.bind(0, '127.0.0.1');
  await Promise.all([once(socket, 'listening'), once(stranger, 'listening')]);
  return {
    port: socket.address().port,
    count: () => mutated,
    async close() {
      isOpen = false;
      socket.close();
      stranger.close();
      await Promise.all([once(socket, 'close'), once(stranger, 'close')]);
    },
  };
}
