import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { openLog } from '../log.ts';
import { type Bot, startBot } from '../main.ts';
import { type DemoFleet, startDemoFleet } from './demo-fleet.ts';
import type { FleetOptions } from './fleet/fleet.ts';
import type { LocalSlack, LocalSlackOptions } from './slack/options.ts';
import { startLocalSlack } from './slack/start-local-slack.ts';

/** Everything the demo runs: the fleet, the Slack, the bot. */
export type Demo = { slack: LocalSlack; fleet: DemoFleet; bot: Bot; stop: () => Promise<void> };

/**
 * Starts a simulated fleet, a local Slack and the bot, as production would run it but for the addresses.
 * Shape: `fleet` as the fleet takes it; `pace` messages a second and channel, null for none, on both sides; `patience` how long Slack waits for the bot.
 * Fails: when a port is taken.
 */
export async function startDemo(options: {
  port?: number | undefined;
  fleet?: FleetOptions | undefined;
  pace?: number | null;
  peers?: Record<string, number>;
  patience?: Pick<LocalSlackOptions, 'ackTimeoutMs' | 'triggerLifeMs'>;
}): Promise<Demo> {
  const pace = options.pace === undefined ? 1 : options.pace;
  const manifest: unknown = parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'));
  const slack = await startLocalSlack({
    transport: 'socket',
    manifest,
    limits: { postsPerSecondPerChannel: pace },
    ...options.patience,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const started: { stop: () => Promise<void> }[] = [slack];
  async function stop(): Promise<void> {
    for (const part of started.splice(0).toReversed()) await part.stop();
  }
  try {
    const [aiko] = slack.users;
    const [desk] = slack.groups;
    const fleet = await startDemoFleet({
      fleet: options.fleet ?? {},
      slack: { apiUrl: slack.apiUrl, postsPerSecond: pace },
      handlers: [
        ...(desk === undefined ? [] : [{ symptom: 'toner-cost', group: desk.id }]),
        ...(aiko === undefined ? [] : [{ user: aiko.id }]),
      ],
      // The desk of the local Slack has no other experts.
      experts: [{ channel: 'service-desk' }],
      ...(options.peers === undefined ? {} : { peers: options.peers }),
      env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
    });
    started.push(fleet);
    const bot = await startBot(fleet.config, openLog('warn'));
    started.push(bot);
    return { slack, fleet, bot, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
