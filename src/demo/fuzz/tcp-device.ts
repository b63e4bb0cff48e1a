import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createRandom, type Random } from '../fleet/random.ts';
import type { WireScript } from './http-script.ts';
import type { FuzzServer } from './snmp-device.ts';

/** A request cut out of what came in, and what is left behind it; undefined while it is not whole. */
export type Cut = (buffered: Buffer) => { request: Buffer; rest: Buffer } | undefined;

/** What a server answers: the script, and whether anything in it was mutated. */
export type Scripted = { script: WireScript; isMutated: boolean };

/** A whole HTTP request with its body. */
export const cutHttp: Cut = (buffered) => {
  const end = buffered.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: *(\d+)/i.exec(buffered.toString('latin1', 0, end))?.[1] ?? 0);
  const whole = end + 4 + length;
  return buffered.length < whole ? undefined : { request: buffered.subarray(0, whole), rest: buffered.subarray(whole) };
};

/** A PJL job, from UEL to UEL. */
export const cutPjl: Cut = (buffered) => {
  const end = buffered.lastIndexOf('\u001b%-12345X');
  return end <= 0 ? undefined : { request: buffered.subarray(0, end), rest: Buffer.alloc(0) };
};

/**
 * A server on loopback that plays a script for each request.
 * Shape: what the n-th answer becomes depends on `seed` and n alone, beside the request.
 */
export async function startTcpDevice(
  seed: string,
  cut: Cut,
  answer: (request: Buffer, random: Random) => Scripted,
): Promise<FuzzServer> {
  const sockets = new Set<Socket>();
  let answers = 0;
  let mutated = 0;
  const server = createServer((socket) => {
    let buffered: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      for (let next = cut(buffered); next !== undefined; next = cut(buffered)) {
        buffered = next.rest;
        const { script, isMutated } = answer(next.request, createRandom(`${seed}/${(answers += 1)}`));
        if (isMutated) mutated += 1;
        play(socket, script);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    count: () => mutated,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function play(socket: Socket, { pieces, end }: WireScript): void {
  const [piece, ...later] = pieces;
  if (socket.destroyed) return;
  if (piece === undefined) {
    if (end === 'close') socket.end();
    if (end === 'reset') socket.resetAndDestroy();
    return;
  }
  const next = (): void => {
    if (socket.destroyed) return;
    socket.write(piece.octets);
    play(socket, { pieces: later, end });
  };
  if (piece.afterMs === 0) next();
  else setTimeout(next, piece.afterMs);
}
