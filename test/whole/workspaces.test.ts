import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBot, type Bot } from '../../src/main.ts';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { startWorker } from '../../src/start-worker.ts';
import { FIRST, install, KEY, SECOND, startWorkspaces } from '../slack/shared.ts';

const SERIAL = 'SIM-3500-0042';
let world: Awaited<ReturnType<typeof startWorkspaces>>;
let demo: DemoFleet;
let bot: Bot;
const silent = (): void => undefined;

beforeAll(async () => {
  world = await startWorkspaces();
  const { gate, port, app, signingSecret } = world;
  demo = await startDemoFleet({
    fleet: { quirks: false, latencyMs: 0 },
    slack: {
      mode: 'http',
      port,
      apiUrl: gate.apiUrl,
      postsPerSecond: null,
      oauth: {
        clientId: app.clientId,
        keys: [{ env: 'TOKEN_KEY' }],
        workspaces: [FIRST.id, SECOND.id],
        redirectUri: app.redirectUrls[0] ?? '',
      },
    },
    peers: { deadlineSeconds: 5, standSeconds: 0.5 },
    env: { SLACK_SIGNING_SECRET: signingSecret, SLACK_CLIENT_SECRET: app.clientSecret, TOKEN_KEY: KEY.reveal() },
  });
  bot = await startBot(demo.config, silent);
});
afterAll(async () => {
  await bot?.stop();
  await demo?.stop();
  await world?.stop();
});

const card = (slack: LocalSlack, channel: string, serial = SERIAL): Promise<Message> =>
  slack.control.waitFor(
    () =>
      slack.control
        .messages(channel)
        .find((one) => one.fromBot && one.text.includes(serial) && JSON.stringify(one.blocks).includes('Complete')),
    60_000,
    `the card of ${serial}`,
  );

describe('a bot that several workspaces install, over real sockets', () => {
  it('opens a claim in each, keeps the installs sealed in its store, and shows claims of other systems in the first', async () => {
    const { first, second } = world.slacks;
    for (const team of [FIRST.id, SECOND.id]) expect((await install(world, team)).status).toBe(200);
    await first.control.typeCommand('aiko', FIRST.channel, `/claim serial=${SERIAL} symptom=light-print`);
    await second.control.typeCommand('aiko', SECOND.channel, `/claim serial=${SERIAL} symptom=light-print`);
    await card(first, FIRST.channel);
    await card(second, SECOND.channel);
    const { store } = bot.engine;
    expect((await store.listClaims({ limit: 9, order: 'oldest' })).map(({ origin }) => origin.team)).toEqual([
      FIRST.id,
      SECOND.id,
    ]);
    const kept = await store.listInstallations();
    expect(kept.map(({ team }) => team)).toEqual([FIRST.id, SECOND.id]);
    expect(JSON.stringify(kept)).not.toContain(first.botToken);
    const response = await fetch(`${bot.apiUrl}/claims`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${demo.env['DEMO_API_TOKEN'] ?? ''}`,
        'content-type': 'application/json',
        'idempotency-key': 'erp-1',
      },
      body: JSON.stringify({ serial: 'SIM-3500-0013', symptoms: ['light-print'] }),
    });
    expect(response.status).toBe(201);
    await card(first, FIRST.channel, 'SIM-3500-0013');
    await bot.idle();
  });

  it('is helped by a worker, which has the tokens from the store alone', async () => {
    const { second } = world.slacks;
    await bot.stop();
    const worker = await startWorker(demo.config, silent);
    try {
      const theirs = (await worker.engine.store.listClaims({ limit: 9 })).find(
        ({ origin }) => origin.team === SECOND.id,
      );
      await worker.engine.desk.take(theirs?.id ?? 0, 'U0CARLARUI1');
      await second.control.waitFor(
        () => JSON.stringify(second.control.messages(SECOND.channel)[0]?.blocks).includes('*Taken* by Carla Ruiz'),
        30_000,
        'the card that says who took it',
      );
    } finally {
      await worker.stop();
    }
  });
});
