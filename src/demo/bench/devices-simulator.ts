import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { openAgent } from './devices-agent.ts';
import { elementsAt, wrap } from './devices-ber.ts';
import { addressOf } from './devices-questions.ts';
import { openUserAgent } from './devices-users.ts';

/** What a simulator counted since it was last told how to behave. `again` are requests with the number of the one before them. */
export type SimulatorCounts = { requests: number; again: number; lost: number };

/** How all devices behave; `dead` is how many of the last ones say nothing. Units: `latencyMs` milliseconds; `lossPercent` of datagrams each way. */
export type Behaviour = { latencyMs: number; lossPercent: number; dead: number };

/** Devices on addresses of their own, all on one port. */
export type Simulator = { port: number; counts(): SimulatorCounts; behave(behaviour: Behaviour): void; close(): void };

type Waiting = { dueAt: number; socket: Socket; bytes: Buffer; to: RemoteInfo };

/** Sockets that are bound before the next ones are made. */
const BINDS_AT_ONCE = 500;

/** Starts so many devices. Fails: rejects when an address cannot be bound. */
export async function startSimulator(count: number): Promise<Simulator> {
  const agent = openAgent();
  const users = openUserAgent(agent);
  // All wait equally long, so the first to come is the first to go.
  const queue: Waiting[] = [];
  const lastIds = new Map<number, string>();
  let counts: SimulatorCounts = { requests: 0, again: 0, lost: 0 };
  let behaviour: Behaviour = { latencyMs: 0, lossPercent: 0, dead: 0 };
  let timer: NodeJS.Timeout | undefined;
  let head = 0;

  function isLost(): boolean {
    if (behaviour.lossPercent === 0 || Math.random() * 100 >= behaviour.lossPercent) return false;
    counts.lost += 1;
    return true;
  }

  function onMessage(socket: Socket, device: number, message: Buffer, to: RemoteInfo): void {
    counts.requests += 1;
    if (device >= count - behaviour.dead || isLost()) return;
    const answered = answerOf(message, device);
    if (answered === undefined) return;
    if (lastIds.get(device) === answered.id) counts.again += 1;
    lastIds.set(device, answered.id);
    if (isLost()) return;
    queue.push({ dueAt: performance.now() + behaviour.latencyMs, socket, bytes: answered.bytes, to });
    if (timer === undefined) schedule();
  }

  function answerOf(message: Buffer, device: number): { id: string; bytes: Buffer } | undefined {
    const [whole] = elementsAt(message, 0, 1);
    const [version, second] = elementsAt(message, whole?.start ?? 0, 2);
    if (whole === undefined || version === undefined || second === undefined) return undefined;
    if (message[version.start] === 3) {
      const [id] = elementsAt(message, second.start, 1);
      const bytes = users.answerUser(message, device);
      return bytes && id && { id: message.toString('hex', id.start, id.end), bytes };
    }
    const answer = agent.answer(message, second.end, device);
    if (answer === undefined) return undefined;
    const bytes = wrap(0x30, message.subarray(whole.start, second.end), answer.pdu);
    return { id: answer.requestId.toString('hex'), bytes };
  }

  function schedule(): void {
    const next = queue[head];
    timer = next && setTimeout(flush, Math.max(0, next.dueAt - performance.now()));
  }

  function flush(): void {
    const now = performance.now() + 0.5;
    for (let next = queue[head]; next !== undefined && next.dueAt <= now; next = queue[head]) {
      head += 1;
      next.socket.send(next.bytes, next.to.port, next.to.address);
    }
    if (head > 4096 || head === queue.length) {
      queue.splice(0, head);
      head = 0;
    }
    schedule();
  }

  const sockets: Socket[] = [];
  async function bind(n: number, port: number): Promise<Socket> {
    // Addresses are in numbers; Node's own look-up would cost a turn of the loop for each packet.
    const socket = createSocket({ type: 'udp4', lookup: (name, _options, found) => found(null, name, 4) });
    socket.on('message', (message, from) => onMessage(socket, n, message, from));
    sockets.push(socket);
    const listening = once(socket, 'listening');
    socket.bind(port, addressOf(n));
    await listening;
    return socket;
  }

  const { port } = (await bind(0, 0)).address();
  for (let from = 1; from < count; from += BINDS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(BINDS_AT_ONCE, count - from) }, (_, n) => from + n);
    await Promise.all(numbers.map((n) => bind(n, port)));
  }
  return {
    port,
    counts: () => counts,
    behave(next) {
      behaviour = next;
      counts = { requests: 0, again: 0, lost: 0 };
      lastIds.clear();
    },
    close() {
      clearTimeout(timer);
      for (const socket of sockets) socket.close();
    },
  };
}
