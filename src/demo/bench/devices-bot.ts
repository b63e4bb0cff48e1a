import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { DEFAULT_HISTORY } from '../../core/history.ts';
import { toSweep } from '../../config/sweep.ts';
import { sweepSchema } from '../../config/sweep-schema.ts';
import { Secret } from '../../core/secret.ts';
import { type Bot, startBot } from '../../main.ts';
import { forEachDevice } from './devices-bare.ts';
import { READS_AT_ONCE, requestFor, userOf } from './devices-ours.ts';

/** Where the bot finds its Slack. */
export type BotSlack = { apiUrl: string; botToken: string; appToken: string };

/** A bot as operators start it, that can be told to read every device of the simulator beside what people ask of it. */
export type ReadingBot = {
  readAll(credential: string, count: number, port: number): Promise<number>;
  stop(): Promise<void>;
};

/** Credentials of the bot: the community that all devices know, and a user whom none has met. */
export const COMMUNITY_NAME = 'default';
export const USER_NAME = 'user';

/** Starts a bot in this process; its devices are read in the worker that it starts itself. */
export async function startReadingBot(slack: BotSlack): Promise<ReadingBot> {
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-bench-'));
  const config: Config = {
    slack: {
      mode: 'socket',
      apiUrl: slack.apiUrl,
      botToken: new Secret(slack.botToken),
      appToken: new Secret(slack.appToken),
      host: '127.0.0.1',
      port: 0,
      command: '/claim',
      claimsChannels: ['claims'],
      postsPerSecond: null,
    },
    store: { kind: 'sqlite', path: join(dir, 'claimscope.db') },
    peers: {
      live: 100,
      needed: 5,
      neededCustomers: 3,
      deadlineMs: 10_000,
      standMs: 3000,
      storedMaxAgeMs: 86_400_000,
      staleMs: 30 * 86_400_000,
      reportMaxAgeMs: 86_400_000,
    },
    queue: { leaseMs: 12_000, works: true },
    history: DEFAULT_HISTORY,
    sweep: toSweep(sweepSchema.parse({ every: 'off' })),
    joinMs: 0,
    callbackMs: 0,
    claimsAtOnce: 4,
    credentials: {
      [COMMUNITY_NAME]: { version: '2c', community: new Secret('public') },
      [USER_NAME]: userOf('sha-1/aes-128', 'of the bot'),
    },
    services: {},
    routes: [],
    logLevel: 'error',
  };
  const bot: Bot = await startBot(config, () => undefined);
  return {
    async readAll(credential, count, port) {
      let answered = 0;
      const read = async (n: number): Promise<void> => {
        const request = requestFor(n, port);
        const { outcome } = await bot.engine.reader.read({ ...request, device: { ...request.device, credential } });
        if (outcome.kind === 'answered') answered += 1;
      };
      await forEachDevice(count, read, READS_AT_ONCE);
      return answered;
    },
    async stop() {
      await bot.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
