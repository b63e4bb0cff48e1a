import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../src/core/ports.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { optionsOf, requestOf } from './printer.ts';
import { type PjlServer, startPjl, UEL } from './pjl/pjl-server.ts';
import { valuesOf } from './reader-contract.ts';

const TOTAL: Ask = { item: 'copies.total', kind: 'number', places: [{ kind: 'pjl', info: 'PAGECOUNT', decode: {} }] };
const JOB = `${UEL}@PJL INFO PAGECOUNT\r\n${UEL}`;

let server: PjlServer | undefined;
let reader: Reader | undefined;

afterEach(async () => {
  await reader?.close();
  await server?.close();
  [server, reader] = [undefined, undefined];
});

async function readWith(start: typeof startPjl, ...told: Parameters<typeof startPjl>): Promise<DeviceAnswer> {
  server = await start(...told);
  reader = openReader(optionsOf());
  const { device } = requestOf(1, []);
  const more = { identity: { serial: [], model: [] }, deadlineMs: 300, device: { ...device, pjlPort: server.port } };
  return await reader.read(requestOf(1, [TOTAL], more));
}

describe('a print port at fault', () => {
  const CASES: Record<string, [Parameters<typeof startPjl>, string | number]> = {
    'never answers': [[() => undefined], 'timeout'],
    'sends form feeds without end': [
      [
        () => undefined,
        (socket) => {
          const timer = setInterval(() => socket.write('\f@PJL\f'), 5);
          socket.on('close', () => clearInterval(timer));
        },
      ],
      'timeout',
    ],
    'hangs up in the middle of a reply': [
      [(_question, socket) => void socket.end('@PJL INFO PAGECOUNT\r\n18')],
      'malformed',
    ],
    'resets the connection': [[(_question, socket) => void socket.resetAndDestroy()], 'unreachable'],
    'answers twice': [
      [(_question, socket) => void socket.write('@PJL INFO PAGECOUNT\r\n5\r\n\f@PJL INFO PAGECOUNT\r\n6\r\n\f')],
      5,
    ],
    'answers another question': [[(_question, socket) => void socket.write('@PJL INFO ID\r\n"x"\r\n\f')], 'timeout'],
    'sends a million octets': [[(_question, socket) => void socket.write(Buffer.alloc(1_000_000, 0x41))], 'malformed'],
    'speaks TLS': [[(_question, socket) => void socket.end(Buffer.from('15030100020228', 'hex'))], 'malformed'],
  };

  it.each(Object.entries(CASES))(
    'that %s gives a reason or its value, gets one job between two UELs, and is let go',
    async (_fault, [told, expected]) => {
      const answer = await readWith(startPjl, ...told);
      expect(valuesOf(answer.readings)['copies.total']).toBe(expected);
      expect(answer.readings[0]?.evidence.at(-1)?.raw).toMatch(/\w/);
      expect(server?.jobs).toEqual([JOB]);
      await vi.waitFor(() => expect(server?.open()).toBe(0));
    },
  );

  it('has its UEL when the caller gives up half-way', async () => {
    server = await startPjl(() => undefined);
    reader = openReader(optionsOf());
    const controller = new AbortController();
    const { device } = requestOf(1, []);
    const more = {
      identity: { serial: [], model: [] },
      device: { ...device, pjlPort: server.port },
      signal: controller.signal,
    };
    const answer = reader.read(requestOf(1, [TOTAL], more));
    await vi.waitFor(() => expect(server?.jobs).toEqual([JOB]));
    controller.abort();
    expect(valuesOf((await answer).readings)['copies.total']).toBe('timeout');
    await vi.waitFor(() => expect(server?.open()).toBe(0));
    expect(server.jobs).toEqual([JOB]);
  });
});
