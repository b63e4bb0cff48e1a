import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { openRedisStore } from '../../store/redis-store.ts';
import { freePort } from '../free-port.ts';
import type { BenchRegistry } from './fleet-registry.ts';
import { compareApart } from './fleet-apart.ts';
import type { Compared } from './fleet-compare.ts';
import { countLarge, fillStore, type Filled } from './fleet-store.ts';

/** Both come with Redis, and neither is a package. */
const [SERVER, CLIENT] = ['redis-server', 'redis-cli'];
const LOOK_EVERY_MS = 200;

/** What a Redis came to. Units: devices of the largest model added up a second; octets of its memory a device. */
export type RedisFigures = Filled & Compared & { counted: number; bytes: number };

/** What filling a Redis, adding up its largest model, and comparing with it came to; undefined where none is installed. */
export async function fillRedis(
  dir: string,
  registry: BenchRegistry,
  book: FlowDeps['book'],
  runs: number,
): Promise<RedisFigures | undefined> {
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
    const url = `redis://127.0.0.1:${port}`;
    const store = await openRedisStore({ url });
    try {
      const filled = await fillStore(store, registry);
      const bytes = (memoryOf(port) - before) / registry.size;
      const counted = await countLarge({ store, book }, registry);
      await untilRewritten(port);
      const { size: devices, models } = registry;
      return { ...filled, counted, bytes, ...(await compareApart({ store: { url }, devices, models, runs })) };
    } finally {
      await store.close();
    }
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
}

function memoryOf(port: number): number {
  return Number(/^used_memory:(\d+)/mu.exec(infoOf(port, 'memory'))?.[1]);
}

/** So much as the bench writes within minutes takes years elsewhere: its log is shortened once it is filled, and that is no part of a comparison. */
async function untilRewritten(port: number): Promise<void> {
  while (/^aof_rewrite_(?:in_progress|scheduled):1/mu.test(infoOf(port, 'persistence'))) await sleep(LOOK_EVERY_MS);
}

function infoOf(port: number, section: string): string {
  return spawnSync(CLIENT, ['-p', `${port}`, 'info', section]).stdout.toString();
}
