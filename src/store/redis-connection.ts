import { Redis } from 'ioredis';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

/** A wait of this long for one answer means that the server is stuck. Units: milliseconds. */
const COMMAND_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** While the server is away it is tried again this often; what is asked meanwhile waits for three tries and is then rejected. */
const RETRY_MS = 200;
const TRIES_PER_REQUEST = 3;

/** Sets of keys that live together: the hash tag keeps those of one subject on one node of a cluster. */
type Subject = 'claims' | 'devices' | 'incoming';

/** An open connection, its keys and its scripts. */
export type RedisLink = {
  redis: Redis;
  /** A key of a subject. */
  key(subject: Subject, name: string): string;
  /** The key of one device's readings, on a node of its own choosing. */
  readingsKey(serialKey: string): string;
  /** The key of one device's past, on the node of its readings. */
  pastKey(serialKey: string): string;
  /** Runs a script, which is atomic. Bodies are opaque texts to scripts: Lua's JSON would turn `[]` into `{}` and shorten numbers. */
  run(lua: string, keys: string[], values: (string | number)[]): Promise<unknown>;
};

/** Where a Redis is, without what gives access to it; for messages and logs. */
export type RedisPlace = { where: string; password: string };

/**
 * Reads the place out of a URL.
 * Fails: AppError `bad_config` when it is no redis:// or rediss:// URL; the URL is not repeated.
 */
export function readPlace(url: Secret | string): RedisPlace {
  const text = revealUrl(url);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol)) {
    throw new AppError('bad_config', 'the URL of the Redis store must begin with redis:// or rediss://');
  }
  return {
    where: `${parsed.protocol}//${parsed.host}${parsed.pathname}`,
    password: decodeURIComponent(parsed.password),
  };
}

/**
 * Connects, and makes sure that the server keeps what it is given.
 * Fails: AppError `store_failed` when it keeps nothing on disk or may evict keys; else the client's error.
 */
export async function openLink(url: Secret | string, prefix: string): Promise<RedisLink> {
  const redis = new Redis(revealUrl(url), {
    lazyConnect: true,
    // HELLO of protocol 3 carries the password, and an old server repeats it in its error.
    protocol: 2,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: TRIES_PER_REQUEST,
    retryStrategy: () => RETRY_MS,
    // A command whose answer was lost may have been done: sent again, an event would be written twice.
    autoResendUnfulfilledCommands: false,
  });
  let lastError: Error | undefined;
  // Each command rejects with an error of its own; without a listener the client would print this one.
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    await checkKeeps(redis);
  } catch (error) {
    redis.disconnect();
    throw error instanceof AppError ? error : (lastError ?? error);
  }
  return {
    redis,
    key: (subject, name) => `{${prefix}:${subject}}:${name}`,
    readingsKey: (serialKey) => `${prefix}:readings:{${serialKey}}`,
    pastKey: (serialKey) => `${prefix}:past:{${serialKey}}`,
    run: (lua, keys, values) => redis.eval(lua, keys.length, ...keys, ...values),
  };
}

async function checkKeeps(redis: Redis): Promise<void> {
  const persistence = await redis.info('persistence');
  if (!persistence.includes('aof_enabled:1')) {
    throw new AppError(
      'store_failed',
      'this Redis keeps nothing on disk as it is written: set "appendonly yes" and "appendfsync always"',
    );
  }
  const memory = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/mu.exec(memory)?.[1] ?? 'noeviction';
  if (!memory.includes('maxmemory:0\r') && policy.startsWith('allkeys')) {
    throw new AppError('store_failed', 'this Redis drops keys when it is full: set "maxmemory-policy noeviction"', {
      policy,
    });
  }
}

/** Parts of a long list, each short enough for one command, since what one command does holds up everybody else. */
export function inPortions<T>(list: T[], size: number): T[][] {
  const portions: T[][] = [];
  for (let i = 0; i < list.length; i += size) portions.push(list.slice(i, i + size));
  return portions;
}

/** The client's error without the command it came from, whose arguments may hold a password or a customer's words. */
export function bareError(error: unknown, place: RedisPlace): unknown {
  if (error instanceof AppError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Error(place.password === '' ? said : said.replaceAll(place.password, '[secret]'));
}

function revealUrl(url: Secret | string): string {
  return url instanceof Secret ? url.reveal() : url;
}
