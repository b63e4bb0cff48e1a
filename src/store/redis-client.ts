import { Cluster, Redis } from 'ioredis';
import { hashSlot } from './redis-hash-slot.ts';
import type { RedisTarget } from '../core/redis-target.ts';

/** A wait of this long for one answer means that the server is stuck. Units: milliseconds. */
const COMMAND_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** While a server is away it is tried again after pauses that grow to this. Units: milliseconds. */
const LONGEST_PAUSE_MS = 2_000;
const FIRST_PAUSE_MS = 50;

/** How soon a cluster that was rearranged is noticed at the latest. Units: milliseconds. */
const REFRESH_SLOTS_MS = 2_000;

export type RedisClient = Redis | Cluster;

/**
 * A client that is not connected yet. Nothing waits for a connection in it: what was sent and has no answer when the connection ends is rejected at once,
 * and never sent again, since it may have been done. It tries to connect again for as long as it lives.
 */
export function makeClient(target: RedisTarget): RedisClient {
  const [first = { host: '127.0.0.1', port: 0 }] = target.nodes;
  const common = {
    // HELLO of protocol 3 carries the password, and an old server repeats it in its error.
    protocol: 2 as const,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === '' ? {} : { password: target.password }),
    ...(target.isTls ? { tls: {} } : {}),
  };
  if (!target.isCluster) {
    // A server that became a replica stays reachable: only a new connection finds the one that took its place.
    const reconnectOnError = (error: Error): boolean => error.message.includes('READONLY');
    return new Redis({ ...common, ...first, db: target.db, lazyConnect: true, retryStrategy: pause, reconnectOnError });
  }
  return new Cluster(target.nodes, {
    lazyConnect: true,
    clusterRetryStrategy: pause,
    clusterNodeRetryStrategy: pause,
    slotsRefreshInterval: REFRESH_SLOTS_MS,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    // "Connection is closed" does not tell whether the command was done.
    retryDelayOnFailover: 0,
    redisOptions: common,
    // Certificates name hosts, not addresses.
    ...(target.isTls ? { dnsLookup: (name: string, found: FoundAddress) => found(null, name) } : {}),
  });
}

type FoundAddress = (error: null, address: string) => void;

function pause(times: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS);
}

/** Parts of a list that one connection takes: those of one node of a cluster, all of them otherwise. */
export function groupByNode<T>(client: RedisClient, list: T[], keyOf: (one: T) => string): T[][] {
  if (client instanceof Redis) return [list];
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const node = client.slots[hashSlot(keyOf(one))]?.[0] ?? '';
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
