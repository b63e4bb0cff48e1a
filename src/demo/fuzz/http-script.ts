import { gzipSync } from 'node:zlib';
import type { Random } from '../fleet/random.ts';
import { mutateOctets } from './mutate-octets.ts';
import { oddText, pickOne } from './odd-values.ts';

/** How an answer goes over a connection: its pieces, each with a pause before it, and what becomes of the connection. Units: milliseconds. */
export type WireScript = { pieces: { afterMs: number; octets: Buffer }[]; end: 'keep' | 'close' | 'reset' };

/** One response as it is meant: `head` is the status line and the headers, without the length. */
type Response = { status: string; type: string; body: Buffer };

const STATUSES = ['200 OK', '200', '100 Continue', '101 Switching Protocols', '204 No Content', '206 Partial', '301 Moved\r\nlocation: /other', '307 Moved\r\nlocation: http://127.0.0.2/', '401 No', '404 No', '500 Oops', '999 ?', '-1 x', 'OK']; // prettier-ignore
const LENGTHS = ['0', '1', '-1', '99999999', '1e3', '0x10', '9'.repeat(30), '', '5, 7', ' 5 '];
/** 8 MB of zeros in 8 kB. */
const BOMB = gzipSync(Buffer.alloc(8 * 1024 * 1024));

/** A sound response on a connection that stays open. */
export function soundResponse(response: Response): WireScript {
  return { pieces: [{ afterMs: 0, octets: write(response) }], end: 'keep' };
}

/** A response that is wrong as HTTP, or comes as no sound server sends it; the body may be mutated already. */
export function mutateResponse(response: Response, random: Random, other: Buffer): WireScript {
  return pickOne(MUTATORS, random)(response, random, other);
}

/** Octets that come in small pieces, are cut off or come twice. */
export function mutateDelivery(octets: Buffer, random: Random): WireScript {
  const middle = random.whole(0, octets.length);
  const halves = [octets.subarray(0, middle), octets.subarray(middle)].map((half, n) => ({
    afterMs: 5 * n,
    octets: half,
  }));
  switch (random.whole(0, 6)) {
    case 0:
      return { pieces: halves, end: 'keep' };
    case 1:
      return { pieces: halves.slice(0, 1), end: pickOne(['keep', 'close', 'reset'], random) };
    case 2:
      return once(Buffer.concat([octets, octets]), 'keep');
    case 3:
      return {
        pieces: [...octets.subarray(0, 200)].map((octet) => ({ afterMs: 2, octets: Buffer.from([octet]) })),
        end: 'keep',
      };
    case 4:
      return { pieces: [], end: pickOne(['keep', 'close', 'reset'], random) };
    case 5:
      return once(octets, 'close');
    default:
      return once(octets, 'reset');
  }
}

type Mutator = (response: Response, random: Random, other: Buffer) => WireScript;

function write({ status, type, body }: Response, headers: string[] = [`content-length: ${body.length}`]): Buffer {
  const head = [`HTTP/1.1 ${status}`, `content-type: ${type}`, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

function once(octets: Buffer, end: WireScript['end'] = 'close'): WireScript {
  return { pieces: [{ afterMs: 0, octets }], end };
}

function chunked(body: Buffer, random: Random): Buffer {
  const sizes = [
    '0',
    'zz',
    '-5',
    'ffffffffffffffffff',
    body.length.toString(16),
    `${body.length.toString(16)};x=y`,
    '',
  ];
  const chunks = Array.from({ length: random.whole(1, 4) }, () =>
    Buffer.concat([Buffer.from(`${pickOne(sizes, random)}\r\n`), body, Buffer.from('\r\n')]),
  );
  return Buffer.concat([...chunks, Buffer.from(random.chance(0.7) ? '0\r\n\r\n' : '')]);
}

const MUTATORS: Mutator[] = [
  (response, random) => mutateDelivery(write(response), random),
  (response, random) => mutateDelivery(write(response), random),
  (response, random, other) => once(mutateOctets(write(response), random, other)),
  (response, random) => once(write({ ...response, status: pickOne(STATUSES, random) })),
  (response, random) => once(write(response, [`content-length: ${pickOne(LENGTHS, random)}`])),
  (response, random) => once(write(response, [`content-length: ${response.body.length + random.whole(-20, 20)}`])),
  (response) => once(write(response, ['content-length: 5', 'content-length: 7'])),
  (response) => once(write(response, [])),
  (response, random) =>
    once(write({ ...response, body: chunked(response.body, random) }, ['transfer-encoding: chunked'])),
  (response, random) =>
    once(
      write({ ...response, body: chunked(response.body, random) }, ['transfer-encoding: chunked', 'content-length: 3']),
    ),
  (response) => once(write({ ...response, body: BOMB }, ['content-encoding: gzip', `content-length: ${BOMB.length}`])),
  (response) => once(write({ ...response, body: Buffer.alloc(2_000_000, 0x20) })),
  (response) => once(write(response, [`x: ${'a'.repeat(200_000)}`])),
  (response) =>
    once(
      write(
        response,
        Array.from({ length: 5000 }, (_none, n) => `x-${n}: 1`),
      ),
    ),
  (response, random) =>
    once(write(response, [`x: ${oddText(random).toString('latin1')}`, `content-length: ${response.body.length}`])),
  (response) =>
    once(Buffer.concat([write({ ...response, status: '102 Wait', body: Buffer.alloc(0) }), write(response)])),
  (response) => once(Buffer.from(write(response).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')),
  (response, random) =>
    once(
      Buffer.concat([
        Buffer.from(pickOne(['\r\n\r\n', 'SSH-2.0-x\r\n', '\x16\x03\x01\x02', '\0'], random)),
        write(response),
      ]),
    ),
];
