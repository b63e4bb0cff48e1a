import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SNMPD = 'snmpd';
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Whether there is a real agent to test against; the run says so where there is none. */
export const isSnmpdInstalled = spawnSync(SNMPD, ['-v'], { env: { PATH } }).status === 0;
if (!isSnmpdInstalled) process.stdout.write('NOT RUN: tests against a real snmpd, because snmpd is not installed.\n');

/** A real agent in a folder of its own; `restart` keeps its folder and port, `config` can change in between. */
export type Snmpd = { port: number; restart(config?: string): Promise<void>; close(): Promise<void> };

export async function startSnmpd(config: string): Promise<Snmpd> {
  const folder = await mkdtemp(join(tmpdir(), 'claimscope-snmpd-'));
  const port = await freePort();
  const file = join(folder, 'agent.conf');
  let agent: ChildProcess | undefined;
  async function start(text: string): Promise<void> {
    await writeFile(file, text);
    const options = [
      '-f',
      '-C',
      '-c',
      file,
      '-Lf',
      join(folder, 'log'),
      '-p',
      join(folder, 'pid'),
      '-r',
      '-I',
      '-smux',
    ];
    agent = spawn(SNMPD, [...options, `udp:127.0.0.1:${port}`], {
      env: { PATH, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder, MIBS: '' },
      stdio: 'ignore',
    });
  }
  async function stop(): Promise<void> {
    agent?.kill('SIGKILL');
    if (agent !== undefined && agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit');
  }
  await start(config);
  return {
    port,
    async restart(text = config) {
      await stop();
      await start(text);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What passes a relay: `toAgent` and `toReader` may give other octets, or undefined to lose the datagram. */
export type Passing = {
  toAgent?: (bytes: Buffer) => Buffer | undefined;
  toReader?: (bytes: Buffer) => Buffer | undefined;
};

/** A relay in front of an agent that keeps what goes there (a request that is sent again counts once), and changes what it is told to. */
export type Relay = { port: number; asked: Set<string>; passing: Passing; close(): Promise<void> };

export async function startRelay(agentPort: number): Promise<Relay> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  front.bind(0, '127.0.0.1');
  back.connect(agentPort, '127.0.0.1');
  await Promise.all([once(front, 'listening'), once(back, 'connect')]);
  const relay: Relay = {
    port: front.address().port,
    asked: new Set(),
    passing: {},
    async close() {
      front.close();
      back.close();
      await Promise.all([once(front, 'close'), once(back, 'close')]);
    },
  };
  let reader = 0;
  front.on('message', (bytes, from) => {
    reader = from.port;
    relay.asked.add(bytes.toString('hex'));
    const passed = relay.passing.toAgent === undefined ? bytes : relay.passing.toAgent(bytes);
    if (passed !== undefined) back.send(passed);
  });
  // An agent that is being started refuses; the reader asks again.
  back.on('error', () => undefined);
  back.on('message', (bytes) => {
    const passed = relay.passing.toReader === undefined ? bytes : relay.passing.toReader(bytes);
    if (passed !== undefined) front.send(passed, reader, '127.0.0.1');
  });
  return relay;
}

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
