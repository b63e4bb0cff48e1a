import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Device } from '../../core/device.ts';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import { startBotProcess } from './bot-process.ts';
import { type Run, runClaim } from './claims.ts';
import { highestRssMib } from './devices-passes.ts';
import { type Spread, spreadOf } from './figures.ts';

/**
 * What the bot came to beside a registry. Units: milliseconds until it says that it has started, and from a claim's command to its card and to the
 * comparison that stands; MiB at its highest, of its process alone.
 */
export type BotFigures = { startMs: number; card: Spread; stands: Spread; botMib: number };

const CLAIMS = 5;
/** Beside a sweep that begins with the whole registry a card may take long, and how long is to be known. */
const PATIENCE_MS = 60_000;
/** So long sweeps go on beside the claims: the first look goes through the whole registry. */
const SWEEPING_MS = 20_000;

/** Starts the bot beside a store, lets it sweep the devices (nobody answers) and types claims on one that has very many peers. */
export async function runBot(folder: string, path: string, claimed: Device): Promise<BotFigures> {
  const slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } });
  const file = join(folder, 'claimscope.yml');
  const settings = {
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    store: { path },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    // The same claim again and again is a claim each time here, with a card of its own.
    joinHours: 0,
    log: 'warn',
  };
  await writeFile(file, stringify(settings));
  const start = performance.now();
  const bot = await startBotProcess(file, { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken });
  try {
    const startMs = performance.now() - start;
    const claims: Run[] = [];
    for (let claim = 0; claim < CLAIMS; claim += 1) claims.push(await runClaim({ slack, claimed }, PATIENCE_MS));
    await sleep(SWEEPING_MS);
    const [card, stands] = [claims.map((run) => run.card), claims.map((run) => run.stands)];
    return { startMs, card: spreadOf(card), stands: spreadOf(stands), botMib: highestRssMib(bot.pid) };
  } finally {
    await bot.stop();
    await slack.stop();
  }
}
