import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { selfSigned } from './self-signed.ts';

/** A value to send: its tag and octets. */
export type Sent = [tag: number, value: Buffer];

export const integer = (value: number): Sent => [0x21, int(value)];
export const enumerated = (value: number): Sent => [0x23, int(value)];
export const keyword = (value: string): Sent => [0x44, Buffer.from(value)];
export const name = (value: string): Sent => [0x42, Buffer.from(value)];
export const text = (value: string): Sent => [0x41, Buffer.from(value)];
export const NO_VALUE: Sent = [0x13, Buffer.alloc(0)];
export const UNKNOWN: Sent = [0x12, Buffer.alloc(0)];

/** One field as it goes over the wire; values after the first have an empty name. */
export function field(tag: number, named: string, value: Buffer): Buffer {
  const names = Buffer.from(named);
  return Buffer.concat([Buffer.from([tag]), short(names.length), names, short(value.length), value]);
}

/** An answer with the attributes of a printer. */
export function answerOf(attributes: Record<string, Sent[]>, requestId: number, status = 0): Buffer {
  const fields = Object.entries(attributes).flatMap(([named, values]) =>
    values.map(([tag, value], n) => field(tag, n === 0 ? named : '', value)),
  );
  return Buffer.concat([
    Buffer.from([2, 0]),
    short(status),
    int(requestId),
    Buffer.from([1]),
    field(0x47, 'attributes-charset', Buffer.from('utf-8')),
    field(0x48, 'attributes-natural-language', Buffer.from('en')),
    Buffer.from([4]),
    ...fields,
    Buffer.from([3]),
  ]);
}

/** A request as the server saw it. */
export type SeenRequest = { method: string; path: string; type: string; body: Buffer; requestId: number };

/** A printer's IPP service on loopback. */
export type IppServer = { port: number; requests: SeenRequest[]; close(): Promise<void> };

/** Starts a printer that answers as told: octets are sent as IPP, undefined leaves the response to the teller. */
export async function startIpp(
  answer: (request: SeenRequest, response: ServerResponse) => Buffer | undefined,
  isTls = false,
): Promise<IppServer> {
  const requests: SeenRequest[] = [];
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url: path = '', headers } = incoming;
      const seen = { method, path, type: headers['content-type'] ?? '', body, requestId: body.readInt32BE(4) };
      requests.push(seen);
      const octets = answer(seen, response);
      if (octets === undefined) return;
      response.setHeader('content-type', 'application/ipp');
      response.end(octets);
    });
  };
  const server = isTls ? createTlsServer(selfSigned(), onRequest) : createServer(onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The attributes that a request asks for. */
export function requestedOf({ body }: SeenRequest): string[] {
  const requested: string[] = [];
  let named = '';
  for (let at = 9; at < body.length && body[at] !== 3;) {
    const names = body.readUInt16BE(at + 1);
    const values = body.readUInt16BE(at + 3 + names);
    if (names > 0) named = body.toString('utf8', at + 3, at + 3 + names);
    const value = body.toString('utf8', at + 5 + names, at + 5 + names + values);
    if (named === 'requested-attributes') requested.push(value);
    at += 5 + names + values;
  }
  return requested;
}

function int(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeInt32BE(value);
  return octets;
}

function short(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
