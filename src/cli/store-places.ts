import type { Config } from '../config/config.ts';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import type { StoreSource, StoreTarget } from '../store/store-record.ts';

/** A store that a command was told of, in the configuration or as words. */
export type StorePlace = Config['store'];

const SQLITE = /^sqlite:(?:\/\/)?(?<path>.+)$/u;
const REDIS = /^rediss?:\/\//u;

/**
 * The store that a word of the command line names: `redis://…`, `rediss://…`, `sqlite:PATH`, or `env:NAME` for one of these in a variable, which keeps a
 * password out of the list of processes.
 * Fails: AppError `bad_input` when it is none; a URL is not repeated.
 */
export function readStorePlace(
  word: string,
  env: Record<string, string | undefined>,
  options: { prefix: string; cluster: boolean },
): StorePlace {
  const name = /^env:(?<name>\w+)$/u.exec(word)?.groups?.['name'];
  const text = name === undefined ? word : (env[name] ?? '');
  if (REDIS.test(text)) return { kind: 'redis', url: new Secret(text), ...options };
  const path = SQLITE.exec(text)?.groups?.['path'];
  if (path !== undefined) return { kind: 'sqlite', path };
  const where = name === undefined ? 'a store' : `the variable ${name}`;
  throw new AppError('bad_input', `${where} is written as redis://HOST:PORT, rediss://HOST:PORT or sqlite:PATH.`);
}

/** Opens a store to be read through. */
export async function openSource(place: StorePlace): Promise<StoreSource> {
  if (place.kind === 'sqlite') {
    const { existsSync } = await import('node:fs');
    if (!existsSync(place.path)) throw new AppError('bad_input', `There is no store at ${place.path}.`);
    return (await import('../store/sqlite-records.ts')).openSqliteSource(place.path);
  }
  return (await import('../store/redis-records.ts')).openRedisSource(place);
}

/** Opens a store to be filled. */
export async function openTarget(place: StorePlace): Promise<StoreTarget> {
  if (place.kind === 'sqlite') return (await import('../store/sqlite-fill.ts')).openSqliteTarget(place.path);
  return (await import('../store/redis-fill.ts')).openRedisTarget(place);
}
