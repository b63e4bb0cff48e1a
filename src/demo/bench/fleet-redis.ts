import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { openRedisStore } from '../../store/redis-store.ts';
import type { BenchRegistry } from './fleet-registry.ts';
import { fillStore, type Filled } from './fleet-store.ts';

/** Both come with Redis, and neither is a package. */
const [SERVER, CLIENT] = ['redis-server', 'redis-cli'];

/** What filling a Redis came to; undefined where none is installed. Units: octets a device. */
export async function fillRedis(
  dir: string,
  registry: BenchRegistry,
): Promise<(Filled & { bytes: number }) | undefined> {
  if (spawnSync(SERVER, ['--version']).status !== 0) return undefined;
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir];
  const server = spawn(SERVER, [...args, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  try {
    for await (const line of createInterface({ input: server.stdout })) if (line.includes('Ready to accept')) break;
    server.stdout.resume();
    const before = memoryOf(port);
    const store = await openRedisStore({ url: `redis://127.0.0.1:${port}` });
    try {
      const filled = await fillStore(store, registry);
      return { ...filled, bytes: (memoryOf(port) - before) / registry.size };
    } finally {
      await store.close();
    }
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
}

function memoryOf(port: number): number {
  const said = spawnSync(CLIENT, ['-p', `${port}`, 'info', 'memory']).stdout.toString();
  return Number(/^used_memory:(\d+)/mu.exec(said)?.[1]);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new RangeError('no port was given');
  return address.port;
}
