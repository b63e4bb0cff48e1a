import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../../core/errors.ts';
import { freePort } from '../free-port.ts';

/** How the server writes its append-only file to disk. */
export type Fsync = 'always' | 'everysec';

/** A `redis-server` of the path, on loopback and with a folder of its own. */
export type RealRedis = {
  url: string;
  kill: () => Promise<void>;
  start: () => Promise<void>;
  remove: () => Promise<void>;
};

/** Starts one. Fails: AppError `bad_input` when there is no `redis-server` on the path, or it ends before it is ready. */
export async function startRealRedis(fsync: Fsync): Promise<RealRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'claimscope-chaos-'));
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', fsync, '--maxmemory-policy', 'noeviction'];
  let server: ReturnType<typeof spawn> | undefined;

  async function start(): Promise<void> {
    const child = spawn('redis-server', [...settings, ...durable], { stdio: ['ignore', 'pipe', 'ignore'] });
    const failed = once(child, 'error').then(() => 'error');
    server = child;
    const said = createInterface({ input: child.stdout });
    const ready = new Promise<string>((resolve) => {
      said.on('line', (line) => line.includes('Ready to accept connections') && resolve('ready'));
      child.once('exit', () => resolve('exit'));
    });
    if ((await Promise.race([ready, failed])) !== 'ready') {
      throw new AppError('bad_input', 'redis-server could not be started: install it, it must be on the path');
    }
  }
  async function kill(): Promise<void> {
    const child = server;
    server = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
