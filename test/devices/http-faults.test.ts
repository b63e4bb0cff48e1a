import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../src/core/ports.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { optionsOf, requestOf } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

const SERIAL = 'SIM-3500-0042';
const BODY = Buffer.from(JSON.stringify({ serial: SERIAL, total: 77 }));
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

async function listen(say: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => say(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

type From = 'a page of the device' | 'a service';

function askOf(from: From): Ask {
  const where = from === 'a service' ? { service: 'remote' } : { path: '/status.json', format: 'json' as const };
  return { item: 'copies.total', kind: 'number', places: [{ kind: 'http', pick: '/total', decode: {}, ...where }] };
}

async function readAt(port: number, from: From, httpTls = false): Promise<DeviceAnswer> {
  reader = openReader(optionsOf({ remote: { urlTemplate: `http${httpTls ? 's' : ''}://127.0.0.1:${port}/{serial}` } }));
  const { device } = requestOf(1, []);
  const more = { identity: { serial: [], model: [] }, deadlineMs: DEADLINE_MS };
  const started = performance.now();
  const answer = await reader.read(
    requestOf(1, [askOf(from)], { ...more, device: { ...device, httpPort: port, httpTls } }),
  );
  await reader.close();
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
  return answer;
}

function http(body: Buffer, headers: string[] = [`content-length: ${body.length}`], status = '200 OK'): Buffer {
  return Buffer.concat([Buffer.from([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')), body]);
}

const BOMB = gzipSync(Buffer.alloc(20_000_000));
const CASES: Record<string, [(socket: Socket) => void, string[]]> = {
  'never comes': [() => undefined, ['timeout']],
  'trickles in octet by octet': [
    (socket) => {
      let at = 0;
      const timer = setInterval(() => socket.write(http(BODY).subarray(at, (at += 1))), 50);
      socket.on('close', () => clearInterval(timer));
    },
    ['timeout'],
  ],
  'is cut off in the middle': [(socket) => socket.end(http(BODY).subarray(0, -5)), ['malformed', 'unreachable']],
  'is closed without a word': [(socket) => socket.end(), ['malformed', 'unreachable']],
  'says a length that is none': [(socket) => socket.end(http(BODY, ['content-length: x'])), ['malformed']],
  'is in chunks that are none': [
    (socket) => socket.end(http(Buffer.from(`zz\r\n${BODY.toString()}`), ['transfer-encoding: chunked'])),
    ['malformed'],
  ],
  'has headers without end': [(socket) => socket.end(http(BODY, [`x: ${'a'.repeat(100_000)}`])), ['malformed']],
  'is a gzip bomb, which nobody unpacks': [
    (socket) => socket.end(http(BOMB, ['content-encoding: gzip', `content-length: ${BOMB.length}`])),
    ['malformed'],
  ],
  'has no end': [(socket) => socket.end(http(Buffer.alloc(2_000_000, 0x20))), ['malformed']],
  'is on another machine': [
    (socket) => socket.end(http(Buffer.alloc(0), ['location: http://127.0.0.9:9/', 'content-length: 0'], '302 Found')),
    ['malformed'],
  ],
  'nests without end': [(socket) => socket.end(http(Buffer.from('['.repeat(100_000)))), ['malformed']],
};

describe.each(['a page of the device', 'a service'] as const)('%s over a connection at fault', (from) => {
  it.each(Object.entries(CASES))('that %s is said to be so by the deadline', async (_fault, [say, expected]) => {
    const answer = await readAt(await listen(say), from);
    expect(expected).toContain(valuesOf(answer.readings)['copies.total']);
    expect(answer.readings[0]?.evidence.at(-1)?.raw).toMatch(/\w/);
  });

  it('that comes twice is taken once', async () => {
    const answer = await readAt(await listen((socket) => socket.write(Buffer.concat([http(BODY), http(BODY)]))), from);
    expect(valuesOf(answer.readings)['copies.total']).toBe(77);
  });
});

describe.each(['a page of the device', 'a service'] as const)('%s over TLS', (from) => {
  it('that never ends its handshake holds neither the read nor the reader', async () => {
    const answer = await readAt(await listen(() => undefined), from, true);
    expect(valuesOf(answer.readings)['copies.total']).toBe('timeout');
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe.each(['a page of the device', 'a service'] as const)('the head of %s', (from) => {
  it.each([
    ['in headers without end', 'a:\r\n'.repeat(60_000)],
    ['in one header without end', `x: ${'a'.repeat(200_000)}`],
    ['just too long', `x: ${'a'.repeat(9000)}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY.toString()}`],
  ])('%s is malformed', async (_name, head) => {
    const answer = await readAt(await listen((socket) => socket.end(`HTTP/1.1 200 OK\r\n${head}`)), from);
    expect(valuesOf(answer.readings)['copies.total']).toBe('malformed');
    expect(answer.readings[0]?.evidence.at(-1)?.raw).toBe('the headers of the answer have no end');
  });
});
