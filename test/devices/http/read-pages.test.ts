import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/core/device.ts';
import type { Ask, HttpPlace } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { counter32, octets } from '../ber.ts';
import { IDENTITY, optionsOf, requestOf, SERIAL_OID, TOTAL, TOTAL_OID } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { movedTo, type PageServer, startPages, typed } from './page-server.ts';

const SERIAL = 'SIM-3500-0042';
const NOBODY = { serial: [], model: [] };

let device: PageServer | undefined;
let other: PageServer | undefined;
let agent: Agent | undefined;
let reader: Reader | undefined;

afterEach(async () => {
  await reader?.close();
  await Promise.all([device?.close(), other?.close(), agent?.close()]);
  device = other = agent = undefined;
});

function page(path: string, pick: string, more: Partial<HttpPlace> = {}): HttpPlace {
  return { kind: 'http', path, pick, decode: {}, ...more };
}

function ask(item: string, place: HttpPlace, kind: Ask['kind'] = 'number'): Ask {
  return { item, kind, places: [place] };
}

async function read(
  asks: Ask[],
  more: { device?: Partial<Device>; deadlineMs?: number; snmpPort?: number } = {},
): Promise<DeviceAnswer> {
  const { port: httpPort } = device ?? { port: 1 };
  reader = openReader(optionsOf());
  const request = requestOf(more.snmpPort ?? 1, asks, {
    identity: more.snmpPort === undefined ? NOBODY : IDENTITY,
    deadlineMs: more.deadlineMs ?? 2000,
  });
  return await reader.read({ ...request, device: { ...request.device, httpPort, ...more.device } });
}

const raw = (answer: DeviceAnswer): unknown => answer.readings[0]?.evidence.at(-1)?.raw;

describe('a document of the device itself', () => {
  it('is got once, at its own address, however many items pick from it', async () => {
    device = await startPages({ '/a.json': '{"n": 5, "m": {"x": "6"}}', '/b.xml': '<b><n>7</n></b>' });
    const answer = await read([
      ask('n', page('/a.json', '/n')),
      ask('m', page('/a.json', '/m/x')),
      ask('b', page('/b.xml', '/b/n', { format: 'xml' })),
    ]);
    expect(valuesOf(answer.readings)).toEqual({ n: 5, m: 6, b: 7 });
    expect(device.requests).toEqual(['GET /a.json', 'GET /b.xml']);
    expect(device.most()).toBe(1);
    expect(answer.outcome).toEqual({ kind: 'answered' });
    expect(answer.readings[0]?.evidence).toMatchObject([
      { protocol: 'http', place: `http://127.0.0.1:${device.port}/a.json#/n`, raw: '5' },
    ]);
  });

  it('is left alone where SNMP gave a value, and asked where it did not', async () => {
    device = await startPages({ '/a.json': '{"n": 5}' });
    agent = await startAgent({ objects: { [SERIAL_OID]: octets(SERIAL), [TOTAL_OID]: counter32(9) } });
    const place = page('/a.json', '/n');
    const both: Ask = { ...TOTAL, places: [...TOTAL.places, place] };
    expect(valuesOf((await read([both], { snmpPort: agent.port })).readings)).toEqual({ 'copies.total': 9 });
    expect(device.requests).toEqual([]);
    await reader?.close();
    const missing: Ask = { ...both, places: [{ kind: 'snmp-get', oid: '1.3.6.1.4.1.99999.9.1.0', decode: {} }, place] };
    const answer = await read([missing], { snmpPort: agent.port });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 5 });
    expect(answer.readings[0]?.evidence.map(({ protocol }) => protocol)).toEqual(['snmp', 'http']);
  });

  it('is not asked for when a document before it gave the value', async () => {
    device = await startPages({ '/a.json': '{"n": 5}', '/b.json': '{"n": 6}' });
    const first = { ...ask('n', page('/a.json', '/n')), places: [page('/a.json', '/n'), page('/b.json', '/n')] };
    expect(valuesOf((await read([first])).readings)).toEqual({ n: 5 });
    const second = { ...first, places: [page('/a.json', '/none'), page('/b.json', '/n')] };
    await reader?.close();
    expect(valuesOf((await read([second])).readings)).toEqual({ n: 6 });
    expect(device.requests).toEqual(['GET /a.json', 'GET /a.json', 'GET /b.json']);
  });

  it('is asked for only when the tree of documents names it', async () => {
    const tree = '<t:Tree xmlns:t="u"><t:R> /yes.xml </t:R></t:Tree>';
    const is = '<y><n>1</n></y>';
    device = await startPages({ '/tree.xml': tree, '/yes.xml': is, '/no.xml': is });
    const more = { format: 'xml', listedIn: '/tree.xml' } as const;
    const answer = await read([ask('yes', page('/yes.xml', '/y/n', more)), ask('no', page('/no.xml', '/y/n', more))]);
    expect(valuesOf(answer.readings)).toEqual({ yes: 1, no: 'unsupported' });
    expect(device.requests).toEqual(['GET /tree.xml', 'GET /yes.xml']);
    expect(answer.readings[1]?.evidence).toMatchObject([
      { place: `http://127.0.0.1:${device.port}/tree.xml#/y/n`, raw: 'does not name /no.xml' },
    ]);
  });

  it('is not asked for when there is no tree', async () => {
    device = await startPages({ '/yes.xml': '<y/>' });
    const answer = await read([ask('n', page('/yes.xml', '/y', { format: 'xml', listedIn: '/tree.xml' }))]);
    expect(valuesOf(answer.readings)).toEqual({ n: 'unsupported' });
    expect(device.requests).toEqual(['GET /tree.xml']);
  });

  it.each([
    [{ '/a.json': '<!DOCTYPE html><form action="/login">' }, 'refused', /a login may be needed/],
    [{ '/a.json': movedTo('/login.html'), '/login.html': '\n<html>' }, 'refused', /a login may be needed/],
    [{ '/a.json': typed('text/html', '{"n": 5}') }, 5, /^5$/],
    [{ '/a.json': '{"n": 5' }, 'malformed', /no JSON object/],
    [{}, 'unsupported', /^HTTP status 404$/],
    [{ '/a.json': '{"n": 5}'.padEnd(300_000) }, 'malformed', /longer than 256 kB/],
    [{ '/a.json': `${'['.repeat(50_000)}${']'.repeat(50_000)}` }, 'malformed', /no JSON object/],
  ])('%j is read as %s', async (pages, expected, said) => {
    device = await startPages(pages);
    const answer = await read([ask('n', page('/a.json', '/n'))]);
    expect(valuesOf(answer.readings)).toEqual({ n: expected });
    expect(raw(answer)).toMatch(said);
  });

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [500, 'malformed'],
    [503, 'unreachable'],
  ])('with status %d is %s', async (status, expected) => {
    device = await startPages({ '/a.json': (_request, response) => void response.writeHead(status).end('{"n": 5}') });
    const answer = await read([ask('n', page('/a.json', '/n'))]);
    expect(valuesOf(answer.readings)).toEqual({ n: expected });
    expect(answer.outcome.kind).toBe(expected === 'refused' ? 'refused' : 'silent');
  });

  it('compressed without being asked to be is not unpacked', async () => {
    device = await startPages({
      '/a.json': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('\x1f\x8b'),
    });
    expect(valuesOf((await read([ask('n', page('/a.json', '/n'))])).readings)).toEqual({ n: 'malformed' });
  });

  it('that trickles leaves the others their time', async () => {
    device = await startPages({
      '/slow.json': (_request, response) => {
        const timer = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(timer));
      },
      '/b.json': '{"n": 6}',
    });
    const asks = [ask('slow', page('/slow.json', '/n')), ask('b', page('/b.json', '/n'))];
    const answer = await read(asks, { deadlineMs: 800 });
    expect(valuesOf(answer.readings)).toEqual({ slow: 'timeout', b: 6 });
  });

  it('of another device is not believed, and nothing more is asked of it', async () => {
    device = await startPages({
      '/a.json': '{"device": {"serial_num": "SIM-3500-0043"}, "n": 5}',
      '/b.json': '{"n": 6}',
    });
    const answer = await read([ask('n', page('/a.json', '/n')), ask('b', page('/b.json', '/n'))]);
    expect(valuesOf(answer.readings)).toEqual({ n: 'wrong_device', b: 'wrong_device' });
    expect(answer.outcome).toEqual({ kind: 'wrong-device', said: 'SIM-3500-0043' });
    expect(device.requests).toEqual(['GET /a.json']);
  });

  it('may name the serials of its parts, which say nothing of the device', async () => {
    const text = `{"toner": {"serial": "TN-1234567"}, "serialNumber": "${SERIAL}", "n": 5}`;
    device = await startPages({ '/a.json': text });
    expect(valuesOf((await read([ask('n', page('/a.json', '/n'))])).readings)).toEqual({ n: 5 });
  });
});

describe('where a device sends us', () => {
  const n = ask('n', page('/a.json', '/n'));

  it('is followed on its own server, twice at most', async () => {
    device = await startPages({ '/a.json': movedTo('/b'), '/b': movedTo('c?d=1', 307), '/c?d=1': '{"n": 5}' });
    expect(valuesOf((await read([n])).readings)).toEqual({ n: 5 });
    await reader?.close();
    await device.close();
    device = await startPages({ '/a.json': movedTo('/b'), '/b': movedTo('/a.json') });
    const answer = await read([n]);
    expect(valuesOf(answer.readings)).toEqual({ n: 'malformed' });
    expect(raw(answer)).toBe('it sends us on without end');
    expect(device.requests).toHaveLength(3);
  });

  it('is followed to HTTPS of the same address, whoever signed its certificate', async () => {
    device = await startPages({
      '/a.json': (request, response) => {
        if ('encrypted' in request.socket) response.end('{"n": 5}');
        else response.writeHead(301, { location: `https://127.0.0.1:${device?.port}/a.json` }).end();
      },
    });
    expect(valuesOf((await read([n])).readings)).toEqual({ n: 5 });
    expect(device.requests).toEqual(['GET /a.json', 'https GET /a.json']);
    expect(device.most()).toBeLessThanOrEqual(2);
  });

  it('is never another host, port or protocol: nothing is sent there', async () => {
    other = await startPages({ '/a.json': '{"n": 6}' });
    const elsewhere = [
      `http://127.0.0.1:${other.port}/a.json`,
      `https://127.0.0.1:${other.port}/a.json`,
      `//localhost:${other.port}/a.json`,
      `http://127.0.0.2:${other.port}/a.json`,
      `http://user:word@127.0.0.1:${other.port}/a.json`,
      `\\\\127.0.0.1:${other.port}\\a.json`,
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'http://[',
    ];
    for (const location of elsewhere) {
      device = await startPages({ '/a.json': movedTo(location) });
      const answer = await read([n]);
      expect(valuesOf(answer.readings)).toEqual({ n: 'malformed' });
      expect(raw(answer)).toBe('HTTP status 302, to somewhere else: not followed');
      await reader?.close();
      await device.close();
    }
    device = undefined;
    expect(other.requests).toEqual([]);
    expect(other.most()).toBe(0);
  });

  it('is not where a path of a rule or an address of the registry could lead either', async () => {
    other = await startPages({ '/a.json': '{"n": 6}' });
    device = await startPages({});
    const away = await read([ask('n', page(`//127.0.0.1:${other.port}/a.json`, '/n'))]);
    expect(valuesOf(away.readings)).toEqual({ n: 'malformed' });
    await reader?.close();
    for (const address of [`127.0.0.1:${other.port}/a.json?`, `me@127.0.0.1`, 'a b', '']) {
      const answer = await read([n], { device: { address } });
      expect(valuesOf(answer.readings)).toEqual({ n: 'malformed' });
      expect(raw(answer)).toBe('the address of the device is not valid');
      await reader?.close();
    }
    expect([...other.requests, ...device.requests]).toEqual([]);
  });
});

describe('a device over TLS', () => {
  const n = ask('n', page('/a.json', '/n'));

  it('is asked on its port for HTTPS, and believed with a certificate of its own', async () => {
    device = await startPages({ '/a.json': '{"n": 5}' });
    const answer = await read([n], { device: { httpTls: true } });
    expect(valuesOf(answer.readings)).toEqual({ n: 5 });
    expect(device.requests).toEqual(['https GET /a.json']);
    expect(answer.readings[0]?.evidence[0]?.place).toBe(`https://127.0.0.1:${device.port}/a.json#/n`);
  });

  it('that speaks no TLS, breaks off or is not there is told apart', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const httpPort = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await read([n], { device: { httpTls: true, httpPort } });
    expect([valuesOf(answer.readings), raw(answer)]).toEqual([{ n: 'malformed' }, 'the answer is no TLS']);
    await reader?.close();
    server.close();
    await once(server, 'close');
    const gone = await read([n], { device: { httpTls: true, httpPort } });
    expect([valuesOf(gone.readings), raw(gone)]).toEqual([{ n: 'unsupported' }, 'nothing listens there']);
  });
});

describe('a device whose registered address is', () => {
  it('IPv6 is asked in brackets', async () => {
    // The same loopback address, as IPv6 writes it; a machine without IPv6 cannot reach it.
    device = await startPages({ '/a.json': '{"n": 5}' });
    const answer = await read([ask('n', page('/a.json', '/n'))], { device: { address: '::ffff:127.0.0.1' } });
    expect(answer.readings[0]?.evidence[0]?.place).toBe(`http://[::ffff:7f00:1]:${device.port}/a.json#/n`);
    expect([5, 'unreachable']).toContain(valuesOf(answer.readings)['n']);
  });

  it('a plain one is asked on port 80 and 443', async () => {
    const asked = [ask('n', page('/a.json', '/n'))];
    const plain = await read(asked, { device: { address: '127.9.9.9', httpPort: undefined } });
    expect(plain.readings[0]?.evidence[0]?.place).toBe('http://127.9.9.9/a.json#/n');
    await reader?.close();
    const tls = await read(asked, { device: { address: '127.9.9.9', httpPort: undefined, httpTls: true } });
    expect(tls.readings[0]?.evidence[0]?.place).toBe('https://127.9.9.9/a.json#/n');
  });
});
