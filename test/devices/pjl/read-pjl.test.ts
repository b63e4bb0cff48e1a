import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ask, PjlPlace } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { octets } from '../ber.ts';
import { answerOf, enumerated, type IppServer, integer, startIpp } from '../ipp/ipp-server.ts';
import { IDENTITY, optionsOf, requestOf, SERIAL_OID, TOTAL_OID } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { type PjlServer, startPjl, UEL } from './pjl-server.ts';

const CAPTURES = '/work/shared/captures/pjl';
const TOTAL = ask('copies.total', { info: 'PAGECOUNT' });
const DENSITY = ask('density.setting', { inquire: 'DENSITY' });

let server: PjlServer | undefined;
let reader: Reader | undefined;
let agent: Agent | undefined;
let ipp: IppServer | undefined;

afterEach(async () => {
  await reader?.close();
  await server?.close();
  await agent?.close();
  await ipp?.close();
  [server, reader, agent, ipp] = [undefined, undefined, undefined, undefined];
});

function ask(item: string, place: Omit<PjlPlace, 'kind' | 'decode'>, kind: Ask['kind'] = 'number'): Ask {
  return { item, kind, places: [{ kind: 'pjl', decode: {}, ...place }] };
}

type More = { deadlineMs?: number; snmpPort?: number; ippPort?: number };

async function readAt(pjlPort: number, asks: Ask[], more: More = {}): Promise<DeviceAnswer> {
  reader = openReader(optionsOf());
  const { device } = requestOf(more.snmpPort ?? 1, []);
  const identity = more.snmpPort === undefined ? { serial: [], model: [] } : IDENTITY;
  const request = { identity, deadlineMs: more.deadlineMs ?? 2000 };
  return await reader.read(
    requestOf(1, asks, { ...request, device: { ...device, pjlPort, ippPort: more.ippPort ?? 1 } }),
  );
}

const last = (answer: DeviceAnswer): string | undefined => answer.readings[0]?.evidence.at(-1)?.raw;

describe('a device that is asked over PJL', () => {
  it('is asked all questions on one connection that ends with a UEL and never prints', async () => {
    const replies: Record<string, string> = {
      'INFO PAGECOUNT': 'PAGECOUNT=183933',
      'INFO STATUS': 'CODE=10001\r\nDISPLAY="Ready"\r\nONLINE=TRUE',
      'INQUIRE DENSITY': '3',
    };
    server = await startPjl((question) => replies[question]);
    const code = ask('code', { info: 'STATUS', pick: 'CODE' }, 'text');
    const display = ask('display', { info: 'STATUS', pick: 'DISPLAY' }, 'text');
    const answer = await readAt(server.port, [TOTAL, code, display, DENSITY]);
    expect(answer.outcome).toEqual({ kind: 'answered' });
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 183_933,
      code: '10001',
      display: 'Ready',
      'density.setting': 3,
    });
    expect(server.jobs).toEqual([`${UEL}@PJL INFO PAGECOUNT\r\n@PJL INFO STATUS\r\n@PJL INQUIRE DENSITY\r\n${UEL}`]);
    expect(answer.readings[1]?.evidence.at(-1)).toMatchObject({
      protocol: 'pjl',
      place: `127.0.0.1:${server.port} @PJL INFO STATUS CODE`,
      raw: '"10001"',
    });
    await vi.waitFor(() => expect(server?.open()).toBe(0));
  });

  it('does not have what it answers with a question mark, and does not know what it leaves empty', async () => {
    server = await startPjl((question) => (question === 'INFO PAGECOUNT' ? '' : '"?"'));
    const answer = await readAt(server.port, [DENSITY, TOTAL, ask('x', { dinquire: 'X' })]);
    expect(valuesOf(answer.readings)).toEqual({
      'density.setting': 'unsupported',
      'copies.total': 'unknown',
      x: 'unsupported',
    });
  });

  it('is left alone when an earlier place gave the value, over SNMP or IPP', async () => {
    agent = await startAgent({ objects: { [SERIAL_OID]: octets('SIM-3500-0042'), [TOTAL_OID]: octets('5') } });
    ipp = await startIpp(({ requestId }) =>
      answerOf({ 'printer-state': [enumerated(3)], 'printer-up-time': [integer(9)] }, requestId),
    );
    server = await startPjl(() => '7');
    const asks: Ask[] = [
      { ...TOTAL, places: [{ kind: 'snmp-get', oid: TOTAL_OID, decode: {} }, ...TOTAL.places] },
      { ...DENSITY, places: [{ kind: 'ipp', attribute: 'printer-up-time', decode: {} }, ...DENSITY.places] },
    ];
    const answer = await readAt(server.port, asks, { snmpPort: agent.port, ippPort: ipp.port });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 5, 'density.setting': 9 });
    expect([ipp.requests.length, server.jobs.length]).toEqual([1, 0]);
  });

  it('is not asked at all when it turned out to be another device', async () => {
    agent = await startAgent({ objects: { [SERIAL_OID]: octets('SIM-3500-0043') } });
    server = await startPjl(() => '7');
    const answer = await readAt(server.port, [TOTAL], { snmpPort: agent.port });
    expect(answer.outcome.kind).toBe('wrong-device');
    expect(server.jobs).toEqual([]);
  });
});

describe('a print port that does not answer well', () => {
  it('has what it answered kept, and what is missing put down as not answered in time', async () => {
    server = await startPjl((question) => (question === 'INFO PAGECOUNT' ? '12' : undefined));
    const answer = await readAt(server.port, [TOTAL, DENSITY], { deadlineMs: 400 });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 12, 'density.setting': 'timeout' });
    expect(server.jobs[0]?.endsWith(UEL)).toBe(true);
    await vi.waitFor(() => expect(server?.open()).toBe(0));
  });

  it('is malformed when it says garbage and hangs up, or too much', async () => {
    server = await startPjl((_, socket) => {
      socket.end('\0\u0001garbage\f\f@PJL');
      return undefined;
    });
    expect(last(await readAt(server.port, [TOTAL]))).toBe('the connection was closed without a whole reply');
    await server.close();
    server = await startPjl((_, socket) => {
      socket.write(Buffer.alloc(80 * 1024, 0x41));
      return undefined;
    });
    const answer = await readAt(server.port, [TOTAL]);
    expect([valuesOf(answer.readings)['copies.total'], last(answer)]).toEqual([
      'malformed',
      'the answer is longer than 64 kB',
    ]);
    expect(answer.outcome).toEqual({ kind: 'silent', tried: 'PJL: the answer is longer than 64 kB' });
  });

  it('is left at the deadline when it trickles or never answers', async () => {
    server = await startPjl(
      () => undefined,
      (socket) => {
        const timer = setInterval(() => socket.write('\f'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    );
    const answer = await readAt(server.port, [TOTAL], { deadlineMs: 300 });
    expect([valuesOf(answer.readings)['copies.total'], last(answer)]).toEqual(['timeout', 'no answer in time']);
    expect(server.jobs).toEqual([`${UEL}@PJL INFO PAGECOUNT\r\n${UEL}`]);
    await vi.waitFor(() => expect(server?.open()).toBe(0));
  });

  it('is no print port where nothing listens', async () => {
    const answer = await readAt(1, [TOTAL]);
    expect([valuesOf(answer.readings)['copies.total'], last(answer)]).toEqual(['unsupported', 'nothing listens there']);
  });
});

describe('recorded PJL replies', () => {
  const recorded = [
    { name: 'PAGECOUNT', ask: TOTAL, value: 183_933 },
    { name: 'STATUS', ask: ask('code', { info: 'STATUS', pick: 'CODE' }), value: 10_001 },
    { name: 'VARIABLES', ask: ask('ret', { info: 'VARIABLES', pick: 'RET' }, 'text'), value: 'MEDIUM' },
  ];
  const fileOf = (name: string): string => `${CAPTURES}/hp_lj_INFO_${name}.bin`;
  const there = recorded.filter(({ name }) => existsSync(fileOf(name)));

  it(`are read as they were sent: ${there.length} of ${recorded.length} recordings are here`, async () => {
    server = await startPjl((question, socket) => {
      socket.write(readFileSync(fileOf(question.replace('INFO ', ''))));
      return undefined;
    });
    const answer = await readAt(
      server.port,
      there.map((one) => one.ask),
    );
    expect(valuesOf(answer.readings)).toEqual(Object.fromEntries(there.map((one) => [one.ask.item, one.value])));
  });
});
