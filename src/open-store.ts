import type { Config } from './config/config.ts';
import type { Store } from './core/ports.ts';
import type { StoreNotice } from './store/redis-watch.ts';

/**
 * The store the configuration names.
 * Shape: with `tell` a Redis that is away is waited for, and whoever runs the bot is told; without, it is a fault. Only the code of the one that is
 * named is loaded: a command on the registry needs nothing else.
 * Fails: AppError `store_failed` when it cannot be opened.
 */
export async function openStore(config: Config, tell?: (notice: StoreNotice) => void): Promise<Store> {
  const { store, history } = config;
  if (store.kind === 'sqlite') {
    const { openSqliteStore } = await import('./store/sqlite-store.ts');
    return openSqliteStore({ path: store.path, history });
  }
  const { openRedisStore } = await import('./store/redis-store.ts');
  const { url, prefix, cluster } = store;
  return openRedisStore({ url, prefix, cluster, history, isPatient: tell !== undefined, tell });
}
