import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../src/core/ports.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { answerOf, field, integer } from './ipp/ipp-server.ts';
import { selfSigned } from './ipp/self-signed.ts';
import { optionsOf, requestOf } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

const UPTIME: Ask = {
  item: 'uptime',
  kind: 'number',
  unit: 'seconds',
  places: [{ kind: 'ipp', attribute: 'printer-up-time', decode: {} }],
};
const DEADLINE_MS = 400;
/** What a busy machine may add to a deadline. */
const SLACK_MS = 1500;

let server: Server | undefined;
let reader: Reader | undefined;
const sockets = new Set<Socket>();

afterEach(async () => {
  await reader?.close();
  for (const socket of sockets) socket.destroy();
  server?.close();
  [server, reader] = [undefined, undefined];
});

type Say = (socket: Socket, answer: Buffer) => void;

/** A printer that answers each whole request as told, on the bare connection. */
async function listen(say: Say, isTls = false): Promise<number> {
  const serve = (socket: Socket): void => {
    let got: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      const body = got.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(got.toString('latin1'))?.[1] ?? Number.NaN);
      if (body < 4 || got.length < body + length) return;
      const requestId = got.readInt32BE(body + 4);
      got = Buffer.alloc(0);
      say(socket, answerOf({ 'printer-up-time': [integer(77)] }, requestId));
    });
  };
  server = isTls ? createTlsServer(selfSigned(), serve) : createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function readAt(ippPort: number, ippTls = false): Promise<DeviceAnswer> {
  reader = openReader(optionsOf());
  const { device } = requestOf(1, []);
  const identity = { serial: [], model: [] };
  const started = performance.now();
  const answer = await reader.read(
    requestOf(1, [UPTIME], { identity, deadlineMs: DEADLINE_MS, device: { ...device, ippPort, ippTls } }),
  );
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
  return answer;
}

const valueOf = (answer: DeviceAnswer): unknown => valuesOf(answer.readings)['uptime'];

function http(body: Buffer, headers: string[] = [`content-length: ${body.length}`], status = '200 OK'): Buffer {
  return Buffer.concat([Buffer.from([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')), body]);
}

/** Sends a piece at a time until the connection is closed. */
function trickle(socket: Socket, octets: Buffer, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => socket.write(octets.subarray(at, (at += 1))), everyMs);
  socket.on('close', () => clearInterval(timer));
}

describe('an IPP answer over a connection at fault', () => {
  const CASES: Record<string, [Say, string | number]> = {
    'never comes': [() => undefined, 'timeout'],
    'trickles in octet by octet': [(socket, answer) => trickle(socket, http(answer), 50), 'timeout'],
    'is cut off in the middle of its body': [
      (socket, answer) => socket.end(http(answer).subarray(0, -10)),
      'malformed',
    ],
    'is cut off in the middle of its headers': [(socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), 'malformed'],
    'is closed without a word': [(socket) => socket.end(), 'malformed'],
    'comes twice': [(socket, answer) => socket.write(Buffer.concat([http(answer), http(answer)])), 77],
    'is longer than it says': [
      (socket, answer) => socket.end(http(answer, [`content-length: ${answer.length - 9}`])),
      'malformed',
    ],
    'is shorter than it says': [(socket, answer) => socket.end(http(answer, ['content-length: 9999'])), 'malformed'],
    'says a length that is none': [(socket, answer) => socket.end(http(answer, ['content-length: many'])), 'malformed'],
    'is in chunks that are none': [
      (socket, answer) =>
        socket.end(http(Buffer.concat([Buffer.from('zz\r\n'), answer]), ['transfer-encoding: chunked'])),
      'malformed',
    ],
    'has headers without end': [
      (socket, answer) => socket.end(http(answer, [`x: ${'a'.repeat(100_000)}`])),
      'malformed',
    ],
    'is a gzip bomb, which nobody unpacks': [
      (socket) => {
        const bomb = gzipSync(Buffer.alloc(20_000_000));
        socket.end(http(bomb, ['content-encoding: gzip', `content-length: ${bomb.length}`]));
      },
      'malformed',
    ],
    'is longer than any device needs': [(socket) => socket.end(http(Buffer.alloc(400_000, 2))), 'malformed'],
    'is elsewhere': [
      (socket) =>
        socket.end(http(Buffer.alloc(0), ['location: http://127.0.0.1:9/', 'content-length: 0'], '307 Moved')),
      'malformed',
    ],
    'nests collections without end': [
      (socket, answer) => {
        const nested = Array.from({ length: 20_000 }, () => field(0x34, '', Buffer.alloc(0)));
        socket.end(
          http(Buffer.concat([answer.subarray(0, -1), field(0x34, 'x', Buffer.alloc(0)), ...nested, Buffer.from([3])])),
        );
      },
      'malformed',
    ],
  };

  it.each(Object.entries(CASES))('that %s is said to be so by the deadline', async (_fault, [say, expected]) => {
    const answer = await readAt(await listen(say));
    expect(valueOf(answer)).toBe(expected);
    expect(answer.readings[0]?.evidence.at(-1)?.raw).toMatch(/\w/);
  });

  it('leaves no socket behind, whatever it was', async () => {
    const held = (): number => process.getActiveResourcesInfo().filter((one) => /TCP|TLS/.test(one)).length;
    const before = held();
    for (const [say] of Object.values(CASES)) {
      await readAt(await listen(say));
      await reader?.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server?.close(resolve));
    }
    await expect.poll(held).toBeLessThanOrEqual(before);
  });
});

describe('IPP over TLS', () => {
  it('takes the certificate that a device at its own address signed itself', async () => {
    const port = await listen((socket, answer) => socket.end(http(answer)), true);
    expect(valueOf(await readAt(port, true))).toBe(77);
  });

  it('is absent, with the reason, where the other side speaks no TLS, falls silent or hangs up in the handshake', async () => {
    const noTls = await listen((socket, answer) => socket.end(http(answer)));
    expect(valueOf(await readAt(noTls, true))).toBe('timeout');
    for (const [greeting, expected] of [
      ['HTTP/1.1 400 Bad Request\r\n\r\n', 'malformed'],
      [undefined, 'timeout'],
      ['', 'unreachable'],
    ] as const) {
      await reader?.close();
      server?.close();
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('data', () => greeting !== undefined && socket.end(greeting));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const answer = await readAt(typeof address === 'object' && address !== null ? address.port : 0, true);
      expect(valueOf(answer), String(greeting)).toBe(expected);
      expect(answer.readings[0]?.evidence.at(-1)?.raw).toMatch(/\w/);
    }
  });

  it('is malformed where a device answers plain requests only with TLS', async () => {
    const port = await listen((socket, answer) => socket.end(http(answer)), true);
    expect(['malformed', 'unreachable', 'timeout']).toContain(valueOf(await readAt(port)));
  });
});
