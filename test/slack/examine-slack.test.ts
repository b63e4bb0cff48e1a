import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Finding } from '../../src/core/finding.ts';
import { Secret } from '../../src/core/secret.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { examineSlack, type SlackToExamine } from '../../src/slack/examine-slack.ts';

const manifest = readFileSync('manifest.yml', 'utf8');
const running: LocalSlack[] = [];
afterEach(async () => {
  for (const slack of running.splice(0)) await slack.stop();
});

async function start(options: { manifest?: unknown } = {}): Promise<LocalSlack> {
  const slack = await startLocalSlack({ transport: 'socket', manifest: parse(manifest), ...options });
  running.push(slack);
  return slack;
}

function settingsFor(slack: LocalSlack, over: Partial<SlackToExamine> = {}): SlackToExamine {
  const [first] = slack.users;
  return {
    mode: 'socket',
    apiUrl: slack.apiUrl,
    botToken: new Secret(slack.botToken),
    appToken: new Secret(slack.appToken),
    claimsChannels: ['#claims'],
    experts: [{ channel: 'service-desk' }],
    routes: [{ handler: { kind: 'user', id: first?.id ?? '' } }],
    ...over,
  };
}

const examine = (settings: SlackToExamine, clock = Date.now): Promise<Finding[]> => examineSlack(settings, clock);
const of = (findings: Finding[], what: string): Finding[] => findings.filter((finding) => finding.what === what);

describe('looking into what a bot needs of Slack', () => {
  it('finds all well where all is well, tells no secret, and posts nothing', async () => {
    const slack = await start();
    const findings = await examine(settingsFor(slack));
    expect(findings.map(({ what, state }) => [what, state])).toEqual([
      ['bot token', 'well'],
      ['scopes', 'well'],
      ['clock', 'well'],
      ['app token', 'well'],
      ['claims channel', 'well'],
      ["experts' channel", 'well'],
      ['handlers', 'well'],
    ]);
    expect(of(findings, 'bot token')[0]?.says).toContain(slack.team.name);
    expect(JSON.stringify(findings)).not.toMatch(/xox|xapp/);
    const posted = slack.control.calls.filter(({ method }) => /^(chat|views|files)\./.test(method));
    expect(posted).toEqual([]);
  });

  it('names the tokens that are not set, and where they are to be found', async () => {
    const slack = await start();
    const findings = await examine(settingsFor(slack, { botToken: undefined, appToken: undefined }));
    expect(findings).toMatchObject([
      { what: 'bot token', state: 'ill', says: 'SLACK_BOT_TOKEN is not set' },
      { what: 'app token', state: 'ill', says: 'SLACK_APP_TOKEN is not set' },
    ]);
    expect(findings.every(({ remedy }) => remedy?.includes('in the pages of the app'))).toBe(true);
  });

  it('names what Slack says of a token it refuses, and asks no further with it', async () => {
    const slack = await start();
    const wrong = { botToken: new Secret('xoxb-of-another-app'), appToken: new Secret('xapp-of-another-app') };
    const findings = await examine(settingsFor(slack, wrong));
    expect(of(findings, 'bot token')).toMatchObject([{ state: 'ill', says: 'Slack refuses it: invalid_auth' }]);
    expect(of(findings, 'app token')).toMatchObject([{ state: 'ill', says: 'Slack refuses it: invalid_auth' }]);
    expect(findings.map(({ what }) => what)).not.toContain('claims channel');
    expect(JSON.stringify(findings)).not.toContain('of-another-app');
  });

  it("tells tokens that stand in each other's place, and sends neither", async () => {
    const slack = await start();
    const swapped = { botToken: new Secret(slack.appToken), appToken: new Secret(slack.botToken) };
    expect(await examine(settingsFor(slack, swapped))).toMatchObject([
      { what: 'bot token', state: 'ill', says: 'does not begin with xoxb-' },
      { what: 'app token', state: 'ill', says: 'does not begin with xapp-' },
    ]);
    expect(slack.control.calls).toEqual([]);
  });

  it('names each scope that is not given, and what it is for', async () => {
    const less = parse(manifest);
    less.oauth_config.scopes.bot = less.oauth_config.scopes.bot.filter((scope: string) => scope !== 'files:write');
    const slack = await start({ manifest: parse(stringify(less)) });
    const [scopes] = of(await examine(settingsFor(slack)), 'scopes');
    expect(scopes).toMatchObject({ state: 'ill', says: expect.stringContaining('files:write (for files.getUpload') });
    expect(scopes?.says).not.toContain('chat:write');
  });

  it.each([
    [-300_000, 'ill', 'behind'],
    [100_000, 'unsure', 'ahead of'],
    [5_000, 'well', 'within'],
  ])('says how far the clock is from that of Slack: %i ms is %s', async (offBy, state, words) => {
    const slack = await start();
    const [clock] = of(await examine(settingsFor(slack), () => Date.now() + offBy), 'clock');
    expect(clock).toMatchObject({ state, says: expect.stringContaining(words) });
  });

  it('tells a channel the bot is not in from one that is not there', async () => {
    const slack = await start();
    const outside = slack.channels.find(({ members }) => !members.has(slack.bot.id));
    const findings = await examine(settingsFor(slack, { claimsChannels: [outside?.name ?? '', 'nowhere'] }));
    expect(of(findings, 'claims channel')).toMatchObject([
      { state: 'ill', says: `#${outside?.name}: the bot is not in it`, remedy: expect.stringContaining('/invite') },
      { state: 'ill', says: expect.stringContaining('"nowhere"') },
    ]);
  });

  it('looks into the channels of the desk and of customers, and says what one that is not found means', async () => {
    const slack = await start();
    const findings = await examine(
      settingsFor(slack, {
        deskChannels: ['#claims'],
        customerChannels: [{ channel: 'acme-servcie', customers: ['Acme'] }],
      }),
    );
    expect(of(findings, 'desk channel')).toMatchObject([{ state: 'well' }]);
    expect(of(findings, "customers' channel")).toMatchObject([
      { state: 'ill', says: expect.stringMatching(/"acme-servcie" .* treated as one of the desk$/) },
    ]);
  });

  it('tells a token that was copied with a sign too many from a Slack that is away, and sends it nowhere', async () => {
    const slack = await start();
    const wrong = { botToken: new Secret('xoxb-cut…'), appToken: new Secret('xapp-1 2') };
    expect(await examine(settingsFor(slack, wrong))).toMatchObject([
      { what: 'bot token', state: 'ill', says: 'holds a space or a sign that no token has' },
      { what: 'app token', state: 'ill', says: 'holds a space or a sign that no token has' },
    ]);
    expect(slack.control.calls).toEqual([]);
  });

  it('looks into the user groups among the handlers', async () => {
    const slack = await start();
    const routes = ['S0TONERDESK', 'S0GONE'].map((id) => ({ handler: { kind: 'group' as const, id } }));
    expect(of(await examine(settingsFor(slack, { routes: routes.slice(0, 1) })), 'handlers')).toMatchObject([
      { state: 'well', says: 'in Slack: 1 user group' },
    ]);
    expect(of(await examine(settingsFor(slack, { routes })), 'handlers')).toMatchObject([
      { state: 'ill', says: 'S0GONE: there is no such user group' },
    ]);
  });

  it('names a handler who is not in Slack, and says where nobody would be told', async () => {
    const slack = await start();
    const routes = [{ handler: { kind: 'user' as const, id: 'U0NOBODY00' } }];
    const findings = await examine(settingsFor(slack, { routes }));
    expect(of(findings, 'handlers')).toMatchObject([{ state: 'ill', says: 'U0NOBODY00: user_not_found' }]);
    const nobody = await examine(settingsFor(slack, { routes: [], claimsChannels: [] }));
    expect(of(nobody, 'handlers')).toMatchObject([{ state: 'unsure' }]);
    expect(of(nobody, 'claims channel')).toMatchObject([{ state: 'unsure' }]);
  });

  it('over HTTP asks for the signing secret instead of the app token', async () => {
    const slack = await start();
    const findings = await examine(settingsFor(slack, { mode: 'http', appToken: undefined }));
    expect(of(findings, 'signing secret')).toMatchObject([{ state: 'ill' }]);
    const set = await examine(settingsFor(slack, { mode: 'http', signingSecret: new Secret(slack.signingSecret) }));
    expect(of(set, 'signing secret')).toMatchObject([{ state: 'unsure' }]);
    expect(of(set, 'app token')).toEqual([]);
  });

  it('a Slack that cannot be reached is a finding, with what to look at', async () => {
    const slack = await start();
    const settings = settingsFor(slack);
    await slack.stop();
    running.splice(0);
    const findings = await examine(settings);
    expect(findings).toMatchObject([
      { what: 'bot token', state: 'ill', says: 'Slack cannot be reached', remedy: expect.stringContaining('network') },
      { what: 'app token', state: 'ill', says: 'Slack cannot be reached' },
    ]);
  });
});
