import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, HttpPlace } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { optionsOf, requestOf } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { type Service, startService } from '../service.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SERIAL = 'SIM-3500-0042';

let service: Service | undefined;
let reader: Reader | undefined;

afterEach(async () => {
  await reader?.close();
  await service?.close();
  service = undefined;
});

function ask(pick: string, more: Partial<HttpPlace> = {}, kind: Ask['kind'] = 'number'): Ask {
  return { item: 'item', kind, places: [{ kind: 'http', service: 'remote', pick, decode: {}, ...more }] };
}

async function readFrom(
  answer: (request: IncomingMessage, response: ServerResponse) => object | undefined,
  asks: Ask[],
  more: { deadlineMs?: number; template?: string } = {},
): Promise<DeviceAnswer> {
  service = await startService(answer);
  return await readUrl(`${service.url}${more.template ?? '/d/{serial}'}`, asks, more.deadlineMs);
}

async function readUrl(urlTemplate: string, asks: Ask[], deadlineMs = 2000): Promise<DeviceAnswer> {
  const remote = { urlTemplate, auth: { kind: 'bearer' as const, token: new Secret('hush') } };
  reader = openReader({ ...optionsOf({ remote }), clock: () => NOW });
  return await reader.read(requestOf(1, asks, { identity: { serial: [], model: [] }, deadlineMs }));
}

const only = (answer: DeviceAnswer): unknown => valuesOf(answer.readings)['item'];

describe('a service document', () => {
  it('is fetched once, with the token and the serial in the address, however many asks pick from it', async () => {
    const answer = await readFrom(
      () => ({ serial: SERIAL, a: 1, b: { c: 2 } }),
      [
        { ...ask('/a'), item: 'a' },
        { ...ask('/b/c'), item: 'c' },
      ],
    );
    expect(valuesOf(answer.readings)).toEqual({ a: 1, c: 2 });
    expect(service?.requests).toEqual([{ path: `/d/${SERIAL}`, authorization: 'Bearer hush' }]);
  });

  it('shows where each value was picked, and hides user, password and query', async () => {
    service = await startService(() => ({ serial: SERIAL, a: 1 }));
    const template = `${service.url.replace('//', '//me:word@')}/d?key=s3cret&serial={serial}`;
    const answer = await readUrl(template, [ask('/a')]);
    expect(answer.readings[0]?.evidence).toMatchObject([
      { protocol: 'http', place: `${service.url}/d?key=...&serial=${SERIAL}#/a`, raw: '1' },
    ]);
  });

  it('writes a serial into the address so that it stays one part of it', async () => {
    service = await startService(() => ({ serial: 'a/../b?c' }));
    reader = openReader({ ...optionsOf({ remote: { urlTemplate: `${service.url}/d/{serial}` } }) });
    const request = requestOf(1, [ask('/a')], { identity: { serial: [], model: [] } });
    await reader.read({ ...request, device: { ...request.device, serial: 'a/../b?c' } });
    expect(service.requests[0]?.path).toBe('/d/a%2F..%2Fb%3Fc');
  });

  it.each([
    ['2026-02-28T23:00:00Z', Date.parse('2026-02-28T23:00:00Z')],
    ['2026-03-01T13:04:00+01:00', Date.parse('2026-03-01T12:04:00Z')],
    ['2026-03-01T12:06:00Z', NOW],
    ['yesterday', NOW],
    [1_772_000_000, NOW],
    [undefined, NOW],
  ])('said to be read at %s is dated %d', async (readAt, at) => {
    const answer = await readFrom(() => ({ serial: SERIAL, readAt, a: 1 }), [ask('/a')]);
    expect(answer.readings.map((reading) => [reading.at, reading.evidence[0]?.at])).toEqual([[at, NOW]]);
  });

  it('gives a part for each member, and the same part once only', async () => {
    const document = {
      serial: SERIAL,
      colours: { black: { v: 1, name: 'K\u0000uro' }, 'Light Cyan': { v: null }, yellow: {} },
      rows: [{ id: 'Tray 1', n: 5 }, { id: 'tray-1', n: 6 }, { n: 7 }],
      plain: [8, 9],
    };
    const answer = await readFrom(
      () => document,
      [
        { ...ask('/colours', { each: { value: '/v', title: '/name' } }), item: 'colours' },
        { ...ask('/rows', { each: { value: '/n', part: '/id' } }), item: 'rows' },
        { ...ask('/plain', { each: {} }), item: 'plain' },
      ],
    );
    expect(valuesOf(answer.readings)).toEqual({
      'colours/black': 1,
      'colours/light-cyan': 'unknown',
      'colours/yellow': 'unsupported',
      'rows/tray-1': 5,
      'rows/tray-1-2': 6,
      'rows/3': 7,
      'plain/1': 8,
      'plain/2': 9,
    });
    expect(answer.readings[0]?.partTitle).toBe('Kuro');
    expect(answer.readings[3]?.evidence[0]?.place).toMatch(/#\/rows\/0\/n$/);
  });

  it.each([
    [{ a: 'off' }, 'off', 'state'],
    [{ a: true }, 'true', 'state'],
    [{ a: null }, 'unknown', 'number'],
    [{ a: 'many' }, 'malformed', 'number'],
    [{ a: { b: 1 } }, 'malformed', 'number'],
    [{ b: 1 }, 'unsupported', 'number'],
    [{ a: '12.5' }, 12.5, 'number'],
    [{ a: -620 }, -620, 'number'],
  ] as const)('%j is read as %s', async (values, expected, kind) => {
    expect(only(await readFrom(() => ({ serial: SERIAL, ...values }), [ask('/a', {}, kind)]))).toBe(expected);
  });

  it('reads only what the document itself holds', async () => {
    const answer = await readFrom(
      () => ({ serial: SERIAL, list: [1] }),
      [
        { ...ask('/constructor/name', {}, 'text'), item: 'a' },
        { ...ask('/list/length'), item: 'b' },
        { ...ask('/serial/0', {}, 'text'), item: 'c' },
      ],
    );
    expect(valuesOf(answer.readings)).toEqual({ a: 'unsupported', b: 'unsupported', c: 'unsupported' });
  });

  it('of another device is not believed', async () => {
    const answer = await readFrom(() => ({ serial: 'SIM-3500-0043', a: 1 }), [ask('/a')]);
    expect(only(answer)).toBe('wrong_device');
    expect(answer.outcome).toEqual({ kind: 'wrong-device', said: 'SIM-3500-0043' });
  });

  it('that does not say of which device it is, is not believed either', async () => {
    expect(only(await readFrom(() => ({ a: 1 }), [ask('/a')]))).toBe('malformed');
  });
});

describe('a service that does not answer as it should', () => {
  const withStatus =
    (status: number) =>
    (_request: IncomingMessage, response: ServerResponse): object => {
      response.statusCode = status;
      return { serial: SERIAL, a: 1 };
    };

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'unsupported'],
    [302, 'malformed'],
    [500, 'malformed'],
    [503, 'unreachable'],
    [504, 'unreachable'],
  ])('with status %d is %s', async (status, expected) => {
    const answer = await readFrom(withStatus(status), [ask('/a')]);
    expect(only(answer)).toBe(expected);
    expect(answer.readings[0]?.evidence[0]?.raw).toBe(`HTTP status ${status}`);
    expect(answer.outcome).toEqual({ kind: 'silent', tried: `remote: HTTP status ${status}` });
  });

  it('follows no redirect', async () => {
    const answer = await readFrom(
      (request, response) => {
        if (request.url === '/elsewhere') return { serial: SERIAL, a: 1 };
        response.statusCode = 307;
        response.setHeader('location', '/elsewhere');
        return {};
      },
      [ask('/a')],
    );
    expect(only(answer)).toBe('malformed');
    expect(service?.requests).toHaveLength(1);
  });

  it('with text that is no JSON object is malformed', async () => {
    for (const text of ['<a/>', '[1]', '"x"', '']) {
      const answer = await readFrom((_request, response) => void response.end(text), [ask('/a')]);
      expect(only(answer)).toBe('malformed');
      await reader?.close();
      await service?.close();
    }
    service = undefined;
  });

  it('with a page where a document is due is refused: a login may be needed', async () => {
    const answer = await readFrom((_request, response) => void response.end('<!DOCTYPE html><form>'), [ask('/a')]);
    expect(only(answer)).toBe('refused');
  });

  it('with a document longer than 256 kB is malformed', async () => {
    const answer = await readFrom(() => ({ serial: SERIAL, a: 1, long: 'x'.repeat(300_000) }), [ask('/a')]);
    expect(only(answer)).toBe('malformed');
    expect(answer.readings[0]?.evidence[0]?.raw).toBe('the document is longer than 256 kB');
  });

  it('that is slow, before or within its answer, is a time-out at the deadline', async () => {
    expect(only(await readFrom(() => undefined, [ask('/a')], { deadlineMs: 150 }))).toBe('timeout');
    await reader?.close();
    await service?.close();
    const half = (_request: IncomingMessage, response: ServerResponse): undefined => void response.write('{"serial":');
    expect(only(await readFrom(half, [ask('/a')], { deadlineMs: 150 }))).toBe('timeout');
  });

  it('that is not there is unreachable', async () => {
    const gone = await startService(() => ({}));
    await gone.close();
    const answer = await readUrl(`${gone.url}/{serial}`, [ask('/a')]);
    expect(only(answer)).toBe('unreachable');
    expect(answer.outcome).toEqual({ kind: 'silent', tried: 'remote: the connection failed (ECONNREFUSED)' });
  });

  it('that does not speak HTTP is malformed', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-OpenSSH_9.2\r\n', () => socket.destroy());
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(only(await readUrl(`http://127.0.0.1:${port}/{serial}`, [ask('/a')]))).toBe('malformed');
    await new Promise((resolve) => void server.close(resolve));
  });

  it('that is not configured is unsupported, and says so', async () => {
    const answer = await readUrl('http://127.0.0.1:1/{serial}', [ask('/a', { service: 'other' })]);
    expect(only(answer)).toBe('unsupported');
    expect(answer.readings[0]?.evidence[0]).toMatchObject({ place: 'other#/a', raw: 'no such service is configured' });
  });

  it('leaves the next place its turn', async () => {
    const places: Ask['places'] = [...ask('/no').places, ...ask('/a').places];
    const answer = await readFrom(() => ({ serial: SERIAL, a: 4 }), [{ ...ask('/a'), places }]);
    expect(only(answer)).toBe(4);
    expect(answer.readings[0]?.evidence.map((each) => each.raw)).toEqual(['not in the document', '4']);
  });
});
