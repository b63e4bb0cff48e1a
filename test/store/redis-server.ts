import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BINARY = 'redis-server';

/** Whether a `redis-server` is on the path; where it is not, the run says so and tests no Redis. */
export const hasRedis = spawnSync(BINARY, ['--version']).status === 0;
if (!hasRedis) process.stdout.write('redis-server is not installed: the tests of the Redis store were NOT RUN\n');

/** A Redis of the test's own, which writes every command to disk before it answers. */
export type RedisServer = {
  url: string;
  /** Where it listens to the other nodes, where it is one of a cluster. */
  busPort: number;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Starts it again on what it kept. */
  restart(): Promise<void>;
  /** Ends it and removes what it kept. */
  remove(): Promise<void>;
};

/**
 * Starts a Redis on a free port of the loopback, in a folder of its own; `settings` are added to the command line. A node of a cluster listens to the others
 * on a port of its own too, which by default is 10,000 above and may not exist.
 */
export async function startRedis(settings: string[] = []): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'claimscope-redis-'));
  const port = await findFreePort();
  const busPort = await findFreePort();
  const bus = ['--cluster-port', `${busPort}`];
  async function start(): Promise<ReturnType<typeof spawn>> {
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, ...durable, ...bus, ...settings];
    const started = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    for await (const line of createInterface({ input: started.stdout })) {
      said.push(line);
      if (line.includes('Ready to accept connections')) {
        started.stdout.resume();
        return started;
      }
    }
    throw new Error(`redis-server did not start:\n${said.join('\n')}`);
  }
  let server = await start();
  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    busPort,
    kill,
    async restart() {
      await kill();
      server = await start();
    },
    async remove() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
