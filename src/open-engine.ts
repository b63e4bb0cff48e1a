import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config/config.ts';
import type { Desk } from './core/intake.ts';
import type { Notify, Queue, Reader, Store } from './core/ports.ts';
import type { Tracing } from './core/tracing.ts';
import { openWorkerReader } from './devices/worker/open-worker-reader.ts';
import { type ClaimRunner, openClaimRunner } from './flow/claim-runner.ts';
import type { FlowDeps } from './flow/flow-deps.ts';
import { openDesk } from './flow/open-desk.ts';
import type { Log } from './log.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { openQueue } from './open-queue.ts';
import { openStore } from './open-store.ts';
import { loadRules } from './rules/load.ts';
import { addServicePlaces } from './rules/service-places.ts';
import type { StoreNotice } from './store/redis-watch.ts';
import { traceWith } from './trace-with.ts';

/** Waits, or returns at once when the signal fires. Units: milliseconds. */
async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

/** One line in the log for each thing that a store has to say. */
function logNotice(log: Log, { kind, ...facts }: StoreNotice): void {
  log(kind === 'back' ? 'info' : kind === 'lost' ? 'error' : 'warn', `store.${kind}`, facts);
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
    running: new Map(),
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
