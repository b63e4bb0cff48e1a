import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, HttpPlace } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { HttpService } from '../../../src/core/http-service.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { optionsOf, requestOf } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { type Service, startService } from '../service.ts';
import { movedTo, type PageServer, startPages, typed } from './page-server.ts';

const SERIAL = 'SIM-3500-0042';
const SECRET = 'hu sh/&=?#"1';
const MODEL = 'SIM-3500';

let gateway: PageServer | undefined;
let service: Service | undefined;
let reader: Reader | undefined;

afterEach(async () => {
  await reader?.close();
  await Promise.all([gateway?.close(), service?.close()]);
  gateway = undefined;
  service = undefined;
});

function ask(pick: string, more: Partial<HttpPlace> = {}): Ask {
  return { item: 'n', kind: 'number', places: [{ kind: 'http', service: 'rm', pick, decode: {}, ...more }] };
}

async function read(rm: HttpService, asks: Ask[] = [ask('/n')]): Promise<{ answer: DeviceAnswer; logged: string }> {
  const logged: unknown[] = [];
  reader = openReader({ ...optionsOf({ rm }), log: (event, facts) => logged.push(event, facts) });
  const answer = await reader.read(requestOf(1, asks, { identity: { serial: [], model: [] }, deadlineMs: 1000 }));
  return { answer, logged: JSON.stringify(logged) };
}

describe('a gateway is told who asks', () => {
  const secret = new Secret(SECRET);
  it.each<[string, Partial<HttpService>, string, Record<string, string>]>([
    ['not at all', {}, `/d/${SERIAL}`, {}],
    [
      'by a bearer token',
      { auth: { kind: 'bearer', token: secret } },
      `/d/${SERIAL}`,
      { authorization: `Bearer ${SECRET}` },
    ],
    [
      'by user and password',
      { auth: { kind: 'basic', user: 'mé', password: secret } },
      `/d/${SERIAL}`,
      { authorization: `Basic ${Buffer.from(`mé:${SECRET}`).toString('base64')}` },
    ],
    [
      'by a header',
      { auth: { kind: 'header', name: 'X-Key', value: secret }, headers: { 'X-Tenant': 'a' } },
      `/d/${SERIAL}`,
      { 'x-key': SECRET, 'x-tenant': 'a' },
    ],
    [
      'in the query',
      { auth: { kind: 'query', name: 'key', value: secret } },
      `/d/${SERIAL}?key=hu+sh%2F%26%3D%3F%23%221`,
      {},
    ],
  ])('%s, and the secret is nowhere else', async (_, more, path, headers) => {
    let seen: Record<string, unknown> = {};
    service = await startService((request) => {
      seen = request.headers;
      return { serial: SERIAL, n: 5, echo: SECRET };
    });
    const { answer, logged } = await read({ urlTemplate: `${service.url}/d/{serial}`, ...more });
    expect(valuesOf(answer.readings)).toEqual({ n: 5 });
    expect(service.requests[0]?.path).toBe(path);
    expect(seen).toMatchObject(headers);
    expect(Object.hasOwn(seen, 'authorization')).toBe(Object.hasOwn(headers, 'authorization'));
    const told = JSON.stringify(answer) + logged;
    for (const part of ['hu sh', 'hu+sh', 'hu%20sh', Buffer.from(SECRET).toString('base64').slice(0, 8)])
      expect(told).not.toContain(part);
  });

  it('and nothing of it is told when it fails, in whatever way', async () => {
    const auth = { kind: 'query', name: 'key', value: secret } as const;
    const closed = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('no HTTP\r\n\r\n', () => socket.destroy());
    });
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const header = { kind: 'header', name: 'X-Key', value: new Secret('hu sh\r\nHost: b') } as const;
    const ways: HttpService[] = [
      { urlTemplate: `http://127.0.0.1:${port}/{serial}`, auth },
      { urlTemplate: 'http://127.0.0.1:1/{serial}', auth },
      { urlTemplate: `http://127.0.0.1:${port}/{serial}`, auth: header },
      { urlTemplate: 'http://[/{serial}', auth },
    ];
    for (const way of ways) {
      const { answer, logged } = await read(way);
      expect(valuesOf(answer.readings)['n']).toMatch(/^(malformed|unreachable)$/);
      expect(JSON.stringify(answer) + logged).not.toMatch(/hu.{1,3}sh/);
      await reader?.close();
    }
    closed.close();
    await once(closed, 'close');
  });

  it('and nobody else: no redirect is followed', async () => {
    service = await startService(() => ({ serial: SERIAL, n: 6 }));
    gateway = await startPages({ [`/d/${SERIAL}`]: movedTo(`${service.url}/d/${SERIAL}`) });
    const { answer } = await read({
      urlTemplate: `http://127.0.0.1:${gateway.port}/d/{serial}`,
      auth: { kind: 'bearer', token: secret },
    });
    expect(valuesOf(answer.readings)).toEqual({ n: 'malformed' });
    expect(service.requests).toEqual([]);
  });
});

describe('a gateway is asked', () => {
  it('by serial, model and address, each one part of its address', async () => {
    service = await startService(() => ({ serial: SERIAL, n: 5 }));
    const { answer } = await read({ urlTemplate: `${service.url}/{model}/{serial}?at={address}&key=s3cret` });
    expect(service.requests[0]?.path).toBe(`/${MODEL}/${SERIAL}?at=127.0.0.1&key=s3cret`);
    expect(answer.readings[0]?.evidence[0]?.place).toBe(`${service.url}/${MODEL}/${SERIAL}?at=127.0.0.1&key=...#/n`);
  });

  it('with user and password where the address holds them, as ever', async () => {
    service = await startService(() => ({ serial: SERIAL, n: 5 }));
    await read({ urlTemplate: `${service.url.replace('//', '//me:w%40rd@')}/{serial}` });
    expect(service.requests[0]?.authorization).toBe(`Basic ${Buffer.from('me:w@rd').toString('base64')}`);
  });
});

describe('a gateway answers', () => {
  const PATH = `/d/${SERIAL}`;
  const READ_AT = '2026-02-28T23:00:00Z';

  it.each<[string, string, Partial<HttpService>, Partial<HttpPlace>]>([
    [
      'JSON',
      `{"device": {"sn": "${SERIAL}", "at": "${READ_AT}"}, "n": 5}`,
      { serial: '/device/sn', readAt: '/device/at' },
      { pick: '/n' },
    ],
    [
      'relaxed JSON',
      `{sn: '${SERIAL}', at: '${READ_AT}', n: 5}`,
      { format: 'relaxed-json', serial: '/sn', readAt: '/at' },
      { pick: '/n' },
    ],
    [
      'XML',
      `<x:d xmlns:x="u" sn="${SERIAL}" at="${READ_AT}"><n u="v">5</n></x:d>`,
      { format: 'xml', serial: '/d/@sn', readAt: '/d/@at' },
      { pick: '/d/n' },
    ],
    [
      'CSV',
      `Serial;Read;N\n${SERIAL};${READ_AT};5\n`,
      { format: 'csv', serial: '/rows/0/Serial', readAt: '/rows/0/Read' },
      { pick: '/rows/0/N' },
    ],
    [
      'HTML',
      `<p>Serial: ${SERIAL}<p>Read: ${READ_AT}<p>N: 5`,
      { format: 'html', serial: '/labels/Serial', readAt: '/labels/Read' },
      { pick: '/labels/N' },
    ],
  ])('in %s, and says of which device and when it was read', async (_, text, rm, place) => {
    gateway = await startPages({ [PATH]: text });
    const { answer } = await read({ urlTemplate: `http://127.0.0.1:${gateway.port}/d/{serial}`, ...rm }, [
      ask('/', place),
    ]);
    expect(valuesOf(answer.readings)).toEqual({ n: 5 });
    expect(answer.readings[0]?.at).toBe(Date.parse(READ_AT));
    expect(gateway.requests).toEqual([`GET ${PATH}`]);
  });

  it('in the format of a place where that says another', async () => {
    gateway = await startPages({ [PATH]: typed('text/plain', `<d><serial>${SERIAL}</serial><n>5</n></d>`) });
    const rm = { urlTemplate: `http://127.0.0.1:${gateway.port}/d/{serial}`, serial: '/d/serial' };
    const { answer } = await read(rm, [ask('/d/n', { format: 'xml' }), { ...ask('/n'), item: 'm' }]);
    expect(valuesOf(answer.readings)).toEqual({ n: 5, m: 'malformed' });
    expect(gateway.requests).toHaveLength(1);
  });

  it('with parts chosen and named as a rule says', async () => {
    service = await startService(() => ({
      serial: SERIAL,
      colours: [
        { id: 'K', kind: 'drum', v: 1 },
        { id: 'C', kind: 'drum', v: 2 },
        { id: 'K', kind: 'belt', v: 3 },
        { id: 'X', v: 4 },
      ],
      jams: { in: 1, out: 2, total: 3 },
    }));
    const maps = { K: 'black', C: 'cyan' };
    const { answer } = await read({ urlTemplate: `${service.url}/{serial}` }, [
      { ...ask('/colours', { each: { value: '/v', part: '/id', maps, where: { '/kind': ['drum'] } } }), item: 'drums' },
      {
        ...ask('/colours', { each: { value: '/v', part: '/id', maps, where: { '/kind': { not: ['drum'] } } } }),
        item: 'rest',
      },
      { ...ask('/colours', { each: { value: '/v', where: { '/kind': { matches: '^B' } } } }), item: 'belt' },
      { ...ask('/jams', { each: { maps: { in: 'feed', out: 'exit' } } }), item: 'jams' },
      { ...ask('/jams', { each: { maps: { none: 'x' } } }), item: 'none' },
    ]);
    expect(valuesOf(answer.readings)).toEqual({
      'drums/black': 1,
      'drums/cyan': 2,
      'rest/black': 3,
      'rest/x': 4,
      'belt/3': 3,
      'jams/feed': 1,
      'jams/exit': 2,
      none: 'unsupported',
    });
  });
});
