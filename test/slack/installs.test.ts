import { randomBytes } from 'node:crypto';
import type { Installation as SlackInstallation } from '@slack/bolt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { keyOctets } from '../../src/core/sealing-key.ts';
import { Secret } from '../../src/core/secret.ts';
import { openByTeam } from '../../src/slack/installs/by-team.ts';
import { firstPlace } from '../../src/slack/installs/first-place.ts';
import { type Installs, openInstalls, uninstallOf } from '../../src/slack/installs/installs.ts';
import { ofTeam } from '../../src/slack/installs/of-team.ts';
import { openSealer } from '../../src/slack/installs/seal.ts';
import { NOW, sampleClaim, sampleDossier } from './dossiers.ts';
import { fakeDesk, memoryInstalls, memoryStore } from './fakes.ts';

const aKey = (): Secret => new Secret(randomBytes(32).toString('hex'));
const [OLD, NEW] = [aKey(), aKey()];

describe('what is sealed', () => {
  it('opens for its own workspace, with any key that is configured, and shows nothing of what it is', () => {
    const [before, now, other] = [openSealer([OLD]), openSealer([NEW, OLD]), openSealer([NEW])];
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string(), (text, team) => {
        const sealed = { team, at: 1, ...before.seal(team, text) };
        expect(now.open(sealed)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
        expect(now.isCurrent(sealed)).toBe(false);
        expect(() => other.open(sealed)).toThrow(/sealed with the key .* does not name/);
        expect(() => now.open({ ...sealed, team: `${team}x` })).toThrow(/was changed/);
      }),
    );
    const secret = `xoxb-${randomBytes(20).toString('hex')}`;
    const sealed = before.seal('T1', secret);
    expect(`${JSON.stringify(sealed)}${Buffer.from(sealed.sealed, 'base64').toString('latin1')}`).not.toContain(secret);
    expect(before.seal('T1', secret).sealed).not.toBe(sealed.sealed);
  });

  it('opens no more when one of its bits was changed, or some of it is gone', () => {
    const sealer = openSealer([NEW]);
    const whole = { team: 'T1', at: 1, ...sealer.seal('T1', 'xoxb-1') };
    const bytes = Buffer.from(whole.sealed, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open({ ...whole, sealed: changed.toString('base64') })).toThrow(/was changed/);
      expect(() => sealer.open({ ...whole, sealed: bytes.subarray(0, at).toString('base64') })).toThrow(/was changed/);
    }
  });

  it('needs keys of 32 octets', () => {
    expect(() => openSealer([])).toThrow('names no key');
    for (const text of ['', 'short', 'x'.repeat(64), 'a'.repeat(63), randomBytes(31).toString('base64')]) {
      expect(keyOctets(text)).toBeUndefined();
      expect(() => openSealer([new Secret(text)])).toThrow('is not 32 octets');
    }
    const octets = randomBytes(32);
    for (const form of ['hex', 'base64', 'base64url'] as const)
      expect(keyOctets(octets.toString(form))).toEqual(octets);
  });
});

function made(
  keys: readonly Secret[],
  store = memoryInstalls(),
): { installs: Installs; store: typeof store; logged: string[] } {
  const logged: string[] = [];
  const installs = openInstalls({
    store,
    sealer: openSealer(keys),
    workspaces: ['T1', 'T2'],
    clock: () => NOW,
    log: (level, event, facts) => void logged.push(`${level} ${event} ${JSON.stringify(facts)}`),
  });
  return { installs, store, logged };
}

const installed = (team: string, token = `xoxb-${team}`): SlackInstallation<'v2', false> => ({
  team: { id: team, name: 'Toner & Co' },
  enterprise: undefined,
  user: { id: 'U1', token: 'xoxp-of-a-person', scopes: undefined },
  bot: { token, scopes: ['chat:write'], id: 'B1', userId: 'U2' },
  isEnterpriseInstall: false,
  authVersion: 'v2',
});
const query = (teamId: string): Parameters<Installs['forBolt']['fetchInstallation']>[0] => ({
  teamId,
  enterpriseId: undefined,
  isEnterpriseInstall: false,
});

describe('installs', () => {
  it('give Bolt the bot of a workspace, and keep nothing of what the person who installed it may do', async () => {
    const { installs, store, logged } = made([NEW]);
    await installs.forBolt.storeInstallation(installed('T1'));
    const kept = await installs.forBolt.fetchInstallation(query('T1'));
    expect(kept.bot?.token).toBe('xoxb-T1');
    expect(kept.user).toEqual({ id: 'U1' });
    expect((await installs.botOf('T1'))?.token.reveal()).toBe('xoxb-T1');
    expect(await installs.teams()).toEqual(['T1']);
    expect(await installs.botOf('T2')).toBeUndefined();
    await expect(installs.forBolt.fetchInstallation(query('T2'))).rejects.toThrow('not installed in workspace T2');
    expect(JSON.stringify([await store.listInstallations(), logged])).not.toMatch(/xox[bp]-/);
  });

  it('are made only in workspaces that are named, one at a time', async () => {
    const { installs, store, logged } = made([NEW]);
    await expect(installs.forBolt.storeInstallation(installed('T9'))).rejects.toThrow('none of slack.oauth.workspaces');
    expect(logged).toEqual(['warn slack.install-refused {"team":"T9"}']);
    const { team: _team, ...org } = installed('T1');
    const whole = { ...org, team: undefined, enterprise: { id: 'E1' }, isEnterpriseInstall: true as const };
    await expect(installs.forBolt.storeInstallation(whole)).rejects.toThrow('one workspace at a time');
    const { bot: _bot, ...noBot } = installed('T1');
    await expect(installs.forBolt.storeInstallation(noBot)).rejects.toThrow('no bot token');
    expect(await store.listInstallations()).toEqual([]);
    // One that was named once, and is not any more, has no token.
    await store.putInstallation({
      team: 'T9',
      at: 1,
      ...openSealer([NEW]).seal('T9', JSON.stringify(installed('T9'))),
    });
    expect(await installs.botOf('T9')).toBeUndefined();
    expect(await installs.teams()).toEqual([]);
  });

  it('are sealed anew with the first key, and one whose key is gone is told of and left', async () => {
    const { store } = made([OLD]);
    await made([OLD], store).installs.forBolt.storeInstallation(installed('T1'));
    await made([aKey()], store).installs.forBolt.storeInstallation(installed('T2'));
    const before = await store.listInstallations();
    const { installs, logged } = made([NEW, OLD], store);
    await installs.renew();
    const [first, second] = await store.listInstallations();
    expect(first).toMatchObject({ team: 'T1', at: NOW });
    expect(first?.key).not.toBe(before[0]?.key);
    expect(second).toEqual(before[1]);
    expect(logged.map((line) => line.split(' ')[1])).toEqual(['slack.install-resealed', 'slack.install-locked']);
    // The old key is needed no more.
    expect((await made([NEW], store).installs.botOf('T1'))?.token.reveal()).toBe('xoxb-T1');
    await expect(installs.botOf('T2')).rejects.toMatchObject({ code: 'bad_config' });
  });

  it('end when Slack says so, and not by what was said of the one before', async () => {
    const event = (over: Record<string, unknown>, time = NOW / 1000): unknown => ({
      team_id: 'T1',
      event_time: time,
      event: { type: 'app_uninstalled', ...over },
    });
    expect(uninstallOf(event({}))).toEqual({ team: 'T1', upTo: NOW + 999, why: 'app_uninstalled' });
    expect(uninstallOf(event({ type: 'tokens_revoked', tokens: { bot: ['U2'] } }))?.why).toBe('tokens_revoked');
    expect(uninstallOf(event({ type: 'tokens_revoked', tokens: { oauth: ['U2'], bot: [] } }))).toBeUndefined();
    expect(uninstallOf(event({ type: 'message' }))).toBeUndefined();
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(uninstallOf(body)).toBeUndefined();
      }),
    );
    const { installs } = made([NEW]);
    await installs.forBolt.storeInstallation(installed('T1'));
    await installs.remove('T1', uninstallOf(event({}, NOW / 1000 - 60))?.upTo ?? 0, 'late');
    expect(await installs.teams()).toEqual(['T1']);
    await installs.remove('T1', uninstallOf(event({}))?.upTo ?? 0, 'now');
    expect(await installs.teams()).toEqual([]);
  });
});

describe('what is open by workspace', () => {
  it('is opened once, anew after an install, closed with it, and tried again where it failed', async () => {
    const { installs, store } = made([NEW]);
    await installs.forBolt.storeInstallation(installed('T1'));
    const log: string[] = [];
    let fails = 1;
    const by = openByTeam<string>({
      installs,
      async open({ token }) {
        log.push(`open ${token.reveal()}`);
        fails -= 1;
        if (fails === 0) throw new Error('Slack is away');
        return token.reveal();
      },
      close: async (one) => void log.push(`close ${one}`),
    });
    await expect(by.of('T1')).rejects.toThrow('away');
    expect(await Promise.all([by.of('T1'), by.of('T1'), by.of('T2')])).toEqual(['xoxb-T1', 'xoxb-T1', undefined]);
    await installs.forBolt.storeInstallation(installed('T1', 'xoxb-again'));
    expect(await by.of('T1')).toBe('xoxb-again');
    await store.removeInstallation('T1', NOW);
    expect(await by.of('T1')).toBeUndefined();
    await expect
      .poll(() => log)
      .toEqual(['open xoxb-T1', 'open xoxb-T1', 'open xoxb-again', 'close xoxb-T1', 'close xoxb-again']);
  });

  it('is closed when it is stopped, also what was being opened or closed then, and is opened no more', async () => {
    const { installs } = made([NEW]);
    for (const team of ['T1', 'T2']) await installs.forBolt.storeInstallation(installed(team));
    const log: string[] = [];
    const gates = new Map<string, () => void>();
    const gate = (name: string): Promise<void> => new Promise((resolve) => void gates.set(name, resolve));
    const by = openByTeam<string>({
      installs,
      async open({ team, token }) {
        if (team === 'T2') await gate('open T2');
        return `${team} ${token.reveal()}`;
      },
      async close(one) {
        await gate(`close ${one}`);
        log.push(one);
      },
    });
    await by.of('T1');
    // A new token closes what belonged to the old one, which takes its time.
    await installs.forBolt.storeInstallation(installed('T1', 'xoxb-again'));
    await by.of('T1');
    const opening = by.of('T2');
    await expect.poll(() => gates.has('open T2')).toBe(true);
    let isOver = false;
    const stopped = by.stop().then(() => void (isOver = true));
    await expect(by.of('T1')).rejects.toMatchObject({ code: 'slack_failed' });
    gates.get('open T2')?.();
    expect(await opening).toBe('T2 xoxb-T2');
    for (const name of ['T1 xoxb-T1', 'T1 xoxb-again', 'T2 xoxb-T2']) {
      await expect.poll(() => gates.has(`close ${name}`)).toBe(true);
      expect(isOver).toBe(false);
      gates.get(`close ${name}`)?.();
    }
    await stopped;
    expect(log.toSorted()).toEqual(['T1 xoxb-T1', 'T1 xoxb-again', 'T2 xoxb-T2']);
  });
});

describe('the place of claims that come from no conversation', () => {
  const one = (
    team: string,
    claimsChannel?: string,
  ): { team: string; workspace: { claimsChannel: string | undefined } } => ({
    team,
    workspace: { claimsChannel },
  });
  const nothing = async (): Promise<undefined> => undefined;

  it('is the first workspace of the configuration that has a claims channel, whichever was opened first', async () => {
    const opened = [one('T3', 'C3'), one('T1'), one('T2', 'C2')];
    expect((await firstPlace(['T1', 'T2', 'T3'], opened, nothing)).team).toBe('T2');
    expect((await firstPlace(['T3', 'T2', 'T1'], opened, nothing)).team).toBe('T3');
    expect((await firstPlace(['T1'], opened, nothing)).team).toBe('T1');
  });

  it('is opened where none is open, and fails so that it is tried again where none can be', async () => {
    const asked: string[] = [];
    const open = async (team: string): Promise<ReturnType<typeof one> | undefined> => {
      asked.push(team);
      if (team === 'T1') throw new Error('Slack is away');
      return team === 'T2' ? one('T2', 'C2') : undefined;
    };
    expect((await firstPlace(['T1', 'T3', 'T2'], [], open)).team).toBe('T2');
    expect(asked).toEqual(['T1', 'T3', 'T2']);
    await expect(firstPlace(['T1', 'T3'], [], open)).rejects.toMatchObject({ code: 'slack_failed' });
  });
});

describe('what a workspace sees', () => {
  it('are its own claims and deliveries, which are marked as such', async () => {
    const store = memoryStore();
    const desk = fakeDesk(store);
    const dossierOf = async (id: number): Promise<ReturnType<typeof sampleDossier> | undefined> => {
      const claim = store.claims.get(id);
      return claim === undefined ? undefined : sampleDossier({ claim });
    };
    store.claims.set(1, sampleClaim({ id: 1 }));
    const [one, two] = ['T1', 'T2'].map((team) => ofTeam(team, { desk, store, dossierOf }));
    const origin = { via: 'command' as const, channel: 'C1' };
    await one?.desk.intake({ sourceKey: 'a', text: 'x', by: 'U1', at: NOW, origin }, 'command');
    await two?.desk.reword({ sourceKey: 'b', text: 'x', by: 'U1', at: NOW, origin });
    expect([...store.claims.values()].map((claim) => claim.origin.team)).toEqual([undefined, 'T1', 'T2']);
    expect((await one?.store.listClaims({ limit: 9 }))?.map(({ id }) => id)).toEqual([2]);
    const firsts = await Promise.all(
      [one, two].map(async (each) => each?.store.listClaims({ order: 'oldest', limit: 1 })),
    );
    expect(firsts.map((claims) => claims?.map(({ id }) => id))).toEqual([[2], [3]]);
    expect(await Promise.all([1, 2, 3].map(async (id) => (await two?.store.getClaim(id))?.id))).toEqual([
      undefined,
      undefined,
      3,
    ]);
    expect(await one?.dossierOf(3)).toBeUndefined();
    expect((await two?.dossierOf(3))?.claim.id).toBe(3);
    await one?.store.addIncoming('event:1', { text: 'hello' }, NOW);
    expect(await one?.store.listIncoming()).toEqual([{ key: 'event:1', body: { text: 'hello', team: 'T1' }, at: NOW }]);
    expect(await two?.store.listIncoming()).toEqual([]);
    await one?.store.setChannel('C1', { language: 'de' }, { at: NOW, by: 'U1', what: 'channel-set' });
    expect(store.channels.get('C1')).toEqual({ language: 'de', team: 'T1' });
  });
});
