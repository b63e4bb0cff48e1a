import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Dossier } from '../../src/core/dossier.ts';
import type { Incoming, IntakeResult } from '../../src/core/intake.ts';
import { Secret } from '../../src/core/secret.ts';
import { freePort } from '../../src/demo/free-port.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import type { SlackOptions, SlackSide } from '../../src/slack/options.ts';
import { startSlack } from '../../src/slack/start-slack.ts';
import { sampleDossier, sampleFetch } from './dossiers.ts';
import { fakeDesk, LANGUAGES, memoryStore } from './fakes.ts';

export type Bot = {
  slack: LocalSlack;
  side: SlackSide;
  store: ReturnType<typeof memoryStore>;
  desk: ReturnType<typeof fakeDesk>;
  logged: { level: string; event: string; facts: Record<string, unknown> }[];
  /** Ends this process's part and starts another over the same disk and Slack. */
  restart: (over?: Partial<SlackOptions>) => Promise<Bot>;
  stop: () => Promise<void>;
};

/**
 * The real Slack side against the local Slack, over real sockets, with a desk in memory that shows each claim as a dossier:
 * first what is stored, then complete.
 */
export async function startTestBot(options: {
  mode: 'socket' | 'http';
  understand?: (incoming: Incoming, mode: 'command' | 'plain') => IntakeResult | 'claim';
  dossier?: Partial<Dossier>;
  postsPerSecond?: number | null;
  limits?: { postsPerSecondPerChannel: number | null };
  store?: ReturnType<typeof memoryStore>;
}): Promise<Bot> {
  const port = options.mode === 'http' ? await freePort() : 0;
  const slack = await startLocalSlack({
    transport: options.mode === 'http' ? { http: `http://127.0.0.1:${port}/slack/events` } : 'socket',
    manifest: parse(readFileSync('manifest.yml', 'utf8')),
    limits: options.limits ?? { postsPerSecondPerChannel: null },
    retryDelaysMs: [50, 100, 200],
  });
  const store = options.store ?? memoryStore();
  return startOver(slack, store, port, options);
}

async function startOver(
  slack: LocalSlack,
  store: ReturnType<typeof memoryStore>,
  port: number,
  options: Parameters<typeof startTestBot>[0],
  over: Partial<SlackOptions> = {},
): Promise<Bot> {
  const logged: Bot['logged'] = [];
  const shown: { side?: SlackSide } = {};
  const inner = fakeDesk(store, options.understand);
  const dossierOf = (id: number, fetches: Dossier['fetches']): Dossier | undefined => {
    const claim = store.claims.get(id);
    return claim === undefined ? undefined : sampleDossier({ fetches, ...options.dossier, claim });
  };
  const turns = new Map<number, Promise<void>>();
  /** One change after the other, and after each the claim may be anybody's, as with a queue that hands claims out. */
  const show = (id: number): void => {
    turns.set(
      id,
      (turns.get(id) ?? Promise.resolve()).then(async () => showNow(id)),
    );
  };
  async function showNow(id: number): Promise<void> {
    const stored = sampleFetch({ phase: 'stored', doneAt: undefined, comparisons: [], readings: [], measures: [] });
    const shows = [[stored], [sampleFetch()]].map(async (fetches) => {
      const dossier = dossierOf(id, fetches);
      if (dossier !== undefined) await shown.side?.show(dossier);
    });
    await Promise.allSettled(shows);
    shown.side?.forget(id);
  }
  async function andShow<T>(changed: Promise<T>, id: number): Promise<T> {
    const claim = await changed;
    setImmediate(show, id);
    shown.side?.news();
    return claim;
  }
  const desk: typeof inner = {
    ...inner,
    async intake(incoming, mode) {
      const result = await inner.intake(incoming, mode);
      if (result.kind === 'claim') setImmediate(show, result.claim.id);
      shown.side?.news();
      return result;
    },
    take: (...args) => andShow(inner.take(...args), args[0]),
    resolve: (...args) => andShow(inner.resolve(...args), args[0]),
    reopen: (...args) => andShow(inner.reopen(...args), args[0]),
    answerBell: (...args) => andShow(inner.answerBell(...args), args[0]),
    assign: (...args) => andShow(inner.assign(...args), args[0]),
    escalate: (...args) => andShow(inner.escalate(...args), args[0]),
    changeSymptoms: (...args) => andShow(inner.changeSymptoms(...args), args[0]),
  };
  const side = await startSlack({
    mode: options.mode,
    port,
    botToken: new Secret(slack.botToken),
    appToken: new Secret(slack.appToken),
    signingSecret: new Secret(slack.signingSecret),
    apiUrl: slack.apiUrl,
    command: '/claim',
    claimsChannels: ['#claims'],
    languages: LANGUAGES,
    admins: { users: ['U0CARLARUI1'], groups: ['S0TONERDESK'] },
    experts: [{ channel: 'service-desk' }, { channel: 'random', symptom: 'light-print' }],
    desk,
    store,
    dossierOf: async (id) => dossierOf(id, [sampleFetch()]),
    clock: Date.now,
    log: (level, event, facts) => void logged.push({ level, event, facts }),
    postsPerSecond: options.postsPerSecond ?? null,
    editEveryMs: 20,
    takeUpAgainMs: 20,
    homeEveryMs: 20,
    ...over,
  });
  shown.side = side;
  return {
    slack,
    side,
    store,
    desk,
    logged,
    async restart(more) {
      await side.stop();
      return startOver(slack, store, port, options, more);
    },
    async stop() {
      await side.stop();
      await slack.stop();
    },
  };
}
