import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../src/core/ports.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { type AgentRequest, integer, octets, parseRequest, response, tlv, varbind } from './ber.ts';
import { optionsOf, requestOf } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

/** The first, second and third object of the device say 1, 2 and 3. */
const OIDS = [1, 2, 3].map((n) => `1.3.6.1.4.1.99999.7.${n}.0`);
const ASKS: Ask[] = OIDS.map((oid, n) => ({
  item: `item.${n + 1}`,
  kind: 'number',
  places: [{ kind: 'snmp-get', oid, decode: {} }],
}));
const ALL = { 'item.1': 1, 'item.2': 2, 'item.3': 3 };

let socket: Socket | undefined;
let reader: Reader | undefined;
let requests: AgentRequest[] = [];

afterEach(async () => {
  await reader?.close();
  socket?.close();
  requests = [];
});

type Say = (request: AgentRequest, send: (bytes: Buffer) => void, n: number) => void;

function sound(oid: string): Buffer {
  return varbind(oid, OIDS.includes(oid) ? integer(OIDS.indexOf(oid) + 1) : octets('another'));
}

async function readFrom(say: Say): Promise<DeviceAnswer> {
  const device = createSocket('udp4');
  socket = device;
  device.on('message', (bytes: Buffer, from: RemoteInfo) => {
    const request = parseRequest(bytes);
    const n = requests.push(request) - 1;
    say(request, (answer) => device.send(answer, from.port, from.address), n);
  });
  device.bind(0, '127.0.0.1');
  await once(device, 'listening');
  reader = openReader(optionsOf());
  const identity = { serial: [], model: [] };
  return await reader.read(requestOf(device.address().port, ASKS, { identity, deadlineMs: 1500 }));
}

/** What each item came to: its number, or why it has none. */
function saidIn(answer: DeviceAnswer): Record<string, unknown> {
  return Object.fromEntries(
    answer.readings.map(({ item, value }) => [
      item,
      value.kind === 'absent' ? value.reason : valuesOf([{ item, value, evidence: [], at: 0 }])[item],
    ]),
  );
}

describe('an answer that is not what was asked for', () => {
  it('in another version than the request is not believed', async () => {
    const answer = await readFrom((request, send, n) => {
      const version = n === 0 ? (request.version === 1 ? 0 : 1) : request.version;
      send(
        response(
          { ...request, version },
          request.oids.map((oid) => (n === 0 ? varbind(oid, integer(666)) : sound(oid))),
        ),
      );
    });
    expect(saidIn(answer)).toEqual(ALL);
  });

  it('that says it is of version 3 to a community is not believed', async () => {
    const answer = await readFrom((request, send, n) => {
      if (n > 0) return send(response(request, request.oids.map(sound)));
      const message = response(
        request,
        request.oids.map((oid) => varbind(oid, integer(666))),
      );
      message[message.indexOf(Buffer.from([2, 1, request.version])) + 2] = 3;
      return send(message);
    });
    expect(saidIn(answer)).toEqual(ALL);
  });

  it.each<[string, (request: AgentRequest) => Buffer[]]>([
    ['with the same objects in another order', ({ oids }) => oids.map(sound).toReversed()],
    ['with fewer objects than were asked for', ({ oids }) => oids.slice(0, Math.max(1, oids.length - 1)).map(sound)],
    ['with one object exchanged for another', ({ oids }) => oids.length === 1 ? oids.map(sound) : [...oids.slice(1).map(sound), sound('1.3.6.1.2.1.1.5.0')]], // prettier-ignore
  ])('%s gives each object its own value, or is asked again', async (_name, varbindsOf) => {
    const answer = await readFrom((request, send) => send(response(request, varbindsOf(request))));
    expect(saidIn(answer)).toEqual(ALL);
  });

  it('with no object at all, however often it is asked, says so', async () => {
    const answer = await readFrom((request, send) => send(response(request, [])));
    expect(Object.values(saidIn(answer))).toEqual(['malformed', 'malformed', 'malformed']);
    expect(requests.length).toBeLessThan(40);
  });

  it.each<[string, (request: AgentRequest) => Buffer[]]>([
    ['with one object twice', ({ oids }) => [...oids.slice(0, 1), ...oids].map(sound)],
    [
      'with two values for one object',
      ({ oids }) => [...oids.slice(0, 1).map((oid) => varbind(oid, integer(666))), ...oids.map(sound)],
    ],
    [
      'with objects nobody asked for, before and behind',
      ({ oids }) => [sound('1.3.6.1.2.1.1.5.0'), ...oids.map(sound), sound('1.3.6.1.2.1.1.6.0')],
    ],
  ])('%s is believed in nothing', async (_name, varbindsOf) => {
    const answer = await readFrom((request, send) => send(response(request, varbindsOf(request))));
    expect(Object.values(saidIn(answer))).toEqual(['malformed', 'malformed', 'malformed']);
  });

  it('to an earlier request, sent again before each answer, is left out', async () => {
    let before: Buffer | undefined;
    const answer = await readFrom((request, send) => {
      if (before !== undefined) send(before);
      const wrong = { ...request, id: (request.id + 1) % 0x7fff_ffff };
      before = response(
        wrong,
        request.oids.map((oid) => varbind(oid, integer(666))),
      );
      send(before);
      send(response(request, request.oids.map(sound)));
    });
    expect(saidIn(answer)).toEqual(ALL);
  });

  it('with a name longer than any object has is shown cut', async () => {
    const long = `1.3.6.1.4.1.99999.${Array.from({ length: 5000 }, () => 127).join('.')}`;
    const answer = await readFrom((request, send) => send(response(request, [varbind(long, integer(666))])));
    expect(Object.values(saidIn(answer))).toEqual(['malformed', 'malformed', 'malformed']);
    for (const { evidence } of answer.readings) for (const { raw } of evidence) expect(raw.length).toBeLessThan(300);
  });

  it('whose lengths promise more than there is takes no memory for it', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const answer = await readFrom((request, send) => {
      const forged = Buffer.concat([Buffer.from([0x04, 0x84, 0x7f, 0xff, 0xff, 0xff]), Buffer.from('text')]);
      const list = tlv(0x30, tlv(0x30, tlv(6, Buffer.from([0x2b, 6, 1])), forged));
      const whole = response(request, []);
      // The empty list at the end is taken off for the forged one; lengths outside it stay what they were.
      send(Buffer.concat([whole.subarray(0, whole.length - 2), list]));
    });
    expect(Object.values(saidIn(answer))).toEqual(['malformed', 'malformed', 'malformed']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });
});
