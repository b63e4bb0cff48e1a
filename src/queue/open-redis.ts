import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import { readTarget, type RedisOptions } from '../core/redis-target.ts';

/** While the server is away it is tried again this often; what is asked meanwhile waits for three tries and is then rejected. Units: milliseconds. */
const RETRY_MS = 200;
const TRIES_PER_REQUEST = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 10_000;

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
export function findRedis(options: RedisOptions): RedisPlace {
  const { where, nodes, isCluster, isTls, username, password, db } = readTarget(options);
  const access = {
    ...(username === undefined ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(isTls ? { tls: {} } : {}),
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
    const redis = isCluster
      ? new Cluster(nodes, { ...retry, redisOptions: options })
      : new Redis({ ...nodes[0], ...options, db, retryStrategy: () => RETRY_MS });
    // Without a listener the client would print what each call says by itself.
    redis.on('error', () => undefined);
    return redis;
  }
  return {
    where,
    clean(error) {
      const said = error instanceof Error ? error.message : String(error);
      return new Error(password === '' ? said : said.replaceAll(password, '[secret]'));
    },
    connect,
  };
}
