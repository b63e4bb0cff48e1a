import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Ask } from '../../src/core/place.ts';
import { type Adapter, adapterContract, type Behaviour, type OtherSide, SERIAL } from './adapter-contract.ts';
import { startAgent } from './agent.ts';
import { answerOf, integer as ippInteger, text as ippText } from './ipp/ipp-server.ts';
import { IDENTITY, printerObjects, TOTAL, TOTAL_OID } from './printer.ts';

const NUMBER = 184_233;
const OTHER = 'SIM-3500-9999';
const NOT_AUTHORISED = 16;

/** What is said on a connection once this much has come in; undefined while the question is not whole. */
type Reply = (received: Buffer) => { octets: Buffer | string; isLast?: boolean } | undefined;

async function listen(reply: Reply): Promise<OtherSide> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let received: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = reply(received);
      if (answer === undefined) return;
      received = Buffer.alloc(0);
      socket.write(answer.octets);
      if (answer.isLast === true) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const GARBAGE = { octets: '\u0001\u0002 nothing anybody speaks \u0003\f\r\n\r\n', isLast: true };

/** A server of HTTP; `bodyOf` is what its answer to a whole request holds. */
async function listenHttp(
  behaviour: Behaviour,
  type: string,
  bodyOf: (request: Buffer) => Buffer | string,
): Promise<OtherSide> {
  return await listen((received) => {
    const head = received.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(received.toString('latin1'))?.[1] ?? 0);
    if (head < 0 || received.length < head + 4 + length || behaviour === 'silent') return undefined;
    if (behaviour === 'garbage') return GARBAGE;
    const body = Buffer.from(bodyOf(received.subarray(head + 4)));
    const status = behaviour === 'refuses' ? '401 Unauthorized' : '200 OK';
    const lines = [`HTTP/1.1 ${status}`, `content-type: ${type}`, `content-length: ${body.length}`, '', ''];
    return { octets: Buffer.concat([Buffer.from(lines.join('\r\n')), body]) };
  });
}

/** A document about the device that the other side is. */
function documentOf(behaviour: Behaviour): string {
  return JSON.stringify({
    serial: behaviour === 'another' ? OTHER : SERIAL,
    ...(behaviour === 'offers-nothing' ? {} : { total: NUMBER }),
  });
}

function ask(place: Ask['places'][number]): Ask {
  return { item: 'copies.total', kind: 'number', unit: 'impressions', places: [place] };
}

const ADAPTERS: Adapter[] = [
  {
    name: 'SNMP',
    protocol: 'snmp',
    ask: TOTAL,
    number: NUMBER,
    identity: IDENTITY,
    nobodyListens: 'unreachable',
    refusal: 'refused',
    namesSerial: true,
    device: (snmpPort) => ({ snmpPort }),
    async start(behaviour) {
      const objects = printerObjects(behaviour === 'another' ? OTHER : SERIAL);
      if (behaviour === 'offers-nothing') delete objects[TOTAL_OID];
      return await startAgent({
        objects,
        fault() {
          if (behaviour === 'silent') return { kind: 'lose' };
          if (behaviour === 'garbage') return { kind: 'garble' };
          return behaviour === 'refuses' ? { kind: 'error', status: NOT_AUTHORISED } : undefined;
        },
      });
    },
  },
  {
    name: 'IPP',
    protocol: 'ipp',
    ask: ask({ kind: 'ipp', attribute: 'printer-impressions-completed', decode: {} }),
    number: NUMBER,
    nobodyListens: 'unsupported',
    refusal: 'refused',
    namesSerial: true,
    device: (ippPort) => ({ ippPort }),
    async start(behaviour) {
      return await listenHttp(behaviour, 'application/ipp', (request) =>
        answerOf(
          {
            'printer-serial-number': [ippText(behaviour === 'another' ? OTHER : SERIAL)],
            ...(behaviour === 'offers-nothing' ? {} : { 'printer-impressions-completed': [ippInteger(NUMBER)] }),
          },
          request.readInt32BE(4),
        ),
      );
    },
  },
  {
    name: 'PJL',
    protocol: 'pjl',
    ask: ask({ kind: 'pjl', info: 'PAGECOUNT', decode: {} }),
    number: NUMBER,
    nobodyListens: 'unsupported',
    // A print port asks nobody who he is, and its answers say no serial.
    namesSerial: false,
    device: (pjlPort) => ({ pjlPort }),
    async start(behaviour) {
      return await listen((received) => {
        if (!received.includes('INFO PAGECOUNT\r\n') || behaviour === 'silent') return undefined;
        if (behaviour === 'garbage') return GARBAGE;
        return { octets: `@PJL INFO PAGECOUNT\r\n${behaviour === 'offers-nothing' ? '"?"' : NUMBER}\r\n\f` };
      });
    },
  },
  {
    name: "the device's own pages",
    protocol: 'http',
    ask: ask({ kind: 'http', path: '/status.json', pick: '/total', decode: {} }),
    number: NUMBER,
    nobodyListens: 'unsupported',
    refusal: 'refused',
    namesSerial: true,
    device: (httpPort) => ({ httpPort }),
    async start(behaviour) {
      return await listenHttp(behaviour, 'application/json', () => documentOf(behaviour));
    },
  },
  {
    name: 'a configured service',
    protocol: 'http',
    ask: ask({ kind: 'http', service: 'remote', pick: '/total', decode: {} }),
    number: NUMBER,
    nobodyListens: 'unreachable',
    refusal: 'silent',
    namesSerial: true,
    device: () => ({}),
    options: (port) => ({ services: { remote: { urlTemplate: `http://127.0.0.1:${port}/devices/{serial}` } } }),
    async start(behaviour) {
      return await listenHttp(behaviour, 'application/json', () => documentOf(behaviour));
    },
  },
];

for (const adapter of ADAPTERS) adapterContract(adapter);
