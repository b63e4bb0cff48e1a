import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const startLine = z.object({ started: z.literal(true), metricsUrl: z.string().optional() });

let slack: LocalSlack;
let fleet: DemoFleet;
const children: ChildProcess[] = [];

beforeAll(async () => {
  slack = await startLocalSlack({ transport: 'socket' });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 2 } },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await fleet?.stop();
  await slack?.stop();
});

/** Starts a worker as it is shipped. Shape: what it printed once it started, or its exit code and what it said. */
async function startWorker(
  ...args: string[]
): Promise<{ child: ChildProcess; line?: z.output<typeof startLine>; code?: unknown; said: string }> {
  const child = spawn(process.execPath, [cli, 'worker', '--config', fleet.file, '--json', ...args], {
    env: { PATH: process.env['PATH'], ...fleet.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const [first]: unknown[] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return Buffer.isBuffer(first)
    ? { child, line: startLine.parse(JSON.parse(first.toString())), said }
    : { child, code: first, said };
}

describe('a worker', () => {
  it('answers probes and tells what it counts where it is told to, until it ends', async () => {
    const { child, line } = await startWorker('--metrics-port', '0');
    const url = line?.metricsUrl ?? '';
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const counted = await (await fetch(`${url}/metrics`)).text();
    expect(counted).toContain('claimscope_events_total{level="info",event="worker.started"} 1');
    expect(counted).toContain('claimscope_queue_jobs{state="waiting"} 0');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('listens nowhere unless it is told to', async () => {
    const { child, line } = await startWorker();
    expect(line).toEqual({ started: true });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends with the code of its fault where the port is taken, and none of it goes on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? String(address.port) : '';
    const { code, said } = await startWorker('--metrics-port', port);
    taken.close();
    expect(code).toBe(2);
    expect(said).toContain('The port for metrics cannot listen at');
    expect((await startWorker('--metrics-port', '70000')).code).toBe(2);
  });
});
