import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type AgentRequest,
  END_OF_MIB,
  type Encoded,
  NO_SUCH_INSTANCE,
  NO_SUCH_OBJECT,
  NULL,
  parseRequest,
  response,
  TAGS,
  varbind,
} from './ber.ts';

/** What goes wrong with one request. */
export type Fault =
  | { kind: 'lose' }
  | { kind: 'delay'; ms: number }
  | { kind: 'duplicate' }
  | { kind: 'garble' }
  | { kind: 'other-port' }
  | { kind: 'other-oid'; oid: string }
  | { kind: 'error'; status: number; index?: number };

export type AgentOptions = {
  objects: Record<string, Encoded>;
  community?: string;
  versions?: (0 | 1)[];
  latencyMs?: number;
  /** A request or answer with more objects than this is too big. */
  mostVarbinds?: number;
  /** An answer to GETBULK is cut short after this many objects, as agents with small buffers do. */
  cutAfter?: number;
  /** Walks never end: the object after the last one of a table is its first. */
  loopAt?: string;
  fault?: (request: AgentRequest, n: number) => Fault | undefined;
};

/** A device on loopback that answers as told, and keeps what it was asked. */
export type Agent = { port: number; requests: AgentRequest[]; objects: Map<string, Encoded>; close(): Promise<void> };

export async function startAgent(options: AgentOptions, address = '127.0.0.1'): Promise<Agent> {
  const objects = new Map(Object.entries(options.objects));
  const requests: AgentRequest[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const stranger = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, address);
  stranger.bind(0, address);
  await Promise.all([once(socket, 'listening'), once(stranger, 'listening')]);
  let order: string[] = [];

  function after(oid: string): string | undefined {
    if (order.length !== objects.size) order = [...objects.keys()].sort(compare);
    const next = order.find((candidate) => compare(candidate, oid) > 0);
    const loop = options.loopAt;
    if (loop !== undefined && oid.startsWith(loop) && next?.startsWith(loop) !== true) {
      return order.find((candidate) => candidate.startsWith(loop));
    }
    return next;
  }

  function answer(request: AgentRequest): Buffer {
    const most = options.mostVarbinds ?? Number.POSITIVE_INFINITY;
    const nulls = request.oids.map((oid) => varbind(oid, NULL));
    if (request.oids.length > most) return response(request, request.version === 0 ? nulls : [], 1);
    const said: [string, Encoded][] = [];
    if (request.tag === TAGS.get) {
      for (const oid of request.oids) said.push([oid, objects.get(oid) ?? missing(oid)]);
    } else {
      let cursors = request.oids;
      for (let row = 0; row < (request.tag === TAGS.bulk ? request.second : 1); row += 1) {
        const nexts = cursors.map((oid): [string, Encoded] => {
          const next = after(oid);
          return next === undefined ? [oid, END_OF_MIB] : [next, objects.get(next) ?? END_OF_MIB];
        });
        said.push(...nexts);
        cursors = nexts.map(([oid]) => oid);
      }
    }
    if (said.length > most && request.tag !== TAGS.bulk) return response(request, [], 1);
    if (request.version === 0) {
      const bad = said.findIndex(([, value]) => value.tag >= 0x80);
      if (bad >= 0) return response(request, nulls, 2, bad + 1);
    }
    const kept = request.tag === TAGS.bulk ? said.slice(0, options.cutAfter ?? said.length) : said;
    return response(
      request,
      kept.map(([oid, value]) => varbind(oid, value)),
    );
  }

  function missing(oid: string): Encoded {
    const parent = oid.slice(0, oid.lastIndexOf('.') + 1);
    return [...objects.keys()].some((known) => known.startsWith(parent)) ? NO_SUCH_INSTANCE : NO_SUCH_OBJECT;
  }

  function send(from: Socket, bytes: Buffer, to: RemoteInfo, ms: number): void {
    if (ms === 0) {
      from.send(bytes, to.port, to.address);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      from.send(bytes, to.port, to.address);
    }, ms);
    timers.add(timer);
  }

  socket.on('message', (bytes, from) => {
    const request: AgentRequest = { ...parseRequest(bytes), from: from.port };
    // Nothing in a whole run of tests may write to a device: this ends the run.
    if (request.tag === TAGS.write) throw new Error('a request to write came over the wire');
    const n = requests.push(request) - 1;
    if (!(options.versions ?? [0, 1]).includes(request.version)) return;
    if (request.community !== (options.community ?? 'public')) return;
    const fault = options.fault?.(request, n);
    const latency = options.latencyMs ?? 0;
    switch (fault?.kind) {
      case 'lose':
        return;
      case 'delay':
        send(socket, answer(request), from, fault.ms);
        return;
      case 'duplicate':
        send(socket, answer(request), from, latency);
        send(socket, answer(request), from, latency);
        return;
      case 'garble':
        send(socket, Buffer.concat([Buffer.from([0x30, 0x05, 0x02]), Buffer.from('garbage')]), from, latency);
        return;
      case 'other-port':
        send(stranger, answer(request), from, latency);
        return;
      case 'other-oid':
        send(
          socket,
          response(
            request,
            request.oids.map(() => varbind(fault.oid, { tag: 2, octets: Buffer.from([7]) })),
          ),
          from,
          latency,
        );
        return;
      case 'error': {
        const nulls = request.oids.map((oid) => varbind(oid, NULL));
        send(socket, response(request, nulls, fault.status, fault.index ?? 0), from, latency);
        return;
      }
      case undefined:
        send(socket, answer(request), from, latency);
    }
  });

  return {
    port: portOf(socket.address()),
    requests,
    objects,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      stranger.close();
      await Promise.all([once(socket, 'close'), once(stranger, 'close')]);
    },
  };
}

function portOf(address: AddressInfo): number {
  return address.port;
}

function compare(one: string, other: string): number {
  const ones = one.split('.').map(Number);
  const others = other.split('.').map(Number);
  for (let at = 0; at < Math.max(ones.length, others.length); at += 1) {
    const difference = (ones[at] ?? -1) - (others[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
