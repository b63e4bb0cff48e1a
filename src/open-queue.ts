import type { Config } from './config/config.ts';
import type { Queue } from './core/ports.ts';
import type { Log } from './log.ts';

/**
 * The queue that goes with the store: on the same Redis, or a file beside the embedded store.
 * Shape: a file of its own, since a queue that is lost is filled again from the store and must not wait for its long writes; `isAlone`
 * opens one that no other process sees. Only the code of the one that is needed is loaded.
 * Fails: AppError `store_failed` when it cannot be opened; a Redis that is away is waited for.
 */
export async function openQueue(config: Config, log: Log, isAlone = false): Promise<Queue> {
  const { store } = config;
  const { leaseMs } = config.queue;
  const onTrouble = (what: string, facts: Record<string, unknown>): void => log('warn', `queue.${what}`, facts);
  if (store.kind === 'redis' && !isAlone) {
    const { openBullQueue } = await import('./queue/bull-queue.ts');
    const { url, prefix, cluster } = store;
    return openBullQueue({ url, prefix, cluster, leaseMs, onTrouble });
  }
  const { openSqliteQueue } = await import('./queue/sqlite-queue.ts');
  if (isAlone || store.kind === 'redis') return openSqliteQueue({ path: ':memory:', leaseMs, onTrouble });
  return openSqliteQueue({ path: store.path.replace(/(\.db)?$/u, '-queue.db'), leaseMs, onTrouble });
}
