import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { Agent } from './devices-agent.ts';
import { elementsAt, octets, oid, unsigned, wrap } from './devices-ber.ts';

/** How the bench's users sign and encrypt; a user's name says which: `sha-1/aes-128 7`. */
export const SUITES = {
  'sha-1/aes-128': { hash: 'sha1', digest: 12, cipher: 'aes-128-cfb', key: 16 },
  'sha-256/aes-256': { hash: 'sha256', digest: 24, cipher: 'aes-256-cfb', key: 32 },
} as const;
export type SuiteName = keyof typeof SUITES;
type Suite = (typeof SUITES)[SuiteName];

const BOOTS = 3;
const FIRST_SECOND = 1000;
const UNKNOWN_ENGINES = oid('1.3.6.1.6.3.15.1.1.4.0');
const REPORT = 0xa8;

/** The password of a user, for both purposes. */
export function passwordOf(user: string): string {
  return `password of ${user}`;
}

/**
 * The agents of SNMP version 3 of all devices, each an engine of its own.
 * Shape: `answerUser` gives the whole answer, or undefined for what is not for us. Requests are not authenticated: the bench is of who asks.
 * Source: RFC 3414; RFC 3826.
 */
export function openUserAgent(agent: Agent): { answerUser(message: Buffer, device: number): Buffer | undefined } {
  const digests = new Map<string, Buffer>();
  const keys = new Map<string, Buffer>();
  const startedAt = performance.now();

  function keyOf(suite: Suite, user: string, engine: Buffer): Buffer {
    const name = `${user} ${engine.toString('hex')}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    let digest = digests.get(user);
    if (digest === undefined) {
      digest = createHash(suite.hash)
        .update(Buffer.alloc(1024 * 1024, passwordOf(user)))
        .digest();
      digests.set(user, digest);
    }
    const key = createHash(suite.hash).update(digest).update(engine).update(digest).digest();
    keys.set(name, key);
    return key;
  }

  function report(head: Buffer, engine: Buffer): Buffer {
    const varbind = wrap(0x30, UNKNOWN_ENGINES, unsigned(1, 0x41));
    const pdu = wrap(REPORT, unsigned(0), unsigned(0), unsigned(0), wrap(0x30, varbind));
    const security = wrap(0x30, octets(engine), ...clock(), octets(''), octets(''), octets(''));
    return wrap(0x30, unsigned(3), head, wrap(4, security), wrap(0x30, octets(engine), octets(''), pdu));
  }

  function clock(): [Buffer, Buffer] {
    return [unsigned(BOOTS), unsigned(FIRST_SECOND + Math.floor((performance.now() - startedAt) / 1000))];
  }

  return {
    answerUser(message, device) {
      const [whole] = elementsAt(message, 0, 1);
      const [, header, parameters, data] = elementsAt(message, whole?.start ?? 0, 4);
      if (header === undefined || parameters === undefined || data === undefined) return undefined;
      const [id] = elementsAt(message, header.start, 1);
      const [security] = elementsAt(message, parameters.start, 1);
      const [engineId, boots, time, name, , salt] = elementsAt(message, security?.start ?? 0, 6);
      if (!id || !engineId || !boots || !time || !name || !salt) return undefined;
      const engine = Buffer.from(`8000b98304${device.toString(16).padStart(12, '0')}`, 'hex');
      const headOf = (flags: number): Buffer =>
        wrap(0x30, message.subarray(header.start, id.end), unsigned(65_507), Buffer.from([4, 1, flags]), unsigned(3));
      if (engineId.end === engineId.start) return report(headOf(0), engine);
      const user = message.toString('latin1', name.start, name.end);
      const suite = suiteOf(user);
      const key = keyOf(suite, user, engine);
      const iv = Buffer.alloc(16);
      iv.writeUInt32BE(BOOTS, 0);
      iv.writeUIntBE(message.readUIntBE(time.start, time.end - time.start), 4, 4);
      message.copy(iv, 8, salt.start, salt.end);
      const cipherKey = key.subarray(0, suite.key);
      const plain = createDecipheriv(suite.cipher, cipherKey, iv).update(message.subarray(data.start, data.end));
      const [scope] = elementsAt(plain, 0, 1);
      const [, , pdu] = elementsAt(plain, scope?.start ?? 0, 3);
      const [, context] = elementsAt(plain, scope?.start ?? 0, 2);
      if (pdu === undefined || context === undefined) return undefined;
      const answer = agent.answer(plain, context.end, device);
      if (answer === undefined) return undefined;
      const [ourBoots, ourTime] = clock();
      randomBytes(8).copy(iv, 8);
      iv.writeUIntBE(ourTime.readUIntBE(2, ourTime.length - 2), 4, 4);
      const scoped = wrap(0x30, octets(engine), octets(''), answer.pdu);
      const sealed = octets(createCipheriv(suite.cipher, cipherKey, iv).update(scoped));
      const empty = octets(Buffer.alloc(suite.digest));
      const userName = message.subarray(name.start - 2, name.end);
      const body = wrap(0x30, octets(engine), ourBoots, ourTime, userName, empty, octets(iv.subarray(8)));
      const signed = wrap(0x30, unsigned(3), headOf(3), wrap(4, body), sealed);
      const at = signed.length - sealed.length - 10 - suite.digest;
      createHmac(suite.hash, key).update(signed).digest().copy(signed, at, 0, suite.digest);
      return signed;
    },
  };
}

function suiteOf(user: string): Suite {
  return user.startsWith('sha-256') ? SUITES['sha-256/aes-256'] : SUITES['sha-1/aes-128'];
}
