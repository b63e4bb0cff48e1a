import { execFile, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import type { Trap } from '../../src/core/trap.ts';
import { integerElement, oidElement, wrap } from '../../src/devices/lane/element.ts';
import { openTrapListener, type TrapListener } from '../../src/devices/traps/open-trap-listener.ts';
import { readTrap } from '../../src/devices/traps/read-trap.ts';

const run = promisify(execFile);
const JAM = ['1.3.6.1.2.1.43.18.1.1.7.1.5', 'i', '8', '1.3.6.1.2.1.43.18.1.1.4.1.5', 'i', '8'];
const SERIAL = ['1.3.6.1.2.1.43.5.1.1.17.1', 's', 'SIM-3500-0042'];
const ALERT_TRAP = '1.3.6.1.2.1.43.18.2.0.1';
const USER = [
  '-v3',
  '-l',
  'authPriv',
  '-u',
  'reader',
  '-a',
  'SHA',
  '-A',
  'authpassword',
  '-x',
  'AES',
  '-X',
  'privpassword',
];

const hasNetSnmp = spawnSync('snmptrap', ['-V']).status === 0;
if (!hasNetSnmp) process.stdout.write('NOT RUN: traps sent by Net-SNMP, because its commands are not installed.\n');

let listener: TrapListener | undefined;
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});

async function listen(): Promise<{
  traps: Trap[];
  refused: () => number;
  to: string;
  port: number;
  wait: (n: number) => Promise<void>;
}> {
  const traps: Trap[] = [];
  let refused = 0;
  let heard = (): void => undefined;
  listener = await openTrapListener({
    host: '127.0.0.1',
    port: 0,
    credentials: {
      default: { version: '2c', community: new Secret('public') },
      secure: {
        version: '3',
        user: 'reader',
        level: 'authPriv',
        auth: { protocol: 'sha-1', key: new Secret('authpassword') },
        priv: { protocol: 'aes-128', key: new Secret('privpassword') },
      },
      open: { version: '3', user: 'open', level: 'noAuthNoPriv' },
      other: {
        version: '3',
        user: 'reader',
        level: 'authPriv',
        auth: { protocol: 'sha-256', key: new Secret('password-of-others') },
        priv: { protocol: 'aes-128', key: new Secret('password-of-others') },
      },
    },
    onTrap: (trap) => {
      traps.push(trap);
      heard();
    },
    onRefused: (count) => {
      refused += count;
      heard();
    },
  });
  const until = async (n: number): Promise<void> => {
    while (traps.length + refused < n) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { traps, refused: () => refused, to: `127.0.0.1:${listener.port}`, port: listener.port, wait: until };
}

const env = { ...process.env, MIBS: '', SNMP_PERSISTENT_DIR: '/tmp/claimscope-traps' };

describe.runIf(hasNetSnmp)('traps and informs over real UDP, sent by Net-SNMP', () => {
  it('of version 1 are read with their generic kind', async () => {
    const { traps, to, wait } = await listen();
    await run('snmptrap', ['-v1', '-c', 'public', to, '1.3.6.1.4.1.8072', '127.0.0.1', '0', '0', '1'], { env });
    await wait(1);
    expect(traps).toEqual([{ from: '127.0.0.1', generic: 'cold-start' }]);
  });

  it('of version 2c are read with code, group and serial, and an inform is answered', async () => {
    const { traps, to, wait } = await listen();
    await run('snmptrap', ['-v2c', '-c', 'public', to, '1', ALERT_TRAP, ...JAM, ...SERIAL], { env });
    await wait(1);
    expect(traps).toEqual([{ from: '127.0.0.1', code: 8, group: 8, serial: 'SIM-3500-0042' }]);
    // snmpinform ends well only when it was answered.
    await run('snmptrap', ['-Ci', '-r', '0', '-t', '5', '-v2c', '-c', 'public', to, '1', ALERT_TRAP, ...JAM], { env });
    expect(traps).toHaveLength(2);
  });

  it('of version 3 are taken from the configured user alone, signed and encrypted, and its inform is answered', async () => {
    const { traps, to } = await listen();
    await run('snmptrap', ['-Ci', '-r', '0', '-t', '5', ...USER, to, '1', ALERT_TRAP, ...JAM], { env });
    expect(traps).toEqual([{ from: '127.0.0.1', code: 8, group: 8 }]);
    const wrong = USER.map((word) => (word === 'authpassword' ? 'otherpassword' : word));
    await expect(
      run('snmptrap', ['-Ci', '-r', '0', '-t', '1', ...wrong, to, '1', ALERT_TRAP, ...JAM], { env }),
    ).rejects.toThrow();
    expect(traps).toHaveLength(1);
  });

  it('of version 3 are taken from each of two users of one name, by their own keys', async () => {
    const { traps, to } = await listen();
    const word = (own: string): string =>
      own === 'SHA' ? 'SHA-256' : own.replace(/.*password$/, 'password-of-others');
    const other = USER.map(word);
    for (const user of [USER, other, USER, other]) {
      await run('snmptrap', ['-Ci', '-r', '0', '-t', '5', ...user, to, '1', ALERT_TRAP, ...JAM], { env });
    }
    expect(traps).toHaveLength(4);
    const mixed = USER.map((own) => (own === 'privpassword' ? own : word(own)));
    await expect(
      run('snmptrap', ['-Ci', '-r', '0', '-t', '1', ...mixed, to, '1', ALERT_TRAP, ...JAM], { env }),
    ).rejects.toThrow();
    expect(traps).toHaveLength(4);
  });

  it('of another community are refused, and a request is never answered', async () => {
    const { traps, refused, to, wait } = await listen();
    await run('snmptrap', ['-v2c', '-c', 'secret', to, '1', ALERT_TRAP, ...JAM], { env });
    await wait(1);
    expect([traps.length, refused()]).toEqual([0, 1]);
    await expect(
      run('snmpget', ['-r', '0', '-t', '1', '-v2c', '-c', 'public', to, '1.3.6.1.2.1.1.1.0'], { env }),
    ).rejects.toThrow();
  });
});

/** The objects of a trap about a jam. */
const OBJECTS = wrap(
  0x30,
  wrap(0x30, oidElement('1.3.6.1.6.3.1.1.4.1.0'), oidElement(ALERT_TRAP)),
  wrap(0x30, oidElement('1.3.6.1.2.1.43.18.1.1.7.1.5'), integerElement(8)),
);

/** A message of version 3 by a user, with nothing signed or encrypted. Shape: `tag` of its PDU, 0xa7 a trap or 0xa6 an inform. */
function unsigned(tag: number, user: string, id = 77): Buffer {
  const text = (octets: Buffer | string): Buffer => wrap(4, Buffer.from(octets));
  const engine = Buffer.from('8000000001020304', 'hex');
  const zero = integerElement(0);
  const flags = Buffer.from([tag === 0xa6 ? 4 : 0]);
  const head = wrap(0x30, integerElement(id), integerElement(65_507), text(flags), integerElement(3));
  const security = wrap(4, wrap(0x30, text(engine), zero, zero, text(user), text(''), text('')));
  const scoped = wrap(0x30, text(engine), text(''), wrap(tag, integerElement(5), zero, zero, OBJECTS));
  return wrap(0x30, integerElement(3), head, security, scoped);
}

/** An inform of version 2c with its number. */
function inform(id: number): Buffer {
  const zero = integerElement(0);
  return wrap(
    0x30,
    integerElement(1),
    wrap(4, Buffer.from('public')),
    wrap(0xa6, integerElement(id), zero, zero, OBJECTS),
  );
}

/** Has an inform of somebody else taken and answered; what was sent before it was looked at by then. */
async function informed(port: number): Promise<void> {
  const other = createSocket('udp4').bind(0, '127.0.0.1');
  let isAnswered = false;
  other.on('message', () => (isAnswered = true));
  await expect
    .poll(() => {
      // A flood before it may have left no room for it.
      other.send(inform(2_000_000_000), port, '127.0.0.1');
      return isAnswered;
    })
    .toBe(true);
  other.close();
}

let sender: Socket;
const answers: Buffer[] = [];
beforeEach(async () => {
  answers.length = 0;
  sender = createSocket('udp4').bind(0, '127.0.0.1');
  sender.on('message', (octets) => answers.push(octets));
  await once(sender, 'listening');
});
afterEach(() => void sender.close());

describe('an inform that comes again', () => {
  it.runIf(hasNetSnmp)('because its answer was lost is answered again, and is one event', async () => {
    const { traps, refused, port } = await listen();
    let lost = 0;
    sender.removeAllListeners('message');
    sender.on('message', (octets, from) => {
      if (from.port === port) lost += 1;
      else sender.send(octets, port, '127.0.0.1');
    });
    const to = `127.0.0.1:${sender.address().port}`;
    const args = ['-Ci', '-r', '1', '-t', '1', '-v2c', '-c', 'public', to, '1', ALERT_TRAP, ...JAM];
    await expect(run('snmptrap', args, { env })).rejects.toThrow();
    await expect.poll(() => lost).toBe(2);
    expect([traps.length, refused()]).toEqual([1, 0]);
  });

  it('is told from another one by its number, and from that of another sender', async () => {
    const { traps, refused, port } = await listen();
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    other.on('message', (octets) => answers.push(octets));
    for (const id of [5, 5, 6]) sender.send(inform(id), port, '127.0.0.1');
    other.send(inform(5), port, '127.0.0.1');
    await expect.poll(() => answers.length).toBe(4);
    other.close();
    expect([traps.length, refused()]).toEqual([3, 0]);
  });
});

describe.runIf(hasNetSnmp)('a signed message that somebody took down', () => {
  it.each<[string, string[]]>([
    ['trap', []],
    ['inform', ['-Ci', '-r', '0', '-t', '5']],
  ])('is refused when it is sent again, and the next one is heard: %s', async (_what, args) => {
    const { traps, refused, port, wait } = await listen();
    const taken: Buffer[] = [];
    let machine = 0;
    sender.removeAllListeners('message');
    sender.on('message', (octets, from) => {
      if (from.port !== port) {
        taken.push(octets);
        machine = from.port;
      }
      sender.send(octets, from.port === port ? machine : port, '127.0.0.1');
    });
    const to = `127.0.0.1:${sender.address().port}`;
    const jam = [...args, ...USER, ...(args.length > 0 ? [] : ['-e', '8000000001020304']), to, '1', ALERT_TRAP, ...JAM];
    await run('snmptrap', jam, { env });
    await wait(1);
    const thief = createSocket('udp4').bind(0, '127.0.0.1');
    thief.send(taken.at(-1) ?? '', port, '127.0.0.1');
    await wait(2);
    thief.close();
    expect([traps.length, refused()]).toEqual([1, 1]);
    await run('snmptrap', jam, { env });
    await wait(3);
    expect([traps.length, refused()]).toEqual([2, 1]);
  });
});

describe('a flood of messages of users', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is looked at in part, and keeps out nobody with a community; a while later all is heard again', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const { traps, refused, port, wait } = await listen();
    for (let chunk = 0; chunk < 10; chunk += 1) {
      for (let n = 0; n < 100; n += 1) sender.send(unsigned(0xa7, 'open', chunk * 100 + n), port, '127.0.0.1');
      sender.send(inform(chunk), port, '127.0.0.1');
      await expect.poll(() => answers.length).toBe(chunk + 1);
    }
    expect([traps.length, refused()]).toEqual([200 + 10, 1]);
    now.mockReturnValue(62_000);
    sender.send(unsigned(0xa7, 'open', 1000), port, '127.0.0.1');
    sender.send('garbage', port, '127.0.0.1');
    await wait(1000 + 10 + 2);
    expect([traps.length, refused()]).toEqual([200 + 10 + 1, 800 + 1]);
  });
});

describe('a stranger', () => {
  it.each<[string, number, string]>([
    ['a trap of nobody', 0xa7, ''],
    ['an inform of nobody', 0xa6, ''],
    ['a trap of a user who signs', 0xa7, 'reader'],
    ['a trap of an unknown user', 0xa7, 'guest'],
  ])('is refused and gets no answer, without a word signed: %s', async (_what, tag, user) => {
    const { traps, refused, port, wait } = await listen();
    sender.send(unsigned(tag, user), port, '127.0.0.1');
    await wait(1);
    expect([traps.length, refused()]).toEqual([0, 1]);
    await informed(port);
    expect(answers).toEqual([]);
  });

  it.runIf(hasNetSnmp)('is refused when Net-SNMP sends it, as the user without a key', async () => {
    const { traps, refused, to, wait } = await listen();
    await run('snmptrap', ['-v3', '-l', 'noAuthNoPriv', '-u', 'reader', to, '1', ALERT_TRAP, ...JAM], { env });
    await wait(1);
    expect([traps.length, refused()]).toEqual([0, 1]);
  });
});

describe('garbage', () => {
  it('never ends the listener: after thousands of mutated datagrams it hears the next trap', async () => {
    const { traps, port } = await listen();
    const good = inform(1);
    const mutated = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(mutated, fc.nat(good.length), async (changes, length) => {
        const bytes = Buffer.from(good.subarray(0, Math.max(1, length)));
        for (const [at, octet] of changes) if (at < bytes.length) bytes[at] = octet;
        await new Promise((resolve) => {
          sender.send(bytes, port, '127.0.0.1', resolve);
        });
      }),
      { numRuns: 3000 },
    );
    const before = traps.length;
    await informed(port);
    expect(traps.length).toBeGreaterThan(before);
  });

  it('in a decoded trap is left out', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const read = readTrap({ varbinds: [anything, { oid: '1.3.6.1.2.1.43.18.1.1.7.1.1', value: anything }] }, 'x');
        expect(Object.values(read ?? {}).every((value) => ['string', 'number'].includes(typeof value))).toBe(true);
      }),
    );
  });
});

describe('what an alert says', () => {
  const said = (value: unknown): string | undefined =>
    readTrap({ varbinds: [{ oid: '1.3.6.1.2.1.43.18.1.1.8.1.5', value }] }, 'x')?.description;

  it('is kept in its own language, on one line, cut, and nothing where it says nothing', () => {
    expect(said(Buffer.from('用紙づまり\r\nトレイ2'))).toBe('用紙づまり トレイ2');
    expect(said(Buffer.from('Papierstau f\xfcr Fach 2', 'latin1'))).toBe('Papierstau für Fach 2');
    expect(said(Buffer.from('x'.repeat(900)))).toHaveLength(255);
    for (const nothing of [Buffer.from(' \0'), Buffer.alloc(0), 8, undefined]) expect(said(nothing)).toBeUndefined();
  });
});
