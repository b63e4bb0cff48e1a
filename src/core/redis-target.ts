import { AppError } from './errors.ts';
import { Secret } from './secret.ts';

const DEFAULT_PORT = 6379;
const NODE = /^(?<host>\[[^\]]+\]|[^\s:@/[\]]+)(?::(?<port>\d{1,5}))?$/u;

/**
 * Which Redis a store or a queue is in. `cluster` true asks the URL's node for the others; a list names nodes beside it, so that one that is down can be
 * missed.
 */
export type RedisOptions = {
  url: Secret | string;
  cluster?: boolean | readonly string[] | undefined;
};

/** Where a Redis is and how it is spoken to. `where` holds nothing that gives access to it, for messages and logs. */
export type RedisTarget = {
  where: string;
  nodes: { host: string; port: number }[];
  isCluster: boolean;
  isTls: boolean;
  username?: string;
  password: string;
  db: number;
};

/**
 * Reads a URL, `redis://` or with TLS `rediss://`, its database in the path or as `?db=`, with `?cluster=true` for a Redis Cluster.
 * Fails: AppError `bad_config` when it is none; the URL is not repeated.
 */
export function readTarget({ url, cluster = false }: RedisOptions): RedisTarget {
  const text = url instanceof Secret ? url.reveal() : url;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new AppError('bad_config', 'the URL of a Redis must begin with redis:// or rediss:// and name a host');
  }
  const isCluster = cluster !== false || ['true', '1', ''].includes(parsed.searchParams.get('cluster') ?? 'no');
  const db = readDatabase(parsed, isCluster);
  const others = typeof cluster === 'boolean' ? [] : cluster.map(readNode);
  return {
    where: `${parsed.protocol}//${parsed.host}${db === 0 ? '' : `/${db}`}`,
    nodes: [{ host: bareHost(parsed.hostname), port: Number(parsed.port || DEFAULT_PORT) }, ...others],
    isCluster,
    isTls: parsed.protocol === 'rediss:',
    ...(parsed.username === '' ? {} : { username: fromEscapes(parsed.username) }),
    password: fromEscapes(parsed.password),
    db,
  };
}

/** The reason is not kept: it may hold what stands there. */
function fromEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError(
      'bad_config',
      'the name or password in the URL of the Redis has a % that stands for no letter: write %25',
    );
  }
}

function readDatabase(parsed: URL, isCluster: boolean): number {
  const inPath = parsed.pathname.replace(/^\//u, '');
  const inQuery = parsed.searchParams.get('db') ?? '';
  const said = inPath || inQuery || '0';
  if (!/^\d{1,5}$/u.test(said) || (inPath !== '' && inQuery !== '' && inPath !== inQuery)) {
    throw new AppError(
      'bad_config',
      'the path of the Redis URL must be the number of a database, as in redis://host:6379/0',
    );
  }
  if (isCluster && Number(said) !== 0) {
    throw new AppError('bad_config', 'a Redis Cluster has database 0 only: leave the number out of the URL');
  }
  return Number(said);
}

function readNode(text: string): { host: string; port: number } {
  const found = NODE.exec(text)?.groups;
  if (found?.['host'] === undefined) {
    throw new AppError('bad_config', `"${text}" is no node of a Redis Cluster: write host:port`);
  }
  return { host: bareHost(found['host']), port: Number(found['port'] ?? DEFAULT_PORT) };
}

/** A socket takes the address of version 6 without the brackets that a URL needs. */
function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/u, '$1');
}
