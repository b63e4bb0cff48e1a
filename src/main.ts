import { type Api, startApi } from './api/start-api.ts';
import { deskIn, missingForSlack, startBotSlack } from './bot-slack.ts';
import type { Config } from './config/config.ts';
import { AppError } from './core/errors.ts';
import { openTrapListener, type TrapListener } from './devices/traps/open-trap-listener.ts';
import { loadDossier } from './flow/load-dossier.ts';
import { startBells } from './flow/start-bells.ts';
import { startChannelRounds } from './flow/start-channel-rounds.ts';
import { startFollowUps } from './flow/start-follow-ups.ts';
import { startSweeps } from './flow/start-sweeps.ts';
import { openTrapClaims } from './flow/trap-claims.ts';
import { openLateNotify } from './late-notify.ts';
import type { Log } from './log.ts';
import { type Engine, openEngine, resume } from './open-engine.ts';
import { openParts } from './open-parts.ts';

/** Listens for claims of other systems, where the configuration names some. */
async function openApi(
  config: Config,
  { engine, channel, log }: { engine: Engine; channel: string | undefined; log: Log },
): Promise<Api | undefined> {
  if (config.api === undefined) return undefined;
  const { desk, store, deps } = engine;
  const api = await startApi({
    ...config.api,
    desk,
    dossierOf: (claimId) => loadDossier(deps, claimId),
    channel: () => channel,
    check: () => store.countDevices(),
    metrics: engine.metrics.text,
    tracing: engine.tracing,
    clock: Date.now,
    log,
  });
  log('info', 'api.started', { url: api.url, callers: config.api.callers.map(({ name }) => name) });
  return api;
}

/** Listens for what machines tell of themselves, where the configuration says so. */
async function openTraps(
  config: Config,
  { engine, channel, log }: { engine: Engine; channel: string | undefined; log: Log },
): Promise<TrapListener | undefined> {
  if (config.traps === undefined) return undefined;
  const take = openTrapClaims({ ...engine.deps, desk: engine.desk, channel });
  const listener = await openTrapListener({
    ...config.traps,
    credentials: config.credentials,
    onTrap: (trap) => void take(trap),
    onRefused: (count) => log('warn', 'trap.refused', { count }),
  });
  log('info', 'trap.listening', { host: listener.host, port: listener.port });
  return listener;
}

/** A bot that is running. `idle` resolves when every claim has been answered and shown. */
export type Bot = {
  engine: Engine;
  url?: string | undefined;
  apiUrl?: string | undefined;
  idle: () => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts the bot: takes up what an earlier process left unfinished, then listens.
 * Fails: AppError `bad_config` when a token is missing, `slack_failed` when Slack refuses, `store_failed`, `bad_rules`.
 */
export async function startBot(config: Config, plainLog: Log): Promise<Bot> {
  const missing = missingForSlack(config.slack);
  if (missing.length > 0) {
    throw new AppError(
      'bad_config',
      `Set ${missing.join(' and ')} in the environment, or run "claimscope demo", which needs neither account nor configuration.`,
      { missing },
    );
  }
  const { notify, ready } = openLateNotify();
  let news = (): void => undefined;
  const engine = await openEngine(config, notify, plainLog, { onNews: () => news(), hears: true });
  const { log } = engine.metrics;
  const parts = openParts(engine);
  try {
    const slack = await startBotSlack(config, engine);
    parts.add(slack);
    ready(slack);
    news = () => slack.news();
    const placed = { ...engine, desk: deskIn(slack, engine.desk) };
    const api = await openApi(config, { engine: placed, channel: slack.claimsChannel, log });
    if (api !== undefined) parts.add(api);
    const traps = await openTraps(config, { engine: placed, channel: slack.claimsChannel, log });
    if (traps !== undefined) parts.add({ stop: () => traps.close() });
    if (config.queue.works) engine.runner.work(config.claimsAtOnce);
    const resumed = await resume(engine.runner, log);
    const devices = await engine.store.countDevices().catch(() => undefined);
    log('info', 'bot.started', { mode: config.slack.mode, devices, resumed });
    parts.add(startChannelRounds(engine.deps, { ...engine, board: slack.board }));
    const [to] = slack.deskChannels;
    if (config.bell !== undefined && to !== undefined) {
      parts.add(startBells(engine.deps, { ...engine, rule: config.bell, to, desks: slack.deskChannels }));
    }
    if (config.sweep.isOn) parts.add(startSweeps(engine.deps, engine.queue, config.sweep));
    if (config.sweep.isOn && config.followUp !== undefined) {
      parts.add(startFollowUps(engine.deps, { ...engine, rule: config.followUp }));
    }
    return {
      engine,
      url: slack.url,
      apiUrl: api?.url,
      async idle() {
        // What was said becomes claims, and these are shown.
        await slack.idle();
        await engine.runner.idle();
        await slack.idle();
      },
      stop: parts.stop,
    };
  } catch (error) {
    // Half a bot would acknowledge claims that nobody answers.
    await parts.stop().catch((fault: unknown) => log('error', 'bot.not-stopped', { error: fault }));
    throw error;
  }
}
