import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { startWorker } from '../../src/start-worker.ts';

let slack: LocalSlack;
let fleet: DemoFleet;
const AIKO = 'U0AIKOMORI1';
const CLAIMS = 'C0CLAIMS001';
const quiet = (): void => undefined;

beforeAll(async () => {
  slack = await startLocalSlack({ transport: 'socket' });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 8 } },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    handlers: [{ user: AIKO }],
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
});
afterAll(async () => {
  await fleet?.stop();
  await slack?.stop();
});

function start(): Promise<Bot> {
  return startBot(loadConfig({ file: fleet.file, env: fleet.env }), quiet);
}
const reminders = (): Message[] => slack.control.dms('aiko').filter(({ text }) => text.includes('⏰'));
const digests = (): Message[] => slack.control.messages('claims').filter(({ text }) => text.startsWith('Open claims'));

describe('a channel that asks for it', () => {
  it('has its open claims brought to mind and listed, once each, whoever runs and however often it is started', async () => {
    const { control } = slack;
    let bot = await start();
    await control.typeCommand('ben', 'claims', '/claim serial=SIM-3500-0001 symptom=light-print');
    await control.waitFor(() => control.dms('aiko').some(({ fromBot }) => fromBot));
    await bot.idle();
    const before = control.pings().length;
    // Nobody asked for anything yet.
    await bot.stop();
    bot = await start();
    await bot.idle();
    const now = new Date();
    const minute = (now.getUTCHours() * 60 + now.getUTCMinutes() + 1439) % 1440;
    const note = { at: 0, by: AIKO, what: 'channel-set' as const, channel: CLAIMS };
    const settings = { remindAfterMs: 1, timeZone: 'UTC', digest: { minute, since: 0 } };
    await bot.engine.store.setChannel(CLAIMS, settings, note);
    expect([reminders(), digests()]).toEqual([[], []]);
    await bot.stop();
    for (let again = 0; again < 3; again += 1) {
      bot = await start();
      const worker = await startWorker(loadConfig({ file: fleet.file, env: fleet.env }), quiet);
      await control.waitFor(
        () => reminders().length > 0 && digests().length > 0,
        20_000,
        'the reminder and the digest',
      );
      await bot.idle();
      await worker.stop();
      await bot.stop();
    }
    expect(reminders()).toHaveLength(1);
    expect(digests()).toHaveLength(1);
    const [reminder] = reminders();
    expect(reminder?.text).toContain('Claim 1 waits: Light print');
    expect(reminder?.text).toMatch(/<http[^|>]*\|Open the thread>/);
    expect(digests()[0]?.text).toContain('1 nobody has taken, 0 taken');
    expect(digests()[0]?.text).toMatch(/<http[^|>]*\|Claim 1> Light print, SIM-3500-0001, .*Aiko Mori/);
    for (const message of [...reminders(), ...digests()]) expect(validateBlocks(message.blocks)).toEqual([]);
    // Of all that, one bell rang, and once.
    expect(
      control
        .pings()
        .slice(before)
        .map(({ user, why }) => `${user} ${why}`),
    ).toEqual([`${AIKO} dm`]);
  });
});
