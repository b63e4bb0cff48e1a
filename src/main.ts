import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, startApi } from './api/start-api.ts';
import { deskIn, missingForSlack, startBotSlack } from './bot-slack.ts';
import type { Config } from './config/config.ts';
import { AppError } from './core/errors.ts';
import type { Desk } from './core/intake.ts';
import type { Notify, Queue, Reader, Store } from './core/ports.ts';
import type { Tracing } from './core/tracing.ts';
import { openTrapListener, type TrapListener } from './devices/traps/open-trap-listener.ts';
import { openWorkerReader } from './devices/worker/open-worker-reader.ts';
import { type ClaimRunner, openClaimRunner } from './flow/claim-runner.ts';
import type { FlowDeps } from './flow/flow-deps.ts';
import { loadDossier } from './flow/load-dossier.ts';
import { openDesk } from './flow/open-desk.ts';
import { startBells } from './flow/start-bells.ts';
import { startChannelRounds } from './flow/start-channel-rounds.ts';
import { startFollowUps } from './flow/start-follow-ups.ts';
import { startSweeps } from './flow/start-sweeps.ts';
import { openTrapClaims } from './flow/trap-claims.ts';
import { openLateNotify } from './late-notify.ts';
import { openParts } from './open-parts.ts';
import { openStore } from './open-store.ts';
import type { Log } from './log.ts';
import { openBullQueue } from './queue/bull-queue.ts';
import { openSqliteQueue } from './queue/sqlite-queue.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { loadRules } from './rules/load.ts';
import { addServicePlaces } from './rules/service-places.ts';
import { traceWith } from './trace-with.ts';
import type { StoreNotice } from './store/redis-watch.ts';

/** Waits, or returns at once when the signal fires. Units: milliseconds. */
async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

/** One line in the log for each thing that a store has to say. */
function logNotice(log: Log, { kind, ...facts }: StoreNotice): void {
  log(kind === 'back' ? 'info' : kind === 'lost' ? 'error' : 'warn', `store.${kind}`, facts);
}

/**
 * The queue that goes with the store: on the same Redis, or a file beside the embedded store.
 * Shape: a file of its own, since a queue that is lost is filled again from the store and must not wait for its long writes; `isAlone`
 * opens one that no other process sees.
 * Fails: AppError `store_failed` when it cannot be opened; a Redis that is away is waited for.
 */
export function openQueue(config: Config, log: Log, isAlone = false): Promise<Queue> {
  const { store } = config;
  const { leaseMs } = config.queue;
  const onTrouble = (what: string, facts: Record<string, unknown>): void => log('warn', `queue.${what}`, facts);
  if (isAlone) return openSqliteQueue({ path: ':memory:', leaseMs, onTrouble });
  if (store.kind === 'redis') {
    const { url, prefix, cluster } = store;
    return openBullQueue({ url, prefix, cluster, leaseMs, onTrouble });
  }
  return openSqliteQueue({ path: store.path.replace(/(\.db)?$/u, '-queue.db'), leaseMs, onTrouble });
}

/** The parts that a claim needs wherever it came from: rules, store, devices, walks. */
export type Engine = {
  deps: FlowDeps;
  desk: Desk;
  runner: ClaimRunner;
  store: Store;
  queue: Queue;
  reader: Reader;
  metrics: Pick<Metrics, 'log' | 'text'>;
  tracing: Tracing | undefined;
  close: () => Promise<void>;
};

/**
 * Puts the rooms together; `notify` is where dossiers go, `onNews` is told of each change that people make to a claim, `isAlone` keeps its claims from other processes, which would show them elsewhere, and who
 * `hears` people has what was learnt of the rules ready before anybody speaks.
 * Fails: AppError for bad rules or a store that is down.
 */
export async function openEngine(
  config: Config,
  notify: Notify,
  plainLog: Log,
  options: { isAlone?: boolean; onNews?: () => void; hears?: boolean } = {},
): Promise<Engine> {
  const metrics = openMetrics(plainLog);
  const traced = await traceWith(config.traces, metrics.log);
  const { log, tracing } = traced;
  const book = addServicePlaces(await loadRules(config.rulesDir), config.services, config.file);
  // Rules that nobody has learnt from yet take half a minute, in which nothing else goes on.
  if (options.hears === true) book.model?.();
  let onBack = (): void => undefined;
  const tell = (notice: StoreNotice): void => {
    logNotice(log, notice);
    if (notice.kind === 'back') onBack();
  };
  const store = metrics.store(await openStore(config, options.isAlone === true ? undefined : tell));
  const queue = await openQueue(config, log, options.isAlone).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  metrics.watch(queue);
  const reader = traced.reader(
    metrics.reader(
      openWorkerReader({
        credentials: config.credentials,
        services: config.services,
        clock: Date.now,
        onLost: (facts) => log('error', 'devices.worker_lost', facts),
      }),
    ),
  );
  const deps: FlowDeps = {
    store,
    reader,
    notify: traced.notify(notify),
    tracing,
    book,
    routes: config.routes,
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    peers: config.peers,
    joinMs: config.joinMs,
    callbackMs: config.callbackMs,
    clock: Date.now,
    wait,
    log,
  };
  const runner = openClaimRunner(deps, queue);
  onBack = () => void resume(runner, log);
  return {
    deps,
    desk: openDesk(deps, {
      poke(claimId) {
        runner.poke(claimId);
        options.onNews?.();
      },
    }),
    runner,
    store,
    queue,
    reader,
    metrics: { log, text: metrics.text },
    tracing,
    async close() {
      await runner.stop();
      await reader.close();
      await queue.close();
      await store.close();
      await traced.close();
    },
  };
}

/** What was left unfinished; nothing yet where the store is away, for it says when it is back. */
export function resume(runner: ClaimRunner, log: Log): Promise<number | undefined> {
  return runner.resume().catch((error: unknown) => {
    log('warn', 'claim.not-resumed', { error });
    return undefined;
  });
}

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
