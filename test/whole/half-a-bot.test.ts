import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { startBot } from '../../src/main.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

let taken: Server;
let slack: LocalSlack;
let fleet: DemoFleet;

beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack = await startLocalSlack({ transport: 'socket', ackTimeoutMs: 2000 });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 2 } },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  const written: { api: object } = parse(await readFile(fleet.file, 'utf8'));
  await writeFile(fleet.file, stringify({ ...written, api: { ...written.api, port: address.port } }));
});

afterAll(async () => {
  await fleet?.stop();
  await slack?.stop();
  taken?.close();
});

async function expectNobody(): Promise<void> {
  const typed = slack.control.typeCommand('ben', 'claims', '/claim serial=SIM-3500-0001 symptom=light-print');
  expect(await typed.catch(() => ({ ok: false }))).toMatchObject({ ok: false });
  expect(slack.control.messages('claims').filter(({ fromBot }) => fromBot)).toEqual([]);
  // Slack itself says that nobody took it; the bot says nothing.
  expect(slack.control.ephemerals('ben').filter(({ from }) => from !== 'USLACKBOT')).toEqual([]);
}

describe('a bot that cannot open all of its parts', () => {
  it('opens none: it says why, and Slack finds nobody there', async () => {
    const config = loadConfig({ file: fleet.file, env: fleet.env });
    await expect(startBot(config, () => undefined)).rejects.toMatchObject({ code: 'bad_config' });
    await expectNobody();
  });

  it('ends as a process, with the code of its fault', async () => {
    const child = spawn(process.execPath, [cli, 'start', '--config', fleet.file], {
      env: { PATH: process.env['PATH'], ...fleet.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    const [code]: unknown[] = await once(child, 'exit');
    expect(said).toContain('cannot listen at');
    expect(code).toBe(2);
    await expectNobody();
  });
});
