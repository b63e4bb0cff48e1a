import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import type { Env } from '../../config/secrets.ts';

/**
 * As `npm start` and the image have them. A claim makes a few megabytes of short-lived values, and a larger nursery halves the time spent on sweeping
 * them; what outlives it is looked through once it has grown by half, where Node by itself lets it come to several times what is alive; and Node's
 * four helpers of the collector wait for each other where there are fewer processors, so it takes as many as there are.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=32',
  '--initial-old-space-size=64',
  '--heap-growing-percent=50',
  '--v8-pool-size=0',
];

/** A program in a process of its own, as an operator starts it. */
export type BotProcess = {
  pid: number | undefined;
  /** Ends it as an operator does; its exit code. */
  stop: () => Promise<number | null>;
};

/**
 * Runs `claimscope start` until it says that it has started.
 * Fails: AppError `bug` when it ends before that; what it says on standard error is passed on.
 */
export function startBotProcess(configFile: string, env: Env, options: readonly string[] = []): Promise<BotProcess> {
  const cli = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
  return startProcess([...NODE_FLAGS, cli, 'start', '--json', '--config', configFile, ...options], env);
}

/**
 * Runs a program of Node's until it prints that it has started.
 * Fails: AppError `bug` when it ends before that; what it says on standard error is passed on.
 */
export async function startProcess(args: readonly string[], env: Env): Promise<BotProcess> {
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const started = child.stdout === null ? Promise.resolve(['']) : once(child.stdout, 'data');
  const [first]: unknown[] = await Promise.race([started, exited.then(() => [''])]);
  if (!String(first).includes('"started":true')) throw new AppError('bug', 'the bot ended before it had started');
  return {
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}
