import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { examineInstalls } from '../../src/slack/examine-installs.ts';
import { startSendingShared } from '../../src/slack/start-sending-shared.ts';
import { sampleDossier } from './dossiers.ts';
import { FIRST, install, KEY, SECOND, type SharedBot, startSharedBot, STRANGE } from './shared.ts';

const WORDS = 'serial=SIM-3500-0042 symptom=light-print';
const running: SharedBot[] = [];
afterEach(async () => {
  for (const bot of running.splice(0)) await bot.stop();
});

async function start(...teams: string[]): Promise<SharedBot> {
  const bot = await startSharedBot();
  running.push(bot);
  for (const team of teams) expect((await install(bot, team)).status).toBe(200);
  return bot;
}
async function restart(bot: SharedBot, over?: Parameters<SharedBot['restart']>[0]): Promise<SharedBot> {
  const next = await bot.restart(over);
  running.splice(running.indexOf(bot), 1, next);
  return next;
}
const fromBot = (messages: readonly Message[]): Message[] => messages.filter((message) => message.fromBot);
const card = (slack: LocalSlack, channel: string): Promise<Message> =>
  slack.control.waitFor(
    () => fromBot(slack.control.messages(channel)).find(({ text }) => text.includes('Complete')),
    10_000,
    'the card',
  );
const claim = (slack: LocalSlack, channel: string): ReturnType<LocalSlack['control']['typeCommand']> =>
  slack.control.typeCommand('aiko', channel, `/claim ${WORDS}`);

describe('an app that several workspaces install', () => {
  it('answers each in its own channel with its own token, and shows neither the claims of the other', async () => {
    const bot = await start(FIRST.id, SECOND.id);
    const { first, second, strange } = bot.slacks;
    expect(await claim(first, FIRST.channel)).toMatchObject({ ok: true });
    expect(await claim(second, SECOND.channel)).toMatchObject({ ok: true });
    await card(first, FIRST.channel);
    await card(second, SECOND.channel);
    await bot.side.idle();
    expect([...bot.store.claims.values()].map(({ id, origin }) => [id, origin.team, origin.channel])).toEqual([
      [1, FIRST.id, FIRST.channel],
      [2, SECOND.id, SECOND.channel],
    ]);
    for (const [slack, team] of [
      [first, FIRST],
      [second, SECOND],
    ] as const) {
      const channels = slack.control.calls
        .filter(({ method }) => method === 'chat.postMessage')
        .map(({ args }) => String(args['channel']));
      expect(new Set(channels.filter((channel) => channel.startsWith('C')))).toEqual(new Set([team.channel]));
      expect(slack.control.calls.filter(({ ok }) => !ok)).toEqual([]);
    }
    expect(strange.control.calls).toEqual([]);
    // The first claim does not exist for the second workspace, nor the other way round.
    await second.control.typeCommand('aiko', SECOND.channel, '/claim show 1');
    await second.control.typeCommand('aiko', SECOND.channel, '/claim list all');
    await second.control.waitFor(() => second.control.ephemerals('aiko').length === 2);
    const [shown, listed] = second.control.ephemerals('aiko').map((one) => JSON.stringify([one.text, one.blocks]));
    expect(shown).toContain('no claim 1');
    expect(listed).toContain('Claim 2');
    expect(listed).not.toContain('Claim 1');
    const [message] = fromBot(second.control.thread(SECOND.channel, (await card(second, SECOND.channel)).ts)).slice(1);
    expect(await second.control.press('ben', SECOND.channel, message?.ts ?? '', 'claim_take')).toEqual({ ok: true });
    await expect.poll(() => bot.store.claims.get(2)?.status).toBe('taken');
    expect(bot.store.claims.get(1)?.status).toBe('open');
  });

  it('is installed only by who began it, and only where it may be', async () => {
    const bot = await start();
    const { state } = await install(bot, FIRST.id, 'slack-app-oauth-state=another');
    expect(await bot.installs.listInstallations()).toEqual([]);
    expect((await install(bot, FIRST.id, '')).status).not.toBe(200);
    expect((await install(bot, FIRST.id, `slack-app-oauth-state=${state}`)).status).not.toBe(200);
    expect((await install(bot, STRANGE.id)).status).toBe(403);
    expect(await bot.installs.listInstallations()).toEqual([]);
    expect(bot.logged.map(({ event }) => event)).toContain('slack.install-refused');
    const said = bot.slacks.first.control.typeMessage('aiko', FIRST.channel, 'SIM-3500-0042 too light');
    const command = await claim(bot.slacks.first, FIRST.channel);
    expect(command.ok).toBe(false);
    const { deliveries } = bot.slacks.first.control;
    const heard = deliveries.find(({ payload }) => JSON.stringify(payload).includes(said.ts));
    await bot.slacks.first.control.waitFor(() => heard?.tries.every(({ outcome }) => outcome?.kind === 'failed'));
    expect(bot.store.claims.size).toBe(0);
  });

  it('keeps no token that can be read, neither on disk nor in the log', async () => {
    const bot = await start(FIRST.id);
    await claim(bot.slacks.first, FIRST.channel);
    await card(bot.slacks.first, FIRST.channel);
    const seen = JSON.stringify([await bot.installs.listInstallations(), bot.store.log, bot.logged]);
    for (const secret of [bot.slacks.first.botToken, KEY.reveal(), bot.slacks.first.signingSecret]) {
      expect(seen).not.toContain(secret);
    }
  });

  it('is forgotten where it is removed, goes on elsewhere, and comes back with the next install', async () => {
    const bot = await start(FIRST.id, SECOND.id);
    const { first, second } = bot.slacks;
    await claim(first, FIRST.channel);
    await card(first, FIRST.channel);
    first.control.uninstall();
    await expect
      .poll(async () => (await bot.installs.listInstallations()).map(({ team }) => team))
      .toEqual([SECOND.id]);
    await first.control.waitFor(() =>
      first.control.deliveries
        .filter(({ type }) => type === 'app_uninstalled' || type === 'tokens_revoked')
        .every(({ tries }) => tries.at(-1)?.outcome?.kind === 'acked'),
    );
    // A claim of a workspace that is gone is shown to nobody, and nobody waits for it.
    await bot.show(1);
    expect(bot.logged).toContainEqual({
      level: 'warn',
      event: 'slack.no-workspace',
      facts: { claim: 1, team: FIRST.id },
    });
    await claim(second, SECOND.channel);
    await card(second, SECOND.channel);
    expect((await install(bot, FIRST.id)).status).toBe(200);
    expect(await claim(first, FIRST.channel)).toMatchObject({ ok: true });
    await expect.poll(() => bot.store.claims.size).toBe(3);
    await first.control.waitFor(() =>
      fromBot(first.control.messages(FIRST.channel)).some(({ text }) => /Claim 3\b/.test(text)),
    );
  });

  it('forgets a token of which Slack says that it is none any more', async () => {
    const bot = await start(FIRST.id, SECOND.id);
    bot.slacks.first.control.failNext('conversations.open', { kind: 'error', error: 'token_revoked' }, 100);
    bot.slacks.first.control.failNext('chat.postMessage', { kind: 'error', error: 'token_revoked' }, 100);
    await claim(bot.slacks.first, FIRST.channel);
    await expect
      .poll(async () => (await bot.installs.listInstallations()).map(({ team }) => team))
      .toEqual([SECOND.id]);
    expect(bot.logged.filter(({ event }) => event === 'slack.uninstalled')).toEqual([
      { level: 'warn', event: 'slack.uninstalled', facts: { team: FIRST.id, why: 'token_revoked' } },
    ]);
  });

  it('is still installed after a restart, with another first key too; one whose key is gone is told of, and the others work', async () => {
    let bot = await start(FIRST.id, SECOND.id);
    const next = new Secret(randomBytes(32).toString('hex'));
    bot = await restart(bot, { oauth: { ...bot.options.oauth, keys: [next, KEY] } });
    expect(bot.logged.filter(({ event }) => event === 'slack.install-resealed')).toHaveLength(2);
    bot = await restart(bot, { oauth: { ...bot.options.oauth, keys: [next] } });
    await claim(bot.slacks.first, FIRST.channel);
    await card(bot.slacks.first, FIRST.channel);
    const [kept] = await bot.installs.listInstallations();
    if (kept !== undefined) await bot.installs.putInstallation({ ...kept, key: 'lost' });
    bot = await restart(bot, { oauth: { ...bot.options.oauth, keys: [next] } });
    expect(bot.logged.map(({ event }) => event)).toContain('slack.install-locked');
    const failures = (): unknown[] => bot.logged.filter(({ event }) => event === 'slack.workspace-failed');
    const atStart = failures().length;
    expect(kept?.team).toBe(FIRST.id);
    expect(await claim(bot.slacks.first, FIRST.channel)).toMatchObject({ ok: false });
    expect(failures().length).toBe(atStart + 1);
    expect(failures().at(-1)).toMatchObject({ facts: { team: FIRST.id, code: 'bad_config' } });
    expect(await claim(bot.slacks.second, SECOND.channel)).toMatchObject({ ok: true });
    await card(bot.slacks.second, SECOND.channel);
  });

  it('keeps the words of each workspace until they were handled there, across a restart', async () => {
    let bot = await start(FIRST.id, SECOND.id);
    const down = { ...bot.options.desk, intake: () => Promise.reject(new Error('down')) };
    bot = await restart(bot, { desk: down, takeUpAgainMs: 3_600_000 });
    bot.slacks.second.control.typeMessage('aiko', SECOND.channel, 'SIM-3500-0042 too light');
    await expect.poll(async () => (await bot.store.listIncoming()).length).toBe(1);
    await bot.side.idle();
    bot = await restart(bot);
    await card(bot.slacks.second, SECOND.channel);
    expect(bot.store.claims.get(1)?.origin).toMatchObject({ team: SECOND.id, channel: SECOND.channel });
    expect(fromBot(bot.slacks.first.control.messages(FIRST.channel))).toEqual([]);
  });

  it('is looked into by the doctor, who says of each workspace what is missing', async () => {
    const bot = await start(FIRST.id);
    const { oauth, installs, signingSecret, apiUrl, claimsChannels } = bot.options;
    const options = { mode: 'http' as const, oauth, signingSecret, apiUrl, claimsChannels, experts: [], routes: [] };
    const findings = await examineInstalls({ ...options, installs }, Date.now);
    expect(findings.map(({ what, state }) => `${state} ${what}`)).toEqual([
      'unsure signing secret',
      'well keys of tokens',
      `well workspace ${FIRST.id}, bot token`,
      `well workspace ${FIRST.id}, scopes`,
      `well workspace ${FIRST.id}, clock`,
      `well workspace ${FIRST.id}, claims channel`,
      `ill workspace ${SECOND.id}`,
    ]);
    expect(findings.at(-1)?.remedy).toContain('/slack/install');
    const next = new Secret(randomBytes(32).toString('hex'));
    const rotated = { ...options, installs, oauth: { ...oauth, keys: [next, KEY] } };
    expect(await examineInstalls(rotated, Date.now)).toContainEqual(
      expect.objectContaining({ what: 'keys of tokens', state: 'unsure', says: expect.stringContaining(FIRST.id) }),
    );
    const lost = await examineInstalls({ ...rotated, oauth: { ...oauth, keys: [next] } }, Date.now);
    expect(lost).toContainEqual(
      expect.objectContaining({
        what: `workspace ${FIRST.id}`,
        state: 'ill',
        says: expect.stringContaining('sealed with the key'),
      }),
    );
    bot.slacks.first.control.uninstall();
    const kept = await bot.installs.getInstallation(FIRST.id);
    if (kept !== undefined) await bot.installs.putInstallation({ ...kept, at: Date.now() + 60_000 });
    expect(await examineInstalls({ ...options, installs }, Date.now)).toContainEqual(
      expect.objectContaining({
        what: `workspace ${FIRST.id}, bot token`,
        state: 'ill',
        says: 'Slack refuses it: account_inactive',
      }),
    );
    const none = await examineInstalls({ ...options, installs: undefined }, Date.now);
    expect(none.map(({ what, state }) => `${state} ${what}`)).toEqual(['unsure signing secret', 'ill installs']);
    expect(JSON.stringify([findings, lost, none])).not.toMatch(/xoxb-/);
  });

  it('is sent to by a worker with the token of each claim’s workspace', async () => {
    const bot = await start(FIRST.id, SECOND.id);
    for (const [slack, team] of [
      [bot.slacks.first, FIRST],
      [bot.slacks.second, SECOND],
    ] as const) {
      await claim(slack, team.channel);
      await card(slack, team.channel);
    }
    await bot.side.idle();
    const { oauth, installs, store, log, clock, apiUrl } = bot.options;
    const sending = await startSendingShared({
      oauth,
      installs,
      store,
      log,
      clock,
      apiUrl,
      postsPerSecond: null,
      editEveryMs: 1,
    });
    try {
      for (const taken of bot.store.claims.values()) {
        const events = [...taken.events, { at: Date.now(), by: 'U0CARLARUI1', what: 'taken' as const }];
        await sending.show(sampleDossier({ claim: { ...taken, status: 'taken', events } }));
      }
      for (const [slack, team] of [
        [bot.slacks.first, FIRST],
        [bot.slacks.second, SECOND],
      ] as const) {
        expect(JSON.stringify(fromBot(slack.control.messages(team.channel))[0]?.blocks)).toContain(
          '*Taken* by Carla Ruiz',
        );
        expect(slack.control.calls.filter(({ ok }) => !ok)).toEqual([]);
      }
    } finally {
      await sending.stop();
    }
  });
});
