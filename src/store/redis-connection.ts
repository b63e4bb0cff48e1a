import type { RedisCommander } from 'ioredis';
import { AppError } from '../core/errors.ts';
import { readTarget } from '../core/redis-target.ts';
import type { RedisOptions, RedisTarget } from '../core/redis-target.ts';
import { checkServers } from './redis-check.ts';
import { makeClient } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';
import { openCommands } from './redis-commands.ts';
import type { Commands } from './redis-commands.ts';
import { explainFault, storeFault } from './redis-faults.ts';
import { openKeys } from './redis-keys.ts';
import type { Keys } from './redis-keys.ts';
import { watchClient } from './redis-watch.ts';
import type { StoreNotice, Watch } from './redis-watch.ts';

/** What is asked while the server is away waits this long for it to come back, and is then rejected. Units: milliseconds. */
const GRACE_MS = 700;

/** A key that is written to find out whether the server takes writes; it goes by itself. Units: milliseconds. */
const ALIVE_MS = 1_000;

/** How a connection is opened: `isPatient` goes on trying where nothing answers, instead of giving up; `tell` is told what people should know. */
export type LinkOptions = RedisOptions & {
  prefix?: string | undefined;
  isPatient?: boolean | undefined;
  tell?: ((notice: StoreNotice) => void) | undefined;
  /** Called whenever a connection ends, before it is tried again. */
  onTrouble?: (() => void) | undefined;
};

/** An open connection, its keys and what is sent. */
export type RedisLink = Keys &
  Commands & {
    where: string;
    redis: RedisCommander;
    /** The connections to the servers that hold keys, one each; one key is never on two of them. */
    masters(): RedisCommander[];
    /**
     * Runs an operation once the server is there.
     * Fails: AppError `store_failed` with what, where and why, soon where the server is away.
     */
    attempt<T>(doing: string, work: () => Promise<T>): Promise<T>;
    close(): void;
  };

/** Letters that mean nothing in a key; braces would move the hash tag. */
const PREFIX = /^[\w.:-]+$/u;

/**
 * Connects, makes sure that the server keeps what it is given, and does `prepare` before anything else is done, and again whenever the server was away.
 * Fails: AppError `bad_config` for a bad URL or prefix; `store_failed` when the server cannot be used; when it cannot be reached only unless patient.
 */
export async function openLink(options: LinkOptions, prepare: (link: RedisLink) => Promise<void>): Promise<RedisLink> {
  const { prefix = 'claimscope', isPatient = false, tell = () => undefined, onTrouble = () => undefined } = options;
  if (!PREFIX.test(prefix)) throw new AppError('bad_config', `"${prefix}" cannot begin the keys of the Redis store`);
  const target = readTarget(options);
  const client = makeClient(target);
  let lastError: unknown;
  // Each command rejects with an error of its own; without a listener the client would print these.
  const noteError = (error: unknown): void => {
    lastError = error;
  };
  client.on('error', noteError).on('node error', noteError);
  for (const event of ['close', 'node error']) client.on(event, onTrouble);
  const link: RedisLink = {
    ...openKeys(prefix),
    ...openCommands(client),
    where: target.where,
    redis: client,
    masters: () => ('slots' in client ? client.nodes('master') : [client]),
    attempt: (doing, work) => attempt(doing, work),
    close() {
      watch?.stop();
      client.disconnect();
    },
  };
  let warned = false;
  async function probe(): Promise<void> {
    const warnings = await checkServers(link.masters());
    if (!warned) for (const what of warnings) tell({ kind: 'warning', where: target.where, what });
    warned = true;
    await prepare(link);
    await link.redis.set(`${prefix}:alive`, 1, 'PX', ALIVE_MS);
  }
  let watch: Watch | undefined;
  async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    if (watch !== undefined && !(await watch.isUp(GRACE_MS))) throw storeFault(watch.lastFault(), doing, target);
    try {
      return await work();
    } catch (error) {
      throw storeFault(isLost(error) ? (lastError ?? error) : error, doing, target);
    }
  }
  const fault = await tryFirst(client, probe, () => lastError);
  if (fault !== undefined && (!isPatient || fault instanceof AppError)) {
    client.disconnect();
    throw storeFault(fault, 'open', target);
  }
  watch = watchClient({
    client,
    fault,
    probe: () =>
      probe().catch((error: unknown) => {
        throw isLost(error) ? (lastError ?? error) : error;
      }),
    tell: (news) => tell(noticeOf(news, target)),
  });
  return link;
}

async function tryFirst(client: RedisClient, probe: () => Promise<void>, lastError: () => unknown): Promise<unknown> {
  try {
    await client.connect();
    await probe();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error : (lastError() ?? error);
  }
}

function noticeOf(
  news: { isUp: true; awayMs: number } | { isUp: false; fault: unknown },
  target: RedisTarget,
): StoreNotice {
  const { where, password } = target;
  if (news.isUp) return { kind: 'back', where, awayMs: news.awayMs };
  const { fault } = news;
  return { kind: 'lost', where, why: fault instanceof AppError ? fault.message : explainFault(fault, password) };
}

/** The client's word for a connection that ended; why it ended was said before. */
function isLost(error: unknown): boolean {
  return error instanceof Error && /Connection is closed|max retries per request|Command aborted/u.test(error.message);
}

/** Parts of a long list, each short enough for one command, since what one command does holds up everybody else. */
export function inPortions<T>(list: T[], size: number): T[][] {
  const portions: T[][] = [];
  for (let i = 0; i < list.length; i += size) portions.push(list.slice(i, i + size));
  return portions;
}
