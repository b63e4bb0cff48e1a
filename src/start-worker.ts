import type { ListeningServer } from './api/open-server.ts';
import { startProbes } from './api/probes.ts';
import { sendingTo } from './bot-slack.ts';
import { openCharts } from './chart/open-charts.ts';
import type { Config } from './config/config.ts';
import { startChannelRounds } from './flow/start-channel-rounds.ts';
import { startFollowUps } from './flow/start-follow-ups.ts';
import { startSweeps } from './flow/start-sweeps.ts';
import { openLateNotify } from './late-notify.ts';
import type { Log } from './log.ts';
import { type Engine, openEngine, resume } from './open-engine.ts';
import { openParts } from './open-parts.ts';

/** A worker that is running. `metricsUrl` is where it answers probes, where it does. */
export type ClaimWorker = { engine: Engine; metricsUrl?: string | undefined; stop: () => Promise<void> };

/**
 * Starts a process that works on claims and sweeps beside the bot: it hears nothing from Slack and sends with the bot's token.
 * Fails: AppError `bad_config` when the token is missing or the port for metrics is taken, `slack_failed` when Slack refuses, `store_failed`,
 * `bad_rules`; nothing of it runs on then.
 */
export async function startWorker(config: Config, plainLog: Log): Promise<ClaimWorker> {
  const { apiUrl, postsPerSecond } = config.slack;
  const startSending = sendingTo(config);
  const { notify, ready } = openLateNotify();
  const engine = await openEngine(config, notify, plainLog);
  const { log } = engine.metrics;
  const parts = openParts(engine);
  try {
    const { store } = engine;
    const slack = parts.add(
      await startSending({
        ...(apiUrl === undefined ? {} : { apiUrl }),
        postsPerSecond,
        store,
        charts: openCharts(config.chartFonts),
        log,
        tracing: engine.tracing,
      }),
    );
    ready(slack);
    const probes = await openProbes(config, engine);
    if (probes !== undefined) parts.add(probes);
    engine.runner.work(config.claimsAtOnce);
    parts.add(startChannelRounds(engine.deps, { ...engine, board: slack.board }));
    if (config.sweep.isOn) parts.add(startSweeps(engine.deps, engine.queue, config.sweep));
    if (config.sweep.isOn && config.followUp !== undefined) {
      parts.add(startFollowUps(engine.deps, { ...engine, rule: config.followUp }));
    }
    log('info', 'worker.started', { resumed: await resume(engine.runner, log) });
    return { engine, metricsUrl: probes?.url, stop: parts.stop };
  } catch (error) {
    await parts.stop().catch((fault: unknown) => log('error', 'worker.not-stopped', { error: fault }));
    throw error;
  }
}

/** Listens for probes, where the configuration says so. */
async function openProbes(
  config: Config,
  { store, metrics }: Pick<Engine, 'store' | 'metrics'>,
): Promise<ListeningServer | undefined> {
  if (config.metrics === undefined) return undefined;
  const { log, text } = metrics;
  const probes = await startProbes({ ...config.metrics, check: () => store.countDevices(), metrics: text, log });
  log('info', 'metrics.listening', { url: probes.url });
  return probes;
}
