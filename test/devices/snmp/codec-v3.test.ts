import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { type Engine, openUserCodec } from '../../../src/devices/snmp/codec-v3.ts';
import type { Decoded, Pdu } from '../../../src/devices/snmp/codec.ts';
import type { UserCredential } from '../../../src/core/credential.ts';
import { integer, TAGS, tlv, varbind } from '../ber.ts';

const PDU: Pdu = { kind: 'get', oids: ['1.3.6.1.2.1.1.3.0'], repetitions: 0 };
const PLAIN: UserCredential = { version: '3', user: 'watcher', level: 'noAuthNoPriv' };
const SIGNED: UserCredential = {
  version: '3',
  user: 'watcher',
  level: 'authNoPriv',
  auth: { protocol: 'sha-1', key: new Secret('the-auth-password') },
};
const SEALED: UserCredential = {
  ...SIGNED,
  level: 'authPriv',
  auth: { protocol: 'md5', key: new Secret('the-auth-password') },
  priv: { protocol: 'des', key: new Secret('the-priv-password') },
};
const ENGINE = Buffer.from('80001f8880aaaaaaaa', 'hex');
const REPORT = 0xa8;
const UNKNOWN_ENGINE = '1.3.6.1.6.3.15.1.1.4.0';
const NOT_IN_TIME = '1.3.6.1.6.3.15.1.1.2.0';

const int = (value: number): Buffer => tlv(2, integer(value).octets);

/** The number by which a request and its answer find each other. */
function idOf(request: Buffer): number {
  const header = request.indexOf(Buffer.from([2, 1, 3, 0x30])) + 4;
  return request.readUIntBE(header + 3, request[header + 2] ?? 0);
}

/** An answer in clear text, as anybody can make it who saw the request. */
function answer(
  request: Buffer,
  given: { tag: number; oid: string; flags?: number; engine?: Buffer; boots?: number; user?: string },
): Buffer {
  const { tag, oid, flags = 0, engine = ENGINE, boots = 3, user = 'watcher' } = given;
  const octets = (text: string | Buffer): Buffer => tlv(4, Buffer.from(text));
  const security = tlv(0x30, octets(engine), int(boots), int(100), octets(user), octets(''), octets(''));
  const list = tlv(0x30, varbind(oid, integer(7)));
  const scoped = tlv(0x30, octets(engine), octets(''), tlv(tag, int(1), int(0), int(0), list));
  const header = tlv(0x30, int(idOf(request)), int(65_507), octets(Buffer.from([flags])), int(3));
  return tlv(0x30, int(3), header, octets(security), scoped);
}

/** A request under way: what was written last, and what became of it. */
function begin(credential: UserCredential, known: { engine?: Engine } = {}) {
  const codec = openUserCodec(credential, known);
  const decoded: Decoded[] = [];
  let written = Buffer.alloc(0);
  const first = codec.encode(PDU, (news) => {
    if (news.kind === 'again') written = Buffer.from(news.bytes);
    decoded.push(news);
  });
  written = Buffer.from(first ?? '');
  return { codec, known, decoded, last: () => written };
}

describe('the codec of a user', () => {
  it('asks for the engine, then asks it, and remembers it once it has answered', () => {
    const { codec, known, decoded, last } = begin(PLAIN);
    expect(last().includes('watcher')).toBe(false);
    codec.take(answer(last(), { tag: REPORT, oid: UNKNOWN_ENGINE, user: '' }));
    expect(last().includes(ENGINE) && last().includes('watcher')).toBe(true);
    expect(known.engine).toBeUndefined();
    codec.take(answer(last(), { tag: TAGS.response, oid: PDU.oids[0] ?? '' }));
    expect(decoded.map(({ kind }) => kind)).toEqual(['again', 'varbinds']);
    expect(known.engine).toMatchObject({ id: ENGINE, boots: 3, time: 100 });
    expect(begin(PLAIN, known).last().includes('watcher')).toBe(true);
  });

  it.each([
    ['signs', SIGNED],
    ['encrypts', SEALED],
  ])('believes no answer in clear text when it %s', (_name, credential) => {
    const engine: Engine = { id: ENGINE, boots: 3, time: 100, at: performance.now() };
    const { codec, decoded, last, known } = begin(credential, { engine });
    codec.take(answer(last(), { tag: TAGS.response, oid: PDU.oids[0] ?? '' }));
    expect(decoded).toEqual([{ kind: 'garbage', said: 'an answer with less protection than the request' }]);
    expect(known.engine).toBe(engine);
  });

  it('believes no answer to another user', () => {
    const engine: Engine = { id: ENGINE, boots: 3, time: 100, at: performance.now() };
    const { codec, decoded, last } = begin(PLAIN, { engine });
    codec.take(answer(last(), { tag: TAGS.response, oid: PDU.oids[0] ?? '', user: 'somebody' }));
    expect(decoded).toEqual([{ kind: 'garbage', said: 'an answer to another user' }]);
  });

  it.each([
    [UNKNOWN_ENGINE, 0, 'usmStatsUnknownEngineIDs'],
    [UNKNOWN_ENGINE, 3, 'usmStatsUnknownEngineIDs'],
    [NOT_IN_TIME, 0, 'usmStatsNotInTimeWindows'],
    [NOT_IN_TIME, 3, 'usmStatsNotInTimeWindows'],
  ])('gives a device up that never is content (report %s, boots %i)', (oid, boots, name) => {
    const { codec, decoded, last } = begin(SIGNED);
    for (let n = 0; n < 20; n += 1) codec.take(answer(last(), { tag: REPORT, oid, boots }));
    expect(decoded.at(-1)).toEqual({
      kind: 'refused',
      said: expect.stringContaining(`the device refused with the report ${name}`),
    });
    expect(decoded.length).toBeLessThanOrEqual(5);
  });

  it.each([
    ['1.3.6.1.6.3.12.1.5.0', 'snmpUnknownContexts'],
    ['1.3.6.1.6.3.15.1.1.6.0', 'usmStatsDecryptionErrors'],
    ['1.3.6.1.4.1.99999.1', 'report 1.3.6.1.4.1.99999.1'],
  ])('is refused with the report %s', (oid, name) => {
    const { codec, decoded, last } = begin(SEALED);
    codec.take(answer(last(), { tag: REPORT, oid: UNKNOWN_ENGINE }));
    for (let n = 0; n < 5; n += 1) codec.take(answer(last(), { tag: REPORT, oid }));
    expect(decoded.at(-1)).toEqual({ kind: 'refused', said: expect.stringContaining(name) });
  });

  it('does not remember an engine whose name is no engine name', () => {
    for (const engine of [Buffer.alloc(0), Buffer.alloc(900, 1)]) {
      const { codec, known, decoded, last } = begin(PLAIN);
      codec.take(answer(last(), { tag: REPORT, oid: UNKNOWN_ENGINE, engine }));
      codec.take(answer(last(), { tag: TAGS.response, oid: PDU.oids[0] ?? '', engine }));
      expect([decoded.at(-1)?.kind, known.engine]).toEqual(['varbinds', undefined]);
    }
  });

  it('never throws and never believes what was mutated into something else than it asked for', () => {
    const mutation = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const flags = fc.constantFrom(0, 1, 2, 3, 7);
    const tags = fc.constantFrom(REPORT, TAGS.response);
    const run = fc.property(mutation, flags, tags, fc.nat(400), (places, flag, tag, cut) => {
      const { codec, decoded, last } = begin(SEALED, {
        engine: { id: ENGINE, boots: 3, time: 100, at: performance.now() },
      });
      const bytes = answer(last(), { tag, oid: UNKNOWN_ENGINE, flags: flag });
      for (const [at, octet] of places) bytes[at % bytes.length] = octet;
      codec.take(cut % 4 === 0 ? bytes.subarray(0, cut) : bytes);
      expect(decoded.map(({ kind }) => kind)).not.toContain('varbinds');
      codec.drop();
    });
    fc.assert(run, { numRuns: 2000 });
  });
});
