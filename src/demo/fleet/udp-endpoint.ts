import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import type { Conditions } from './conditions.ts';
import type { Behaviour } from './machine.ts';
import type { Agent } from './snmp/agent.ts';

/** Where one device listens. */
export type UdpEndpoint = { port: number; close(): Promise<void> };

export type UdpEndpointOptions = {
  address: string;
  agent: Agent;
  behaviour: Behaviour;
  delayMs: () => number;
  conditions: Conditions;
};

/** A device that was not asked for so long is asleep again. */
const DOZE_MS = 60_000;

/**
 * Opens the UDP socket of one device on an ephemeral port of its own address.
 * Fails: rejects when the address cannot be bound; broken or unwanted datagrams are dropped.
 */
export async function openUdpEndpoint(options: UdpEndpointOptions): Promise<UdpEndpoint> {
  const { address, agent, conditions } = options;
  const socket = createSocket('udp4');
  const admit = createDoor(options.behaviour);
  let isOpen = true;
  function send(reply: Buffer, to: RemoteInfo): void {
    if (isOpen) {
      socket.send(reply, to.port, to.address, ignoreSendError);
    }
  }
  socket.on('message', (message, from) => {
    conditions.counts.snmp += 1;
    const wait = admit(performance.now());
    if (wait === undefined) {
      return;
    }
    if (conditions.random.next() * 100 < conditions.lossPercent) {
      conditions.counts.lost += 1;
      return;
    }
    const reply = agent.answer(message);
    const delay = wait + options.delayMs();
    if (reply === undefined) {
      return;
    }
    if (delay <= 0) {
      send(reply, from);
    } else {
      setTimeout(send, delay, reply, from).unref();
    }
  });
  socket.bind({ port: 0, address });
  await once(socket, 'listening');
  socket.on('error', ignoreSendError);
  return {
    port: socket.address().port,
    async close() {
      isOpen = false;
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

/** The asker may be gone by the time an answer is sent; a device does not mind. */
function ignoreSendError(): void {}

/**
 * Lets a request in after so many milliseconds, or not at all.
 * An interface that sleeps loses the packet that wakes it; what comes while it wakes is answered once it is awake.
 */
function createDoor(behaviour: Behaviour): (now: number) => number | undefined {
  if (behaviour.kind === 'silent') {
    return () => undefined;
  }
  if (behaviour.kind !== 'asleep') {
    return () => 0;
  }
  let awakeAt = 0;
  let lastAsked = Number.NEGATIVE_INFINITY;
  return (now) => {
    const isAsleep = now - lastAsked > DOZE_MS;
    lastAsked = now;
    if (isAsleep) {
      awakeAt = now + behaviour.wakeMs;
      return undefined;
    }
    return Math.max(0, awakeAt - now);
  };
}
