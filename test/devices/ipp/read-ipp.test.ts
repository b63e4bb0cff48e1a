import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/core/device.ts';
import type { Ask, IppPlace, Place } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { octets } from '../ber.ts';
import { IDENTITY, optionsOf, requestOf, SERIAL_OID, TOTAL_OID } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import * as ipp from './ipp-server.ts';

const CAPTURES = '/work/shared/captures';
const LEVEL_CODES = { '-1': 'unlimited', '-2': 'unknown', '-3': 'some_left' } as const;
const STATE: Ask = {
  item: 'printer.status',
  kind: 'state',
  places: [place('printer-state', { decode: { enum: { '3': 'idle', '4': 'printing', '5': 'stopped' } } })],
};
const UPTIME: Ask = { item: 'uptime', kind: 'number', unit: 'seconds', places: [place('printer-up-time')] };
const TONER: Ask = {
  item: 'supply.toner',
  kind: 'number',
  unit: 'percent',
  places: [
    place('marker-levels', {
      each: {
        where: { 'marker-types': ['toner'] },
        part: {
          key: 'toner-{marker-colors}',
          title: '{marker-names} ({index})',
          maps: { 'marker-colors': { '#000000': 'black', '#00FFFF': 'cyan' } },
        },
      },
      decode: { sentinels: LEVEL_CODES },
    }),
  ],
};
const MARKERS = {
  'marker-names': ['K', 'C', 'W', 'M'].map(ipp.name),
  'marker-colors': ['#000000', '#00FFFF', 'none', '#FF00FF'].map(ipp.name),
  'marker-types': ['toner', 'toner', 'wasteToner', 'toner'].map(ipp.keyword),
  'marker-levels': [40, -3, 10, 101].map(ipp.integer),
};

let server: ipp.IppServer | undefined;
let reader: Reader | undefined;
let agent: Agent | undefined;
let raw: Server | undefined;

afterEach(async () => {
  await reader?.close();
  await server?.close();
  await agent?.close();
  raw?.close();
  [server, reader, agent, raw] = [undefined, undefined, undefined, undefined];
});

function place(attribute: string, more: Partial<IppPlace> = {}): Place {
  return { kind: 'ipp', attribute, decode: {}, ...more };
}

type More = { deadlineMs?: number; device?: Partial<Device>; hasIdentity?: boolean; snmpPort?: number };

async function readAt(ippPort: number, asks: Ask[], more: More = {}): Promise<DeviceAnswer> {
  reader = openReader(optionsOf());
  const { device } = requestOf(more.snmpPort ?? 1, []);
  const identity = more.hasIdentity === true ? IDENTITY : { serial: [], model: [] };
  return await reader.read(
    requestOf(1, asks, {
      identity,
      deadlineMs: more.deadlineMs ?? 2000,
      device: { ...device, ippPort, ...more.device },
    }),
  );
}

async function readFrom(attributes: Record<string, ipp.Sent[]>, asks: Ask[], more: More = {}): Promise<DeviceAnswer> {
  server = await ipp.startIpp(({ requestId }) => ipp.answerOf(attributes, requestId));
  return await readAt(server.port, asks, more);
}

/** A server of bare sockets, for answers that no HTTP server would give. */
async function startRaw(onSocket: (socket: Socket) => void): Promise<number> {
  raw = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  const address = raw.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const last = (answer: DeviceAnswer): string | undefined => answer.readings[0]?.evidence.at(-1)?.raw;

describe('a device that is asked over IPP', () => {
  it('is asked once for all that is wanted and nothing else, however many asks there are', async () => {
    const answer = await readFrom(
      { 'printer-state': [ipp.enumerated(3)], 'printer-up-time': [ipp.integer(4898)], ...MARKERS },
      [STATE, UPTIME, TONER],
    );
    expect(answer.outcome).toEqual({ kind: 'answered' });
    expect(valuesOf(answer.readings)).toEqual({
      'printer.status': 'idle',
      uptime: 4898,
      'supply.toner/toner-black': 40,
      'supply.toner/toner-cyan': 'some_left',
      'supply.toner/toner-ff00ff': 'malformed',
    });
    expect(answer.readings[2]?.partTitle).toBe('K (1)');
    expect(answer.readings[3]?.evidence.at(-1)).toMatchObject({
      protocol: 'ipp',
      place: `ipp://127.0.0.1:${server?.port ?? 0}/ipp/print#marker-levels[1]`,
      raw: 'integer -3',
    });
    expect(server?.requests).toHaveLength(1);
    const [seen] = server?.requests ?? [];
    expect(seen).toMatchObject({ method: 'POST', path: '/ipp/print', type: 'application/ipp' });
    expect(seen?.body.subarray(0, 4).toString('hex')).toBe('0200000b');
    expect(seen === undefined ? [] : ipp.requestedOf(seen)).toEqual([
      'printer-state',
      'printer-up-time',
      'marker-levels',
      'marker-types',
      'marker-colors',
      'marker-names',
      'printer-device-id',
      'printer-serial-number',
    ]);
  });

  it('has what it does not know told from what it does not have', async () => {
    const asks = [
      STATE,
      { ...UPTIME, places: [place('printer-up-time', { index: 1 })] },
      { ...UPTIME, item: 'x', places: [place('none')] },
    ];
    const answer = await readFrom(
      { 'printer-state': [ipp.UNKNOWN], 'printer-up-time': [ipp.integer(1), ipp.NO_VALUE] },
      asks,
    );
    expect(valuesOf(answer.readings)).toEqual({ 'printer.status': 'unknown', uptime: 'unknown', x: 'unsupported' });
  });

  it('is spoken to over TLS where it says so, with a certificate that it signed itself', async () => {
    server = await ipp.startIpp(
      ({ requestId }) => ipp.answerOf({ 'printer-state': [ipp.enumerated(4)] }, requestId),
      true,
    );
    const answer = await readAt(server.port, [STATE], { device: { ippTls: true, ippPath: '/printers/a' } });
    expect(valuesOf(answer.readings)).toEqual({ 'printer.status': 'printing' });
    expect(server.requests[0]?.path).toBe('/printers/a');
    expect(answer.readings[0]?.evidence[0]?.place).toMatch(/^ipps:\/\//);
  });

  it('is left alone when SNMP gave the value, and asked for the rest', async () => {
    agent = await startAgent({ objects: { [SERIAL_OID]: octets('SIM-3500-0042'), [TOTAL_OID]: octets('5') } });
    const total: Ask = {
      item: 'copies.total',
      kind: 'number',
      places: [{ kind: 'snmp-get', oid: TOTAL_OID, decode: {} }, place('printer-up-time')],
    };
    const answer = await readFrom({ 'printer-up-time': [ipp.integer(9)] }, [total], {
      hasIdentity: true,
      snmpPort: agent.port,
    });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 5 });
    expect(server?.requests).toEqual([]);
    await reader?.close();
    const missing: Place = { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.9.0', decode: {} };
    const more = { hasIdentity: true, snmpPort: agent.port };
    const second = await readAt(server?.port ?? 0, [{ ...UPTIME, places: [missing, ...UPTIME.places] }], more);
    expect(valuesOf(second.readings)).toEqual({ uptime: 9 });
    expect(second.readings[0]?.evidence.map((each) => each.protocol)).toEqual(['snmp', 'ipp']);
  });

  it('is asked while there is still time when it is silent over SNMP', async () => {
    agent = await startAgent({ objects: {}, versions: [] });
    const more = { hasIdentity: true, snmpPort: agent.port, deadlineMs: 600 };
    const answer = await readFrom(
      { 'printer-up-time': [ipp.integer(9)] },
      [{ ...UPTIME, places: [{ kind: 'snmp-get', oid: TOTAL_OID, decode: {} }, ...UPTIME.places] }],
      more,
    );
    expect(answer.outcome).toEqual({ kind: 'answered' });
    expect(valuesOf(answer.readings)).toEqual({ uptime: 9 });
  });

  it('is not believed when it says another serial', async () => {
    const id = ipp.text('MFG:Sim;MDL:3500;SER:SIM-3500-9999;');
    const answer = await readFrom({ 'printer-device-id': [id], 'printer-state': [ipp.enumerated(3)] }, [STATE]);
    expect(answer.outcome).toEqual({ kind: 'wrong-device', said: 'SIM-3500-9999' });
    expect(valuesOf(answer.readings)).toEqual({ 'printer.status': 'wrong_device' });
  });

  it('is asked in the older version when it insists, and no third time', async () => {
    server = await ipp.startIpp(({ requestId, body }) =>
      ipp.answerOf({ 'printer-state': [ipp.enumerated(3)] }, requestId, body[0] === 2 ? 0x0503 : 0),
    );
    expect(valuesOf((await readAt(server.port, [STATE])).readings)).toEqual({ 'printer.status': 'idle' });
    await server.close();
    server = await ipp.startIpp(({ requestId }) => ipp.answerOf({}, requestId, 0x0503));
    const answer = await readAt(server.port, [STATE]);
    expect(valuesOf(answer.readings)).toEqual({ 'printer.status': 'unsupported' });
    expect([last(answer), server.requests.length]).toEqual(['IPP status 0x0503', 2]);
    expect(answer.outcome).toEqual({ kind: 'silent', tried: 'IPP: IPP status 0x0503' });
  });
});

describe('an IPP answer that is no good', () => {
  const good = (requestId: number): Buffer => ipp.answerOf({ 'printer-state': [ipp.enumerated(3)] }, requestId);
  const faults: Record<string, [(seen: ipp.SeenRequest) => Buffer, string]> = {
    garbage: [() => Buffer.from('<html>hello</html>'), 'the answer is no IPP'],
    'cut short': [({ requestId }) => good(requestId).subarray(0, -4), 'the answer is cut short'],
    'of another request': [({ requestId }) => good(requestId + 1), 'the answer is to another request'],
    giant: [() => Buffer.alloc(300 * 1024, 2), 'the answer is longer than 256 kB'],
    empty: [() => Buffer.alloc(0), 'the answer is too short for IPP'],
  };
  for (const [fault, [answerWith, said]] of Object.entries(faults)) {
    it(`is malformed when it is ${fault}`, async () => {
      server = await ipp.startIpp(answerWith);
      const answer = await readAt(server.port, [STATE]);
      expect([valuesOf(answer.readings)['printer.status'], last(answer)]).toEqual(['malformed', said]);
      expect(server.requests).toHaveLength(1);
    });
  }

  it('is taken as it is meant where HTTP refuses, redirects or hangs up', async () => {
    const statuses: [number, string][] = [
      [401, 'refused'],
      [426, 'refused'],
      [404, 'unsupported'],
      [302, 'malformed'],
      [500, 'malformed'],
    ];
    for (const [status, reason] of statuses) {
      server = await ipp.startIpp((_, response) => {
        response.writeHead(status, { location: '/elsewhere' }).end();
        return undefined;
      });
      expect(valuesOf((await readAt(server.port, [STATE])).readings)).toEqual({ 'printer.status': reason });
      expect(server.requests).toHaveLength(1);
      await server.close();
    }
    server = undefined;
    const answer = await readAt(await startRaw((socket) => socket.end('no HTTP at all\r\n\r\n')), [STATE]);
    expect(last(answer)).toBe('the answer is no HTTP');
  });

  it('ends at the deadline when it trickles', async () => {
    server = await ipp.startIpp((_, response) => {
      const timer = setInterval(() => response.write(Buffer.from([2])), 20);
      response.on('close', () => clearInterval(timer));
      return undefined;
    });
    const answer = await readAt(server.port, [STATE], { deadlineMs: 300 });
    expect([valuesOf(answer.readings)['printer.status'], last(answer)]).toEqual(['timeout', 'no answer in time']);
  });

  it('is none where nothing listens, no TLS is spoken or the address is none', async () => {
    const port = await startRaw((socket) => socket.end('plain'));
    const plain = await readAt(port, [STATE], { device: { ippTls: true } });
    expect(plain.readings[0]?.value.kind).toBe('absent');
    expect(last(plain)).toBe('the answer is no TLS');
    raw?.close();
    const closed = await readAt(1, [STATE]);
    expect([valuesOf(closed.readings)['printer.status'], last(closed)]).toEqual([
      'unsupported',
      'nothing listens there',
    ]);
    const odd = await readAt(port, [STATE], { device: { address: 'x@127.0.0.1/y' } });
    expect(last(odd)).toBe('the address of the device is not valid');
  });
});

describe('recorded IPP answers', () => {
  const recordings: Record<string, Record<string, unknown>> = {
    'hp/ipp_get-printer-attributes-hp6830.bin': {
      'printer.status': 'idle',
      uptime: 4898638,
      'marker.levels/magenta-ink': 20,
    },
    'kyocera/ipp_get-printer-attributes-kyocera-ecosys-m2540dn-001.bin': {
      'printer.status': 'idle',
      uptime: 'unsupported',
    },
    'kyocera/ipp_get-printer-attributes-error-0x0503.bin': { 'printer.status': 'unsupported' },
    'brother/ipp_get-printer-attributes-brother-mfcj5320dw.bin': { 'printer.status': 'idle' },
  };
  const there = Object.keys(recordings).filter((file) => existsSync(`${CAPTURES}/${file}`));

  it(`are read as they were sent: ${there.length} of ${Object.keys(recordings).length} recordings are here`, async () => {
    const levels: Ask = {
      item: 'marker.levels',
      kind: 'number',
      unit: 'percent',
      places: [
        place('marker-levels', { each: { part: { key: '{marker-names}' } }, decode: { sentinels: LEVEL_CODES } }),
      ],
    };
    for (const file of there) {
      const recorded = readFileSync(`${CAPTURES}/${file}`);
      server = await ipp.startIpp(({ requestId }) => {
        const own = Buffer.from(recorded);
        own.writeInt32BE(requestId, 4);
        return own;
      });
      const answer = await readAt(server.port, [STATE, UPTIME, levels], { device: { serial: serialIn(recorded) } });
      expect(valuesOf(answer.readings), file).toMatchObject(recordings[file] ?? {});
      await server.close();
    }
    server = undefined;
    expect(there.every((file) => file in recordings)).toBe(true);
  });
});

/** The serial that a recording says in its 1284 id, so that it is the device meant. */
function serialIn(recorded: Buffer): string {
  return /(?:SN|SER):([^;]+);/.exec(recorded.toString('latin1'))?.[1] ?? 'SIM-3500-0042';
}
