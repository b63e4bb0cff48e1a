import { openCharts } from './chart/open-charts.ts';
import type { Config } from './config/config.ts';
import { AppError } from './core/errors.ts';
import { startSweeps } from './flow/start-sweeps.ts';
import { openLateNotify } from './late-notify.ts';
import type { Log } from './log.ts';
import { type Engine, openEngine, resume } from './main.ts';
import { startSending } from './slack/start-sending.ts';

/** A worker that is running. */
export type ClaimWorker = { engine: Engine; stop: () => Promise<void> };

/**
 * Starts a process that works on claims and sweeps beside the bot: it hears nothing from Slack and sends with the bot's token.
 * Fails: AppError `bad_config` when the token is missing, `slack_failed` when Slack refuses it, `store_failed`, `bad_rules`.
 */
export async function startWorker(config: Config, log: Log): Promise<ClaimWorker> {
  const { botToken, apiUrl, postsPerSecond } = config.slack;
  if (botToken === undefined) {
    throw new AppError('bad_config', 'Set SLACK_BOT_TOKEN in the environment: a worker shows claims in Slack.', {
      missing: ['SLACK_BOT_TOKEN'],
    });
  }
  const { notify, ready } = openLateNotify();
  const engine = await openEngine(config, notify, log);
  try {
    const { store } = engine;
    const slack = await startSending({
      botToken,
      ...(apiUrl === undefined ? {} : { apiUrl }),
      postsPerSecond,
      store,
      charts: openCharts(config.chartFonts),
      log,
    });
    ready(slack);
    engine.runner.work(config.claimsAtOnce);
    const sweeps = config.sweep.isOn ? startSweeps(engine.deps, engine.queue, config.sweep) : undefined;
    log('info', 'worker.started', { resumed: await resume(engine.runner, log) });
    return {
      engine,
      async stop() {
        const stopping = Promise.all([engine.runner.stop(), sweeps?.stop()]);
        await slack.stop();
        await stopping;
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
