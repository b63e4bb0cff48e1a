import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Secret } from '../../src/core/secret.ts';
import { BOT, DEFAULT_USERS } from '../../src/demo/slack/cast.ts';
import { freePort } from '../../src/demo/free-port.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { type SlackGate, startGate } from '../../src/demo/slack/start-gate.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { BOT_SCOPES } from '../../src/slack/ids.ts';
import type { SlackSide } from '../../src/slack/options.ts';
import { type SharedSlackOptions, startSlackShared } from '../../src/slack/start-slack-shared.ts';
import { sampleDossier, sampleFetch } from './dossiers.ts';
import { fakeDesk, LANGUAGES, memoryInstalls, memoryStore } from './fakes.ts';

/** The workspaces of the tests, each with its claims channel. */
export const FIRST = { id: 'T0FIRST001', name: 'First', domain: 'first', channel: 'C0FIRST001' };
export const SECOND = { id: 'T0SECOND01', name: 'Second', domain: 'second', channel: 'C0SECOND01' };
export const STRANGE = { id: 'T0STRANGE1', name: 'Strange', domain: 'strange', channel: 'C0STRANGE1' };

export const KEY = new Secret(randomBytes(32).toString('base64'));

/** One app, workspaces that may install it and one that may not, behind one address, and what the app keeps. */
export type SharedBot = {
  slacks: Record<'first' | 'second' | 'strange', LocalSlack>;
  gate: SlackGate;
  side: SlackSide;
  options: SharedSlackOptions;
  base: string;
  store: ReturnType<typeof memoryStore>;
  installs: ReturnType<typeof memoryInstalls>;
  logged: { level: string; event: string; facts: Record<string, unknown> }[];
  show: (claimId: number) => Promise<void>;
  restart: (over?: Partial<SharedSlackOptions>) => Promise<SharedBot>;
  stop: () => Promise<void>;
};

/** Slack as the app sees it: workspaces behind one address, and what its pages say of the app. */
export async function startWorkspaces(): Promise<
  Pick<SharedBot, 'slacks' | 'gate' | 'base'> & {
    port: number;
    signingSecret: string;
    app: { clientId: string; clientSecret: string; redirectUrls: string[] };
    stop: () => Promise<void>;
  }
> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const signingSecret = randomBytes(16).toString('hex');
  const manifest: unknown = parse(readFileSync('manifest.yml', 'utf8'));
  const start = ({ channel, ...team }: typeof FIRST): Promise<LocalSlack> =>
    startLocalSlack({
      team,
      signingSecret,
      manifest,
      transport: { http: `${base}/slack/events` },
      limits: { postsPerSecondPerChannel: null },
      retryDelaysMs: [50],
      channels: [{ id: channel, name: 'claims', members: [...DEFAULT_USERS.map(({ id }) => id), BOT.id] }],
    });
  const slacks = { first: await start(FIRST), second: await start(SECOND), strange: await start(STRANGE) };
  const app = {
    clientId: '12.34',
    clientSecret: randomBytes(16).toString('hex'),
    scopes: Object.keys(BOT_SCOPES),
    redirectUrls: [`${base}/slack/oauth_redirect`],
  };
  const gate = await startGate(Object.values(slacks), app);
  return {
    slacks,
    gate,
    base,
    port,
    signingSecret,
    app,
    async stop() {
      await gate.stop();
      await Promise.all(Object.values(slacks).map((slack) => slack.stop()));
    },
  };
}

/** Starts all of it; nothing is installed yet. */
export async function startSharedBot(): Promise<SharedBot> {
  const world = await startWorkspaces();
  const { slacks, gate, base, port, signingSecret, app } = world;
  const store = memoryStore();
  const installs = memoryInstalls();

  async function startOver(over: Partial<SharedSlackOptions> = {}): Promise<SharedBot> {
    const logged: SharedBot['logged'] = [];
    const inner = fakeDesk(store);
    const dossierOf: SharedSlackOptions['dossierOf'] = async (id) => {
      const claim = store.claims.get(id);
      return claim === undefined ? undefined : sampleDossier({ claim, fetches: [sampleFetch()] });
    };
    const shown: { side?: SlackSide } = {};
    async function show(id: number): Promise<void> {
      const dossier = await dossierOf(id);
      if (dossier !== undefined) await shown.side?.show(dossier);
    }
    const desk: typeof inner = {
      ...inner,
      async intake(incoming, mode) {
        const result = await inner.intake(incoming, mode);
        if (result.kind === 'claim') setImmediate(() => void show(result.claim.id).catch(() => undefined));
        return result;
      },
    };
    const options: SharedSlackOptions = {
      signingSecret: new Secret(signingSecret),
      oauth: {
        clientId: app.clientId,
        clientSecret: new Secret(app.clientSecret),
        keys: [KEY],
        workspaces: [FIRST.id, SECOND.id],
        redirectUri: app.redirectUrls[0],
      },
      installs,
      port,
      apiUrl: gate.apiUrl,
      command: '/claim',
      claimsChannels: ['claims'],
      languages: LANGUAGES,
      desk,
      store,
      dossierOf,
      clock: Date.now,
      log: (level, event, facts) => void logged.push({ level, event, facts }),
      postsPerSecond: null,
      editEveryMs: 20,
      takeUpAgainMs: 20,
      homeEveryMs: 20,
      ...over,
    };
    const side = await startSlackShared(options);
    shown.side = side;
    return {
      slacks,
      gate,
      side,
      options,
      base,
      store,
      installs,
      logged,
      show,
      async restart(more) {
        await side.stop();
        return startOver(more);
      },
      async stop() {
        await side.stop();
        await world.stop();
      },
    };
  }
  return startOver();
}

/** What a browser does that installs the app: the page, yes, and back. Shape: `cookie` takes the place of the one that the page set. */
export async function install(
  bot: Pick<SharedBot, 'base'>,
  team: string,
  cookie?: string,
): Promise<{ status: number; state: string }> {
  const page = await fetch(`${bot.base}/slack/install`);
  const link = /href="([^"]*authorize[^"]*)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
  const set = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const asked = new URL(link);
  asked.searchParams.set('team', team);
  const agreed = await fetch(asked, { redirect: 'manual' });
  const back = await fetch(agreed.headers.get('location') ?? '', { headers: { cookie: cookie ?? set } });
  return { status: back.status, state: asked.searchParams.get('state') ?? '' };
}
