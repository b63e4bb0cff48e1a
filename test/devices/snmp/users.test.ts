import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import type { AuthProtocol, Credential, PrivProtocol, UserCredential } from '../../../src/core/credential.ts';
import { optionsOf } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';
import { isSnmpdInstalled, type Relay, type Snmpd, startRelay, startSnmpd } from './snmpd.ts';

const AUTH_KEY = 'the-auth-password';
const PRIV_KEY = 'the-priv-password';
const auths: [AuthProtocol, string][] = [
  ['md5', 'MD5'],
  ['sha-1', 'SHA'],
  ['sha-224', 'SHA-224'],
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
  ['sha-512', 'SHA-512'],
];
const privs: [PrivProtocol, string][] = [
  ['des', 'DES'],
  ['aes-128', 'AES'],
  ['aes-256', 'AES-256'],
  ['aes-256-c', 'AES256C'],
];

function signer(protocol: AuthProtocol, key = AUTH_KEY): UserCredential {
  return { version: '3', user: `u-${protocol}`, level: 'authNoPriv', auth: { protocol, key: new Secret(key) } };
}
function sealer(auth: AuthProtocol, priv: PrivProtocol, keys: { auth?: string; priv?: string } = {}): UserCredential {
  return {
    version: '3',
    user: `u-${auth}-${priv}`,
    level: 'authPriv',
    auth: { protocol: auth, key: new Secret(keys.auth ?? AUTH_KEY) },
    priv: { protocol: priv, key: new Secret(keys.priv ?? PRIV_KEY) },
  };
}

const USERS: [string, UserCredential][] = [
  ['no protection', { version: '3', user: 'u-plain', level: 'noAuthNoPriv' }],
  ...auths.map(([auth]): [string, UserCredential] => [auth, signer(auth)]),
  ...auths.flatMap(([auth]) =>
    privs.map(([priv]): [string, UserCredential] => [`${auth} and ${priv}`, sealer(auth, priv)]),
  ),
];

const CONFIG = [
  'sysName REAL-0001',
  'sysDescr A real agent',
  'createUser u-plain',
  'rouser u-plain noauth',
  `createUser u-shut SHA ${AUTH_KEY}`,
  ...auths.flatMap(([auth, name]) => [
    `createUser u-${auth} ${name} ${AUTH_KEY}`,
    `rouser u-${auth} auth`,
    ...privs.flatMap(([priv, cipher]) => [
      `createUser u-${auth}-${priv} ${name} ${AUTH_KEY} ${cipher} ${PRIV_KEY}`,
      `rouser u-${auth}-${priv} priv`,
    ]),
  ]),
  '',
].join('\n');
const engine = (octets: string, config = CONFIG): string => `exactEngineID 0x${octets}\n${config}`;

const UPTIME: Ask = {
  item: 'uptime',
  kind: 'number',
  unit: 'seconds',
  places: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.3.0', decode: { scale: 0.01 } }],
};
const NAMES: Ask = {
  item: 'names',
  kind: 'text',
  places: [
    {
      kind: 'snmp-table',
      columns: { name: '1.3.6.1.2.1.2.2.1.2' },
      value: 'name',
      part: { key: 'if-{name}' },
      decode: {},
    },
  ],
};

describe.runIf(isSnmpdInstalled)('users of SNMP version 3 at a real snmpd', () => {
  let agent: Snmpd;
  let relay: Relay;
  let reader: Reader;

  beforeAll(async () => {
    agent = await startSnmpd(engine('80001f8880aaaaaaaa'));
    await waitForAgent();
  });
  afterAll(async () => {
    await agent.close();
  });
  beforeEach(async () => {
    relay = await startRelay(agent.port);
  });
  afterEach(async () => {
    await reader.close();
    await relay.close();
  });

  function open(...credentials: Credential[]): void {
    const named = credentials.map((credential, n): [string, Credential] => [`c${n}`, credential]);
    reader = openReader({ ...optionsOf(), credentials: Object.fromEntries(named) });
  }
  async function read(asks = [UPTIME], deadlineMs = 4000, credential = 'c0'): Promise<DeviceAnswer> {
    relay.asked.clear();
    return await reader.read({
      device: {
        serial: 'real 0001',
        model: 'X',
        customer: 'C',
        address: '127.0.0.1',
        snmpPort: relay.port,
        credential,
      },
      identity: { serial: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.5.0', decode: {} }], model: [] },
      asks,
      deadlineMs,
    });
  }
  /** Asks until the agent, which takes a moment to start, says something. */
  async function waitForAgent(): Promise<void> {
    const waiting = openReader({ ...optionsOf(), credentials: { default: signer('sha-1') } });
    for (let n = 0; n < 100; n += 1) {
      const device = { serial: 'real 0001', model: 'X', customer: 'C', address: '127.0.0.1', snmpPort: agent.port };
      const answer = await waiting.read({
        device,
        identity: { serial: [], model: [] },
        asks: [UPTIME],
        deadlineMs: 500,
      });
      if (answer.outcome.kind === 'answered') break;
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
    await waiting.close();
  }
  const facts = (answer: DeviceAnswer): unknown[] =>
    answer.readings.map(({ value, evidence }) => [
      value.kind === 'absent' ? value.reason : value.kind,
      evidence.at(-1)?.raw,
    ]);

  it.each(USERS)('reads objects and a table with %s', async (_name, credential) => {
    open(credential);
    const answer = await read([UPTIME, NAMES]);
    expect([answer.outcome.kind, answer.saidSerial]).toEqual(['answered', 'REAL-0001']);
    const values = valuesOf(answer.readings);
    expect(values['uptime']).toBeTypeOf('number');
    expect(values['names/if-lo']).toBe('lo');
  });

  it('asks a stranger for its engine once, and a device it knows in one round trip', async () => {
    open(sealer('sha-1', 'aes-128'), sealer('sha-256', 'aes-256'));
    await read();
    expect(relay.asked.size).toBe(2);
    for (const credential of ['c0', 'c1', 'c0']) {
      const answer = await read([UPTIME], 4000, credential);
      expect([answer.outcome.kind, relay.asked.size]).toEqual(['answered', 1]);
    }
  });

  it.each([
    ['a wrong authentication key', sealer('sha-1', 'aes-128', { auth: 'not-the-password' }), 'usmStatsWrongDigests'],
    ['a wrong authentication protocol', { ...signer('sha-256'), user: 'u-sha-1' }, 'usmStatsWrongDigests'],
    ['a user nobody knows', { ...signer('sha-1'), user: 'nobody' }, 'usmStatsUnknownUserNames'],
    [
      'more protection than the user has',
      { ...sealer('sha-1', 'aes-128'), user: 'u-sha-1' },
      'usmStatsUnsupportedSecLevels',
    ],
  ] satisfies [string, UserCredential, string][])(
    'is refused at once with %s, and names the report',
    async (_, credential, report) => {
      open(credential);
      const answer = await read([UPTIME, NAMES]);
      const said = expect.stringContaining(`the device refused with the report ${report}`);
      expect(facts(answer)).toEqual([
        ['refused', said],
        ['refused', said],
      ]);
      expect(answer.outcome).toEqual({
        kind: 'refused',
        said: expect.stringMatching(new RegExp(`^SNMP 3, .*${report}`)),
      });
      expect(relay.asked.size).toBe(2);
      expect(JSON.stringify(answer)).not.toMatch(/password/);
    },
  );

  it.each([
    ['cannot decrypt', sealer('sha-1', 'aes-128', { priv: 'not-the-password' })],
    ['knows no context for', { ...signer('sha-1'), context: 'nowhere' }],
  ] satisfies [string, UserCredential][])(
    'tells a device that drops what it %s from one that is silent',
    async (_, credential) => {
      open(credential);
      const answer = await read([UPTIME], 700);
      expect(facts(answer)).toEqual([['timeout', expect.stringMatching(/told its engine: a wrong privacy key/)]]);
      // It is there, and whether it heard us nobody can say: silence, with what it may mean.
      expect(answer.outcome).toEqual({
        kind: 'silent',
        tried: expect.stringMatching(
          /^SNMP 3, \d+ requests, [\d.]+ s, though the device told its engine: a wrong privacy key or context/,
        ),
      });
      relay.passing = { toAgent: () => undefined };
      const silent = await read([UPTIME], 700);
      expect(facts(silent)).toEqual([['timeout', expect.stringMatching(/^no answer after \d+ tries$/)]]);
      expect(silent.outcome).toEqual({
        kind: 'silent',
        tried: expect.stringMatching(/^SNMP 3, \d+ requests, [\d.]+ s$/),
      });
    },
  );

  it('names the error with which an agent keeps everything from a user it knows', async () => {
    open({ ...signer('sha-1'), user: 'u-shut' });
    const answer = await read([UPTIME]);
    expect(facts(answer)).toEqual([
      ['refused', expect.stringMatching(/error 16 \(authorizationError\): it does not let/)],
    ]);
    expect(answer.outcome).toEqual({ kind: 'refused', said: expect.stringMatching(/authorizationError/) });
  });

  it('asks again when a request or an answer is lost, at discovery as later', async () => {
    let n = 0;
    const lossy = (bytes: Buffer): Buffer | undefined => ((n += 1) % 2 === 1 ? undefined : bytes);
    relay.passing = { toAgent: lossy, toReader: (bytes) => (n % 4 === 0 ? undefined : bytes) };
    open(sealer('sha-1', 'aes-128'));
    const answer = await read([UPTIME, NAMES]);
    expect(answer.outcome.kind).toBe('answered');
    expect(valuesOf(answer.readings)['names/if-lo']).toBe('lo');
  });

  it('believes no answer that was changed on the way', async () => {
    open(signer('sha-256'));
    await read();
    // The last octet belongs to the last object's value.
    relay.passing = {
      toReader(bytes) {
        const changed = Buffer.from(bytes);
        changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
        return changed;
      },
    };
    const answer = await read([UPTIME], 1500);
    expect(facts(answer)).toEqual([['malformed', 'an answer that is not signed with our key or cannot be decrypted']]);
    relay.passing = {};
    expect((await read()).outcome.kind).toBe('answered');
  });

  it('finds a device again that was started anew, or has become another engine', async () => {
    open(sealer('sha-1', 'aes-128'));
    await read();
    for (const config of [
      `engineBoots 40\noldEngineID 0x80001f8880aaaaaaaa\n${engine('80001f8880aaaaaaaa')}`,
      engine('80001f8880bbbbbbbb'),
    ]) {
      await agent.restart(config);
      await waitForAgent();
      const first = await read();
      expect([first.outcome.kind, relay.asked.size]).toEqual(['answered', 2]);
      const again = await read();
      expect([again.outcome.kind, relay.asked.size]).toEqual(['answered', 1]);
    }
  });
});
