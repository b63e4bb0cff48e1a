import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

/** While the server is away it is tried again this often; what is asked meanwhile waits for three tries and is then rejected. Units: milliseconds. */
const RETRY_MS = 200;
const TRIES_PER_REQUEST = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 10_000;
const DEFAULT_PORT = 6379;

/** Which Redis the queue is on; `cluster` as in the store: whether it is one, or further nodes of it as host:port. */
export type RedisOptions = { url: Secret | string; cluster?: boolean | readonly string[] | undefined };

/** A Redis that can be connected to. */
export type RedisPlace = {
  /** Where it is, without what gives access to it. */
  where: string;
  /** Errors without what gives access to it or the command they came from. */
  clean: (error: unknown) => Error;
  /** A connection; one that is patient waits for the server however long it is away. */
  connect: (isPatient: boolean) => Redis | Cluster;
};

/**
 * Reads where a Redis is.
 * Fails: AppError `bad_config` when the URL is none; it is not repeated.
 */
export function findRedis({ url, cluster = false }: RedisOptions): RedisPlace {
  const text = url instanceof Secret ? url.reveal() : url;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol)) {
    throw new AppError('bad_config', 'the URL of the Redis queue must begin with redis:// or rediss://');
  }
  const isCluster = cluster !== false || ['true', '1', ''].includes(parsed.searchParams.get('cluster') ?? 'no');
  const nodes = [
    { host: parsed.hostname.replace(/^\[(.*)\]$/u, '$1'), port: Number(parsed.port || DEFAULT_PORT) },
    ...(typeof cluster === 'boolean' ? [] : cluster),
  ];
  const password = decodeURIComponent(parsed.password);
  const access = {
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(password === '' ? {} : { password }),
    ...(parsed.protocol === 'rediss:' ? { tls: {} } : {}),
  };
  function connect(isPatient: boolean): Redis | Cluster {
    const options = {
      ...access,
      // HELLO of protocol 3 carries the password, and an old server repeats it in its error.
      protocol: 2 as const,
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxRetriesPerRequest: isPatient ? null : TRIES_PER_REQUEST,
      ...(isPatient ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
    };
    const retry: ClusterOptions = { clusterRetryStrategy: () => RETRY_MS, clusterNodeRetryStrategy: () => RETRY_MS };
    const [first] = nodes;
    const db = Number(parsed?.pathname.slice(1) || 0);
    const redis = isCluster
      ? new Cluster(nodes, { ...retry, redisOptions: options })
      : new Redis({ ...(typeof first === 'object' ? first : {}), ...options, db, retryStrategy: () => RETRY_MS });
    // Without a listener the client would print what each call says by itself.
    redis.on('error', () => undefined);
    return redis;
  }
  return {
    where: `${parsed.protocol}//${parsed.host}${parsed.pathname}`,
    clean(error) {
      const said = error instanceof Error ? error.message : String(error);
      return new Error(password === '' ? said : said.replaceAll(password, '[secret]'));
    },
    connect,
  };
}
