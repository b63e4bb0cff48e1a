import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Reading } from '../../src/core/reading.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { type Bot, startBot } from '../../src/main.ts';

let slack: LocalSlack;
let fleet: DemoFleet;
let bot: Bot;
const SERIAL = 'SIM-3500-0001';

beforeAll(async () => {
  slack = await startLocalSlack({ transport: 'socket' });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 8 } },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  // Without the maker's service nobody but an engineer knows what stands in service mode.
  const config = { ...loadConfig({ file: fleet.file, env: fleet.env }), services: {} };
  bot = await startBot(config, () => undefined);
});
afterAll(async () => {
  await bot?.stop();
  await fleet?.stop();
  await slack?.stop();
});

function list(serial: string): Buffer {
  return Buffer.from(
    `serial;${serial}\ndate;2026-11-20 14:30\ncode;name;value;unit\nexposure.setting;;3;step\ndrum.charge-setting/black;;<!channel>;V\n`,
  );
}

describe('a service-mode list that is dropped in the thread of a claim', () => {
  it('joins the dossier or is refused, and the thread says which and why', async () => {
    const { control } = slack;
    await control.typeCommand('ben', 'claims', `/claim serial=${SERIAL} symptom=light-print`);
    const roots = (): Message[] => control.messages('claims').filter(({ text }) => text.includes('Claim 1: '));
    const shown = (): string => JSON.stringify([roots()[0]?.blocks]);
    await control.waitFor(() => shown().includes('Complete'), 20_000, 'the card');
    const card = { ts: roots()[0]?.ts ?? '' };
    await bot.idle();
    const words = (): Message[] => control.thread('claims', card.ts).filter(({ text }) => text.startsWith('📄'));
    const drop = (name: string, bytes: Buffer): unknown =>
      control.typeMessage('carla', 'claims', 'from the engineer', { threadTs: card.ts, files: [{ name, bytes }] });
    drop('other.csv', list('SIM-3500-0002'));
    await control.waitFor(() => words().length === 1, 20_000, 'the refusal');
    expect(words()[0]?.text).toBe(
      `📄 Nothing was taken from *other.csv*: The list is of SIM-3500-0002, not of ${SERIAL}: nothing was taken from it.`,
    );
    expect(await bot.engine.store.listFetches(1)).toHaveLength(1);
    drop('list.csv', list(SERIAL));
    await control.waitFor(() => words().length === 2, 20_000, 'what was taken');
    const text = words()[1]?.text ?? '';
    expect(text).toContain('*list.csv* was brought in: from service mode, made <!date^');
    expect(text).toContain('• Exposure setting: 3 steps (line 4)');
    expect(text).toMatch(/• line 5: .*&lt;!channel&gt;/);
    for (const { blocks } of words()) expect(validateBlocks(blocks)).toEqual([]);
    await control.waitFor(() => shown().includes('Fetch 2: Complete'), 20_000, 'the new comparison');
    await bot.idle();
    const [first, second] = await bot.engine.store.listFetches(1);
    expect(second?.by).toBe('U0CARLARUI1');
    const own = (readings: readonly Reading[] = []): Reading | undefined =>
      readings.find(({ item }) => item === 'exposure.setting');
    expect(own(first?.readings)?.value.kind).toBe('absent');
    const at = Date.UTC(2026, 10, 20, 14, 30);
    expect(own(second?.readings)).toMatchObject({ value: { kind: 'number', number: 3 }, at });
    expect(own(second?.readings)?.evidence.at(-1)).toMatchObject({ protocol: 'report', place: 'list.csv, line 4' });
    expect(shown()).toContain('From a service-mode list of 2026-11-20, not read live: Exposure setting.');
    expect(shown()).toContain('Service-mode list brought in (list.csv) by Carla Ruiz');
    expect(control.pings().filter(({ why }) => ['everyone', 'group'].includes(why))).toEqual([]);
  });
});
