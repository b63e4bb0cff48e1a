import { createCipheriv, createDecipheriv, createHmac, randomFillSync, timingSafeEqual } from 'node:crypto';
import { type Engine, engineTime, MOST_SECONDS } from '../snmp/codec-v3.ts';
import { BackWriter } from './back-writer.ts';
import { getPdu } from './community.ts';
import { Element, OCTETS, SEQUENCE } from './element.ts';
import { keysOf, type SealedUser } from './user-keys.ts';
import type { Names } from './varbinds.ts';

const VERSION = 3;
const USM = 3;
const MOST_OCTETS = 65_507;
const REPORT = 0xa8;
const NOTHING = Buffer.alloc(0);
const FLAGS_OF_DISCOVERY = Buffer.from([4]);
/** Signed and encrypted, and reports are welcome. */
const FLAGS_OF_REQUEST = Buffer.from([7]);
const SEALED = 3;
/** Clocks may differ by so much. Source: RFC 3414, 2.2.3. Units: seconds. */
const WINDOW_S = 150;

const writer = new BackWriter();
const element = new Element();
const salt = randomFillSync(Buffer.alloc(8));

/** A message that asks for nothing, so that the device tells its engine. Source: RFC 3414, 4. */
export function discoveryOf(id: number): Buffer {
  writer.begin();
  const end = writer.at;
  writer.put(getPdu(id, undefined));
  writer.octets(NOTHING);
  writer.octets(NOTHING);
  writer.wrap(SEQUENCE, end);
  const securityEnd = writer.at;
  for (let n = 0; n < 3; n += 1) writer.octets(NOTHING);
  writer.integer(0);
  writer.integer(0);
  writer.octets(NOTHING);
  writer.wrap(SEQUENCE, securityEnd);
  writer.wrap(OCTETS, securityEnd);
  writeHead(id, FLAGS_OF_DISCOVERY, end);
  return writer.taken();
}

/** The GET of a list of objects, encrypted and signed for one engine. Source: RFC 3412, RFC 3414, RFC 3826. */
export function sealedRequest(user: SealedUser, engine: Engine, names: Names, id: number): Buffer {
  const keys = keysOf(user, engine.id);
  const time = engineTime(engine);
  writer.begin();
  let end = writer.at;
  writer.put(getPdu(id, names));
  writer.octets(Buffer.from(user.context ?? ''));
  writer.octets(engine.id);
  writer.wrap(SEQUENCE, end);
  const scoped = writer.taken();
  salt.writeUInt32BE((salt.readUInt32BE(4) + 1) >>> 0, 4);
  if (salt.readUInt32BE(4) === 0) randomFillSync(salt);
  const sealed = createCipheriv(keys.cipher, keys.privKey, ivOf(engine.boots, time, salt)).update(scoped);
  writer.begin();
  end = writer.at;
  writer.octets(sealed);
  const securityEnd = writer.at;
  writer.octets(salt);
  const signatureEnd = writer.at;
  writer.octets(Buffer.alloc(keys.digest));
  writer.octets(Buffer.from(user.user));
  writer.integer(time);
  writer.integer(engine.boots);
  writer.octets(engine.id);
  writer.wrap(SEQUENCE, securityEnd);
  writer.wrap(OCTETS, securityEnd);
  writeHead(id, FLAGS_OF_REQUEST, end);
  const message = writer.taken();
  const signature = createHmac(keys.hash, keys.authKey).update(message).digest();
  signature.copy(message, writer.offsetOf(signatureEnd) - keys.digest, 0, keys.digest);
  return message;
}

function writeHead(id: number, flags: Buffer, end: number): void {
  const headEnd = writer.at;
  writer.integer(USM);
  writer.octets(flags);
  writer.integer(MOST_OCTETS);
  writer.integer(id);
  writer.wrap(SEQUENCE, headEnd);
  writer.integer(VERSION);
  writer.wrap(SEQUENCE, end);
}

function ivOf(boots: number, time: number, own: Uint8Array): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(boots, 0);
  iv.writeUInt32BE(time, 4);
  iv.set(own, 8);
  return iv;
}

/** Part of a message: from `start` until `end`. */
type Part = { start: number; end: number };

/** The parts of a message of version 3 that are needed; nothing of it is believed yet. */
export type UserMessage = {
  id: number;
  flags: number;
  engineId: Part;
  boots: number;
  time: number;
  user: Part;
  signature: Part;
  salt: Part;
  data: Part & { isSealed: boolean };
};

/** Takes a message apart. Fails: never; undefined for what is no message of version 3 to its last octet. */
export function partsOf(octets: Buffer): UserMessage | undefined {
  const limit = octets.length;
  if (!element.find(octets, 0, limit, SEQUENCE) || element.end !== limit) return undefined;
  if (element.integerAt(octets, element.start, limit) !== VERSION) return undefined;
  if (!element.find(octets, element.end, limit, SEQUENCE)) return undefined;
  const headEnd = element.end;
  const id = element.integerAt(octets, element.start, headEnd);
  element.integerAt(octets, element.end, headEnd);
  if (!element.find(octets, element.end, headEnd, OCTETS) || element.end !== element.start + 1) return undefined;
  const flags = octets[element.start] ?? 0;
  if (element.integerAt(octets, element.end, headEnd) !== USM) return undefined;
  if (!element.find(octets, headEnd, limit, OCTETS)) return undefined;
  const securityEnd = element.end;
  if (!element.find(octets, element.start, securityEnd, SEQUENCE) || element.end !== securityEnd) return undefined;
  const engineId = partAt(octets, element.start, securityEnd);
  const boots = element.integerAt(octets, engineId.end, securityEnd);
  const time = element.integerAt(octets, element.end, securityEnd);
  const user = partAt(octets, element.end, securityEnd);
  const signature = partAt(octets, user.end, securityEnd);
  const ownSalt = partAt(octets, signature.end, securityEnd);
  const isSealed = octets[securityEnd] === OCTETS;
  if (!element.find(octets, securityEnd, limit, isSealed ? OCTETS : SEQUENCE) || element.end !== limit)
    return undefined;
  const data = { start: element.start, end: element.end, isSealed };
  const isWhole = ownSalt.end === securityEnd && id >= 0 && boots >= 0 && time >= 0;
  return isWhole ? { id, flags, engineId, boots, time, user, signature, salt: ownSalt, data } : undefined;
}

/** A part that is not there ends nowhere, so that what comes after it is not there either. */
function partAt(octets: Buffer, at: number, limit: number): Part {
  return element.find(octets, at, limit, OCTETS)
    ? { start: element.start, end: element.end }
    : { start: limit + 1, end: limit + 1 };
}

/**
 * The engine and clock that a device tells in a report; undefined where it tells none that could be, or none but what is known.
 * Source: RFC 3411, SnmpEngineID.
 */
export function toldEngine(octets: Buffer, message: UserMessage, known: Engine | undefined): Engine | undefined {
  const { engineId, boots, time, data } = message;
  const length = engineId.end - engineId.start;
  if (data.isSealed || length < 5 || length > 32) return undefined;
  const context = partAt(octets, partAt(octets, data.start, data.end).end, data.end);
  if (octets[context.end] !== REPORT) return undefined;
  const id = octets.subarray(engineId.start, engineId.end);
  if (known?.id.equals(id) === true && isInStep(known, boots, time)) return undefined;
  return { id: Buffer.from(id), boots, time, at: performance.now() };
}

function isInStep(engine: Engine, boots: number, time: number): boolean {
  const ours = engine.time + (performance.now() - engine.at) / 1000;
  return boots === engine.boots && boots !== MOST_SECONDS && Math.abs(time - ours) <= WINDOW_S;
}

/** What an answer to a sealed request holds: a response, from its tag at `start` to its end. */
export type Unsealed = { octets: Buffer; start: number; end: number };

/**
 * Decrypts an answer that is signed with the user's key at this engine, in step with its clock, and takes over the clock.
 * Fails: never; undefined for any other, of which nothing is believed.
 */
export function unseal(octets: Buffer, message: UserMessage, user: SealedUser, engine: Engine): Unsealed | undefined {
  const { flags, engineId, boots, time, signature, data } = message;
  const keys = keysOf(user, engine.id);
  const isOurs =
    (flags & SEALED) === SEALED &&
    data.isSealed &&
    engine.id.equals(octets.subarray(engineId.start, engineId.end)) &&
    octets.toString('utf8', message.user.start, message.user.end) === user.user &&
    signature.end - signature.start === keys.digest &&
    message.salt.end - message.salt.start === 8;
  if (!isOurs || !isSigned(octets, signature, keys) || !isInStep(engine, boots, time)) return undefined;
  const iv = ivOf(boots, time, octets.subarray(message.salt.start, message.salt.end));
  const plain = createDecipheriv(keys.cipher, keys.privKey, iv).update(octets.subarray(data.start, data.end));
  if (!element.find(plain, 0, plain.length, SEQUENCE)) return undefined;
  const { end } = element;
  const context = partAt(plain, partAt(plain, element.start, end).end, end);
  if (context.end > end) return undefined;
  engine.time = time;
  engine.at = performance.now();
  return { octets: plain, start: context.end, end };
}

/** Whether the signature is the one over the message with noughts in its place. */
function isSigned(octets: Buffer, { start, end }: Part, { hash, authKey, digest }: ReturnType<typeof keysOf>): boolean {
  const sent = Buffer.from(octets.subarray(start, end));
  octets.fill(0, start, end);
  const due = createHmac(hash, authKey).update(octets).digest();
  sent.copy(octets, start);
  return timingSafeEqual(sent, due.subarray(0, digest));
}
