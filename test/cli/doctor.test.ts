import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { examineSetup } from '../../src/cli/examine-setup.ts';
import type { Finding } from '../../src/core/finding.ts';
import { Secret } from '../../src/core/secret.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { hasRedis, startRedis } from '../store/redis-server.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
let slack: LocalSlack;
let demo: DemoFleet;

beforeAll(async () => {
  slack = await startLocalSlack({ transport: 'socket', manifest: parse(readFileSync('manifest.yml', 'utf8')) });
  demo = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-1200': 2 }, latencyMs: 0 },
    slack: { apiUrl: slack.apiUrl },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
});
afterAll(async () => {
  await demo?.stop();
  await slack?.stop();
});

const SOON = { timeout: 1 };
const of = (findings: Finding[], what: string): Finding | undefined => findings.find((one) => one.what === what);

async function run(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [cli, 'doctor', '--config', demo.file, ...args], {
    env: { PATH: process.env['PATH'], ...demo.env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes) => (said.out += String(bytes)));
  child.stderr.on('data', (bytes) => (said.err += String(bytes)));
  await once(child, 'close');
  return { code: child.exitCode, ...said };
}

describe('claimscope doctor', () => {
  it('looks into everything a bot stands on, and ends with 0 where nothing is ill', async () => {
    const { code, out, err } = await run([]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const what of ['rules', 'store', 'device', 'bot token', 'scopes', 'clock', 'app token', 'claims channel']) {
      expect(out).toMatch(new RegExp(`^ok +${what}: `, 'm'));
    }
    expect(out).toMatch(/^ok +device: SIM-1200-\d+ at .* answers as SIM-1200, read by the profile /m);
    expect(out).not.toMatch(/xox|xapp/);
  });

  it('ends with 1, and says what to do, where a device does not answer', async () => {
    const [device] = demo.fleet.devices;
    await demo.fleet.setLoss(100);
    const { code, out } = await run(['--json', '--timeout', '1', '--serial', device?.serial ?? '']);
    await demo.fleet.setLoss(0);
    const { findings }: { findings: Finding[] } = JSON.parse(out);
    expect(code).toBe(1);
    expect(of(findings, 'device')).toMatchObject({ state: 'ill', remedy: expect.stringContaining('UDP 161') });
    expect(of(findings, 'store')).toMatchObject({ state: 'well' });
  });

  it('names customers of a channel of theirs who have no device', async () => {
    const [device] = demo.fleet.devices;
    const customerChannels = [{ channel: 'claims', customers: [device?.customer ?? '', 'Nobody Ltd'] }];
    const findings = await examineSetup({ ...demo.config, slack: { ...demo.config.slack, customerChannels } }, SOON);
    expect(findings.filter(({ what }) => what === 'customers')).toMatchObject([
      { state: 'ill', says: 'no device of "Nobody Ltd" is registered' },
    ]);
  });

  it("a serial that is nobody's is told, with those that may be meant", async () => {
    const asked = examineSetup(demo.config, { ...SOON, serial: 'SIM-1200-00001' });
    await expect(asked).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('SIM-1200-0001') });
  });

  it('a credential that does not fit, a store that is not there yet, and rules with faults are each one finding', async () => {
    const bare = { ...demo.config, credentials: {} };
    expect(of(await examineSetup(bare, SOON), 'device')).toMatchObject({ state: 'ill' });
    const store = { kind: 'sqlite' as const, path: `${demo.file}-none.db` };
    const unborn = await examineSetup({ ...demo.config, store }, SOON);
    expect(of(unborn, 'store')).toMatchObject({ state: 'unsure', says: expect.stringContaining('not there yet') });
    expect(of(unborn, 'device')).toBeUndefined();
    const faulty = await examineSetup({ ...demo.config, rulesDir: `${demo.file}-nowhere` }, SOON);
    expect(of(faulty, 'rules')).toMatchObject({ state: 'ill' });
    expect(of(faulty, 'bot token')).toMatchObject({ state: 'well' });
  });

  it('a file that is no store, and a Redis that is away or keeps nothing, are ill', async () => {
    const path = `${demo.file}-text.db`;
    await writeFile(path, 'this is no database, and long enough to be taken for one: '.repeat(100));
    const text = await examineSetup({ ...demo.config, store: { kind: 'sqlite', path } }, SOON);
    expect(of(text, 'store')).toMatchObject({ state: 'ill', says: expect.stringContaining(path) });
    await rm(path);
    const away = { kind: 'redis' as const, url: new Secret('redis://:hush@127.0.0.1:9'), prefix: 'd', cluster: false };
    const findings = await examineSetup({ ...demo.config, store: away }, SOON);
    expect(of(findings, 'store')).toMatchObject({ state: 'ill', remedy: expect.stringContaining('REDIS_URL') });
    expect(JSON.stringify(findings)).not.toContain('hush');
  });

  it.skipIf(!hasRedis)('a Redis that may drop keys is told apart from one that may not', async () => {
    const redis = await startRedis(['--maxmemory-policy', 'volatile-lru']);
    try {
      const store = { kind: 'redis' as const, url: new Secret(redis.url), prefix: 'doctor', cluster: false };
      const findings = await examineSetup({ ...demo.config, store }, SOON);
      const kept = findings.filter(({ what }) => what === 'store');
      expect(kept.map(({ state }) => state)).toEqual(['well', 'unsure']);
      expect(kept[1]?.says).toContain('noeviction');
      expect(of(findings, 'device')).toMatchObject({
        state: 'ill',
        says: expect.stringContaining('none is registered'),
      });
    } finally {
      await redis.remove();
    }
  });
});
