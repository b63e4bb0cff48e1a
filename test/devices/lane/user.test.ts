import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthProtocol, PrivProtocol } from '../../../src/core/credential.ts';
import { Secret } from '../../../src/core/secret.ts';
import { newFrame, readResponse } from '../../../src/devices/lane/community.ts';
import { Element } from '../../../src/devices/lane/element.ts';
import { discoveryOf, partsOf, sealedRequest, toldEngine, unseal } from '../../../src/devices/lane/user.ts';
import type { SealedUser } from '../../../src/devices/lane/user-keys.ts';
import { markVarbinds, namesOf, roomFor, varbindAt } from '../../../src/devices/lane/varbinds.ts';
import type { Engine } from '../../../src/devices/snmp/codec-v3.ts';
import { isSnmpdInstalled, type Snmpd, startSnmpd } from '../snmp/snmpd.ts';

const KEY = 'a-key-of-some-length';
const AUTHS: [AuthProtocol, string][] = [
  ['md5', 'MD5'],
  ['sha-1', 'SHA'],
  ['sha-224', 'SHA-224'],
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
  ['sha-512', 'SHA-512'],
];
const PRIVS: [PrivProtocol, string][] = [
  ['aes-128', 'AES'],
  ['aes-256', 'AES-256'],
  ['aes-256-c', 'AES256C'],
];
const SUITES = AUTHS.flatMap(([auth, a]) =>
  PRIVS.map(([priv, p]) => ({ auth, priv, name: `u-${auth}-${priv}`, a, p })),
);
const CONFIG = [
  'exactEngineID 0x80001f8880cccccccc',
  'sysName REAL-0002',
  ...SUITES.flatMap(({ name, a, p }) => [`createUser ${name} ${a} ${KEY} ${p} ${KEY}`, `rouser ${name} priv`]),
  '',
].join('\n');
const NAMES = namesOf(['1.3.6.1.2.1.1.5.0', '1.3.6.1.2.1.1.3.0']);
const key = new Secret(KEY);
const userOf = (name: string, auth: AuthProtocol, priv: PrivProtocol): SealedUser => ({
  version: '3',
  user: name,
  level: 'authPriv',
  auth: { protocol: auth, key },
  priv: { protocol: priv, key },
});

describe.runIf(isSnmpdInstalled)('messages of version 3 that are written and read without the package', () => {
  let agent: Snmpd;
  let socket: Socket;
  let engine: Engine;

  async function ask(octets: Buffer): Promise<Buffer> {
    for (let tries = 0; tries < 100; tries += 1) {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(300) });
      socket.send(octets, agent.port, '127.0.0.1');
      const [bytes] = await answer.catch(() => []);
      if (bytes instanceof Buffer) return bytes;
    }
    throw new Error('snmpd did not answer');
  }
  async function discover(): Promise<Engine> {
    const answer = await ask(discoveryOf(0x01_02_03_04));
    const message = partsOf(answer);
    const told = message && toldEngine(answer, message, undefined);
    if (message?.id !== 0x01_02_03_04 || told === undefined) throw new Error('snmpd told no engine');
    return told;
  }

  beforeAll(async () => {
    agent = await startSnmpd(CONFIG);
    socket = createSocket('udp4');
    engine = await discover();
  });
  afterAll(async () => {
    socket.close();
    await agent.close();
  });

  it('find out the engine', () => {
    expect(engine.id.toString('hex')).toBe('80001f8880cccccccc');
  });

  it.each(SUITES)('are understood by snmpd, and its answer is: $auth and $priv', async ({ name, auth, priv }) => {
    const user = userOf(name, auth, priv);
    const answer = await ask(sealedRequest(user, engine, NAMES, 0x7f_00_00_01));
    const message = partsOf(answer);
    const unsealed = message && unseal(answer, message, user, engine);
    if (unsealed === undefined) throw new Error('not unsealed');
    const frame = newFrame();
    const marks = roomFor(2);
    expect(readResponse(unsealed.octets, unsealed.start, unsealed.end, frame)).toBe(true);
    expect([frame.id, frame.status]).toEqual([0x7f_00_00_01, 0]);
    expect(markVarbinds(unsealed.octets, frame, NAMES, marks, new Element())).toBe(true);
    expect(varbindAt(unsealed.octets, marks, NAMES, 0)).toEqual({
      oid: '1.3.6.1.2.1.1.5.0',
      type: 4,
      value: Buffer.from('REAL-0002'),
    });
    expect(varbindAt(unsealed.octets, marks, NAMES, 1)).toMatchObject({ type: 67, value: expect.any(Number) });
  });

  it('are not believed when any octet was changed, nor by another key, engine or clock', async () => {
    const user = userOf('u-sha-256-aes-128', 'sha-256', 'aes-128');
    const answer = await ask(sealedRequest(user, engine, NAMES, 0x7f_00_00_02));
    const read = (octets: Buffer, by = user, at: Engine = engine): unknown => {
      const message = partsOf(octets);
      return message && unseal(octets, message, by, { ...at });
    };
    expect(read(Buffer.from(answer))).toBeDefined();
    fc.assert(
      fc.property(fc.nat(answer.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(answer);
        changed[at] = (changed[at] ?? 0) ^ by;
        return read(changed) === undefined;
      }),
    );
    fc.assert(fc.property(fc.nat(answer.length - 1), (length) => partsOf(answer.subarray(0, length)) === undefined));
    const other: SealedUser = { ...user, auth: { protocol: 'sha-256', key: new Secret('another-key') } };
    expect(read(answer, other)).toBeUndefined();
    expect(read(answer, user, { ...engine, boots: engine.boots + 1 })).toBeUndefined();
    expect(read(answer, user, { ...engine, time: engine.time + 1000 })).toBeUndefined();
    expect(read(answer, user, { ...engine, id: Buffer.from('80001f8880dddddddd', 'hex') })).toBeUndefined();
  });

  it('tell no engine anew that is known and in step', async () => {
    const answer = await ask(discoveryOf(0x01_00_00_00));
    const message = partsOf(answer);
    expect(message && toldEngine(answer, message, await discover())).toBeUndefined();
    expect(message && toldEngine(answer, message, { ...engine, boots: engine.boots + 1 })).toBeDefined();
  });
});
