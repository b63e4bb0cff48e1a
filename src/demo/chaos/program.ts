import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../config/secrets.ts';

/** A `claimscope` process that can be killed and started again. */
export type Program = {
  name: string;
  /** Resolves when it says that it has started, or has ended before. */
  start: () => Promise<void>;
  kill: () => Promise<void>;
  /** Ends it as an operator does. Shape: its exit code. Units: milliseconds it took. */
  end: () => Promise<{ code: number | null; tookMs: number }>;
};

/** Prepares one, not started yet; tests run it from the build, whatever they run from themselves. */
export function prepareProgram(name: string, words: string[], env: Env): Program {
  const cli = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
  let child: ChildProcess | undefined;
  async function over(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return null;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
    return ending.exitCode;
  }
  return {
    name,
    async start() {
      const started = spawn(process.execPath, [cli, ...words, '--json'], {
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child = started;
      await Promise.race([once(started.stdout, 'data'), once(started, 'exit')]);
    },
    async kill() {
      await over('SIGKILL');
    },
    async end() {
      const from = performance.now();
      return { code: await over('SIGTERM'), tookMs: performance.now() - from };
    },
  };
}
