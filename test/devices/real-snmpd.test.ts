import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { Reader } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { MAC, optionsOf } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

const SNMPD = 'snmpd';
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const isInstalled = spawnSync(SNMPD, ['-v'], { env: { PATH } }).status === 0;
if (!isInstalled) process.stdout.write('NOT RUN: the reader against a real snmpd, because snmpd is not installed.\n');

/** A port that is free now; the agent takes it a moment later. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

const SPEED: Ask = {
  item: 'network.link-speed',
  kind: 'number',
  places: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.2.2.1.5', instance: 'management-interface', decode: {} }],
};
const UPTIME: Ask = {
  item: 'uptime',
  kind: 'number',
  unit: 'seconds',
  places: [
    { kind: 'snmp-get', oid: '1.3.6.1.2.1.43.5.1.1.1.1', decode: {} },
    { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.3.0', decode: { scale: 0.01 } },
  ],
};
const NAMES: Ask = {
  item: 'names',
  kind: 'text',
  places: [
    {
      kind: 'snmp-table',
      columns: { name: '1.3.6.1.2.1.2.2.1.2', type: '1.3.6.1.2.1.2.2.1.3' },
      value: 'name',
      where: { type: ['24'] },
      part: { key: 'if-{name}' },
      decode: {},
    },
  ],
};

describe.runIf(isInstalled)('the reader against a real snmpd', () => {
  let folder: string;
  let agent: ChildProcess;
  let port: number;
  let reader: Reader;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimscope-snmpd-'));
    port = await freePort();
    const config = join(folder, 'snmpd.conf');
    await writeFile(
      config,
      `rocommunity reads-only 127.0.0.1\nsysName REAL-0001\nsysDescr A real agent\nsysObjectID 1.3.6.1.4.1.99999.1.1\n`,
    );
    const log = join(folder, 'log');
    const options = ['-f', '-C', '-c', config, '-Lf', log, '-p', join(folder, 'pid'), '-r', '-I', '-smux'];
    agent = spawn(SNMPD, [...options, `udp:127.0.0.1:${port}`], {
      env: { PATH, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder },
      stdio: 'ignore',
    });
    reader = openReader({
      ...optionsOf(),
      credentials: {
        default: { version: '2c', community: new Secret('reads-only') },
        old: { version: '1', community: new Secret('reads-only') },
      },
    });
  });
  afterAll(async () => {
    await reader.close();
    agent.kill('SIGKILL');
    if (agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  async function read(credential: string) {
    // A port nobody listens on yet says so at once; the agent takes a moment to start.
    for (let n = 0; ; n += 1) {
      const answer = await reader.read({
        device: { serial: 'real 0001', model: 'X', customer: 'C', address: '127.0.0.1', snmpPort: port, credential },
        identity: {
          serial: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.5.0', decode: {} }],
          model: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.1.0', decode: {} }],
        },
        asks: [UPTIME, SPEED, NAMES, MAC],
        deadlineMs: 4000,
      });
      if (answer.outcome.kind === 'answered' || n === 50) return answer;
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
  }

  it.each(['default', 'old'])(
    'reads identity, objects, an interface and a table with the credential "%s"',
    async (name) => {
      const answer = await read(name);
      expect(answer.outcome).toEqual({ kind: 'answered' });
      expect([answer.saidSerial, answer.saidModel]).toEqual(['REAL-0001', 'A real agent']);
      const values = valuesOf(answer.readings);
      expect(values['uptime']).toBeTypeOf('number');
      expect(values['network.link-speed']).toBeTypeOf('number');
      expect(values['names/if-lo']).toBe('lo');
      const uptime = answer.readings.find((reading) => reading.item === 'uptime');
      expect(uptime?.evidence.map((each) => each.raw)).toEqual([
        expect.stringMatching(name === 'old' ? /^noSuchName$/ : /^noSuch(Object|Instance)$/),
        expect.stringMatching(/^TimeTicks \d+$/),
      ]);
    },
  );
});
