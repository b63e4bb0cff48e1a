import { randomFillSync } from 'node:crypto';
import type { CommunityCredential } from '../../core/credential.ts';
import { Element, integerElement, OCTETS, RESPONSE, SEQUENCE, wrap } from './element.ts';
import type { Names } from './varbinds.ts';

const GET = 0xa0;
/** Four octets that do not begin with nothing, so that every number is as long as the others and is not negative. */
const LEAST_ID = 0x01_00_00_00;
const SPAN = 0x7f_00_00_00;
const NO_ID = integerElement(LEAST_ID);
const ZERO = integerElement(0);
const NO_LIST = wrap(SEQUENCE);

/** A request whose number is still to be put in, at `idAt`; its answer must come in the same version with the same community. */
export type Template = { octets: Buffer; idAt: number; version: number; community: Buffer };

/** Writes the GET of a list of objects, in a version with a community. Source: RFC 1157, RFC 3416. */
export function communityTemplate(credential: CommunityCredential, spoken: '1' | '2c', names: Names): Template {
  const version = spoken === '1' ? 0 : 1;
  const community = Buffer.from(credential.community.reveal());
  const octets = wrap(SEQUENCE, integerElement(version), wrap(OCTETS, community), pduFor(names.list));
  return { octets, idAt: idIn(octets, names.list), version, community };
}

function pduFor(list: Buffer): Buffer {
  return wrap(GET, NO_ID, ZERO, ZERO, list);
}

/** Where the number stands in what ends with a PDU. */
function idIn(octets: Buffer, list: Buffer): number {
  return octets.length - list.length - 2 * ZERO.length - 4;
}

const pdus = new WeakMap<Names, Buffer>();
const EMPTY = pduFor(NO_LIST);

/** The PDU of a GET with its number, or of one that asks for nothing; it is of use until the next one is asked for. */
export function getPdu(id: number, names: Names | undefined): Buffer {
  let pdu = names === undefined ? EMPTY : pdus.get(names);
  if (pdu === undefined && names !== undefined) pdus.set(names, (pdu = pduFor(names.list)));
  const octets = pdu ?? EMPTY;
  octets.writeInt32BE(id, idIn(octets, names?.list ?? NO_LIST));
  return octets;
}

/** The template as a request of its own. */
export function fillIn({ octets, idAt }: Template, id: number): Buffer {
  const filled = Buffer.from(octets);
  filled.writeInt32BE(id, idAt);
  return filled;
}

const pool = new Uint32Array(1024);
let used = pool.length;

/** A number that nobody can guess, to know an answer by. */
export function newId(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool[used] ?? 0;
  used += 1;
  return LEAST_ID + (random % SPAN);
}

/** What stands around the objects of an answer, and where they lie; one frame is used for all answers, which are read one at a time. */
export type Frame = {
  version: number;
  communityStart: number;
  communityEnd: number;
  id: number;
  status: number;
  start: number;
  end: number;
};

/** An empty frame. */
export function newFrame(): Frame {
  return { version: 0, communityStart: 0, communityEnd: 0, id: 0, status: 0, start: 0, end: 0 };
}

const element = new Element();

/**
 * Reads an answer in a version with a community as far as its objects.
 * Fails: never; says false for anything else, and for what does not end with it.
 */
export function readCommunityAnswer(octets: Buffer, frame: Frame): boolean {
  const limit = octets.length;
  if (!element.find(octets, 0, limit, SEQUENCE) || element.end !== limit) return false;
  frame.version = element.integerAt(octets, element.start, limit);
  if (!element.find(octets, element.end, limit, OCTETS)) return false;
  frame.communityStart = element.start;
  frame.communityEnd = element.end;
  return readResponse(octets, element.end, limit, frame);
}

/** Reads a response from its tag on, likewise. */
export function readResponse(octets: Buffer, at: number, limit: number, frame: Frame): boolean {
  if (!element.find(octets, at, limit, RESPONSE) || element.end !== limit) return false;
  frame.id = element.integerAt(octets, element.start, limit);
  frame.status = element.integerAt(octets, element.end, limit);
  if (Number.isNaN(element.integerAt(octets, element.end, limit))) return false;
  if (!element.find(octets, element.end, limit, SEQUENCE) || element.end !== limit) return false;
  frame.start = element.start;
  frame.end = element.end;
  return !Number.isNaN(frame.id) && !Number.isNaN(frame.status);
}

/** Whether an answer comes in the version and with the community it was asked with. */
export function isInKind(octets: Buffer, frame: Frame, { version, community }: Template): boolean {
  const { communityStart, communityEnd } = frame;
  return frame.version === version && community.equals(octets.subarray(communityStart, communityEnd));
}
