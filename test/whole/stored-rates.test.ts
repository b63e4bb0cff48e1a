import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRows } from '../../src/core/export-rows.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { keepReadings } from '../../src/flow/keep-readings.ts';
import { loadDossier } from '../../src/flow/load-dossier.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { loadRules } from '../../src/rules/load.ts';

const DAY = 86_400_000;
const SERIAL = 'SIM-3500-0001';
let slack: LocalSlack;
let fleet: DemoFleet;
let bot: Bot;

beforeAll(async () => {
  slack = await startLocalSlack({ transport: 'socket' });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 12 } },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  bot = await startBot(fleet.config, () => undefined);
});
afterAll(async () => {
  await bot?.stop();
  await fleet?.stop();
  await slack?.stop();
});

describe('a claim on a machine that prints far more than its peers', () => {
  it('says so in the thread, in the sources and in the export, as what is stored, while all else is read live', async () => {
    const { control } = slack;
    const { store } = bot.engine;
    const now = Date.now();
    const book = await loadRules();
    for (const [n, { serial }] of fleet.fleet.devices.entries()) {
      // Two that were met three days ago have no rate.
      const days = n >= 10 ? 3 : 12;
      const aDay = serial === SERIAL ? 900 : 300 + n;
      for (let ago = days; ago >= 1; ago -= 1) {
        const at = now - ago * DAY;
        const value = { kind: 'number' as const, number: 1000 + (days - ago) * aDay, unit: 'impressions' as const };
        const evidence = [{ protocol: 'snmp' as const, place: '1.3.6', raw: String(value.number), at, tookMs: 1 }];
        await keepReadings({ store, book }, [{ serial, readings: [{ item: 'copies.total', value, evidence, at }] }]);
      }
    }
    await control.typeCommand('ben', 'claims', `/claim serial=${SERIAL} symptom=light-print`);
    const roots = (): Message[] => control.messages('claims').filter(({ text }) => text.includes('Claim 1: '));
    const card = (): string => JSON.stringify([roots()[0]?.blocks]);
    await control.waitFor(() => card().includes('Complete'), 20_000, 'the card');
    await bot.idle();
    const thread = control.thread('claims', roots()[0]?.ts ?? '');
    for (const { blocks } of thread) expect(validateBlocks(blocks)).toEqual([]);
    const said = JSON.stringify(thread.map(({ text, blocks }) => [text, blocks]));
    expect(said).toContain('900 impressions a day (over 11 days, to 1 day ago)');
    expect(said).toMatch(/times as high: 5\d\d impressions a day above the median of \d peers/u);
    expect(said).toContain('much use is no fault by itself');

    const dossier = await loadDossier({ store, book, clock: () => now }, 1);
    const fetch = dossier?.fetches[0];
    const row = fetch?.comparisons.find(({ item }) => item === 'copies.a-day');
    expect(row).toMatchObject({ verdict: 'cannot-say', side: 'high', baseline: { kind: 'number', percentile: 100 } });
    const n = row?.baseline.kind === 'number' ? row.baseline.n : 0;
    expect(n).toBeGreaterThanOrEqual(5);
    expect(n).toBeLessThanOrEqual(9);
    expect(fetch?.peers).toMatchObject({ stored: 0, missing: 0 });
    if (dossier === undefined) throw new Error('the claim is there');
    const exported = exportRows(dossier).find(([, , title]) => title === row?.title) ?? [];
    expect(exported.slice(11, 14)).toEqual(['worked out of what is stored', 'past', 'copies.total']);
    expect(exported[14]).toMatch(/^1000 impressions at .*Z, 10900 impressions at .*Z$/u);
  });
});
