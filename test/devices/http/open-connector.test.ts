import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { octetsOf } from '../../../src/devices/http/octets-of.ts';
import { openConnector } from '../../../src/devices/http/open-connector.ts';

let server: Server;
const accepted: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const socket of accepted.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
});

type Made = { error: Error | null; socket: Socket | null };

async function connect(signal: AbortSignal, protocol: 'http:' | 'https:' = 'http:'): Promise<Made> {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '0';
  const to = { hostname: '127.0.0.1', host: '127.0.0.1', protocol, port };
  return await new Promise((resolve) => {
    openConnector(signal, { rejectUnauthorized: false })(to, (error, socket) => resolve({ error, socket }));
  });
}

describe('a connection', () => {
  it('is not even begun when the read is over', async () => {
    const { error, socket } = await connect(AbortSignal.abort());
    expect(error).toMatchObject({ code: 'ABORT_ERR' });
    expect(socket).toBeNull();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(accepted).toEqual([]);
  });

  it('whose handshake never ends is let go as soon as the read is over', async () => {
    const over = new AbortController();
    server.once('connection', () => over.abort());
    const { error } = await connect(over.signal, 'https:');
    expect(error).toMatchObject({ code: 'ABORT_ERR' });
    const [held] = accepted;
    if (held?.closed === false) await once(held.resume(), 'close');
    expect(held?.closed).toBe(true);
  });

  it('that is made outlives its signal: whoever has it ends it', async () => {
    const over = new AbortController();
    const { socket } = await connect(over.signal);
    over.abort();
    expect(socket?.destroyed).toBe(false);
    socket?.destroy();
  });

  it('gives what came in sips, whole and in order, and nothing any more once it is destroyed', async () => {
    const { socket } = await connect(new AbortController().signal);
    if (socket === null) throw new Error('no connection');
    const sent = Buffer.from(Array.from({ length: 50_000 }, (_none, n) => n % 251));
    accepted[0]?.end(sent);
    const sips: Buffer[] = [];
    socket.on('readable', () => {
      for (let sip: unknown = socket.read(); Buffer.isBuffer(sip); sip = socket.read()) sips.push(sip);
    });
    await once(socket, 'end');
    expect(Buffer.concat(sips)).toEqual(sent);
    expect(Math.max(...sips.map(({ length }) => length))).toBeLessThanOrEqual(2048);

    const { socket: other } = await connect(new AbortController().signal);
    accepted[1]?.write(sent);
    if (other === null) throw new Error('no connection');
    await once(other, 'readable');
    other.destroy();
    expect(other.read()).toBeNull();
  });
});

describe('the body of an answer', () => {
  it('is the same whether it comes whole or octet by octet', async () => {
    const body = new PassThrough();
    const octets = Buffer.from(Array.from({ length: 5000 }, (_none, n) => n % 256));
    const read = octetsOf(body);
    for (const octet of octets) body.write(Buffer.from([octet]));
    body.end();
    expect(await read).toEqual(octets);
  });

  it('that breaks off, with or without an error, is none', async () => {
    const broken = new PassThrough();
    const read = octetsOf(broken);
    broken.write('half');
    broken.destroy(new Error('broken'));
    await expect(read).rejects.toThrow('broken');
    const left = new PassThrough();
    const other = octetsOf(left);
    left.destroy();
    await expect(other).rejects.toThrow('before its end');
  });
});
