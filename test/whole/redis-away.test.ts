import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { openStore } from '../../src/open-store.ts';
import { SORRY_TEXT } from '../../src/slack/listeners/guard.ts';
import { hasRedis, type RedisServer, startRedis } from '../store/redis-server.ts';

const started: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const part of started.splice(0).toReversed()) await part.stop();
});

/** A fleet, a Slack and a Redis that knows the fleet; the bot is the test's to start. */
async function begin(): Promise<{ slack: LocalSlack; server: RedisServer; config: DemoFleet['config'] }> {
  const server = await startRedis();
  started.push({ stop: () => server.remove() });
  const slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } });
  started.push(slack);
  const fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 45 }, latencyMs: 5 },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    peers: { deadlineSeconds: 2, standSeconds: 0.5 },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  started.push(fleet);
  const redis = { kind: 'redis', url: new Secret(server.url), prefix: 'desk', cluster: false } as const;
  const config = { ...fleet.config, store: redis };
  const store = await openStore(config);
  await store.putDevices(fleet.fleet.devices);
  await store.close();
  return { slack, server, config };
}

describe.runIf(hasRedis)('a bot whose Redis goes away', () => {
  it('starts without it, asks people to try again, says so once, and works when it is back, again and again', async () => {
    const { slack, server, config } = await begin();
    const { control } = slack;
    const logged: { level: string; event: string; facts: Record<string, unknown> }[] = [];
    const saidOf = (event: string): number => logged.filter((line) => line.event === event).length;
    let claims = 0;
    async function expectAway(): Promise<void> {
      const told = control.ephemerals('ben').length;
      const result = await control.typeCommand('ben', 'claims', '/claim serial=SIM-3500-0042 symptom=light-print');
      // In the word that it arrived, so that nobody takes it for kept in between.
      expect(result).toMatchObject({ ok: true, body: { text: SORRY_TEXT, response_type: 'ephemeral' } });
      expect(control.ephemerals('ben').slice(told)).toMatchObject([{ text: SORRY_TEXT }]);
      expect(
        control.messages('claims').filter((message) => message.fromBot && message.threadTs === undefined),
      ).toHaveLength(claims);
    }
    async function expectBack(): Promise<void> {
      await expect.poll(() => saidOf('store.back'), { timeout: 60_000 }).toBe(saidOf('store.lost'));
      await control.typeCommand('ben', 'claims', '/claim serial=SIM-3500-0042 symptom=light-print');
      claims += 1;
      const cards = () =>
        control.messages('claims').filter((message) => message.fromBot && message.threadTs === undefined);
      const complete = () => cards().filter((card) => JSON.stringify([card.text, card.blocks]).includes('Complete'));
      await control.waitFor(() => complete().length === claims, 60_000, `${claims} cards`);
      expect(cards()).toHaveLength(claims);
    }

    await server.kill();
    const bot: Bot = await startBot(config, (level, event, facts) => void logged.push({ level, event, facts }));
    started.push(bot);
    await expectAway();
    expect(logged.filter((line) => line.event === 'store.lost')).toEqual([
      {
        level: 'error',
        event: 'store.lost',
        facts: { where: server.url, why: 'nothing listens there (ECONNREFUSED)' },
      },
    ]);
    await server.restart();
    await expectBack();
    for (let outage = 2; outage <= 3; outage++) {
      await server.kill();
      await expectAway();
      expect(saidOf('store.lost')).toBe(outage);
      await server.restart();
      await expectBack();
      expect(saidOf('store.back')).toBe(outage);
    }
  });
});
