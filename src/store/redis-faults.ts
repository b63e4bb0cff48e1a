import { AppError } from '../core/errors.ts';

/** What a server or a socket says, and what that means to whoever runs the bot. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/u, 'nothing listens there (ECONNREFUSED)'],
  [/ENOTFOUND|EAI_AGAIN/u, 'its name cannot be resolved'],
  [/EHOSTUNREACH|ENETUNREACH/u, 'there is no way to it in the network'],
  [/connect ETIMEDOUT|connect timed? ?out/iu, 'it cannot be reached in time'],
  [/\bLOADING\b/u, 'it is still reading its data from disk (LOADING)'],
  [/WRONGPASS|invalid password|invalid username-password/iu, 'it refuses the password of the URL'],
  [/\bNOAUTH\b/u, 'it wants a password and the URL has none'],
  [/without any password configured|no password is set/iu, 'the URL has a password and the server has none'],
  [/\bNOPERM\b/u, 'its user may not do what the store needs (NOPERM)'],
  [
    /\bREADONLY\b/u,
    'it is a replica and takes no writes (READONLY): a failover is not over, or the URL names the wrong server',
  ],
  [/\b(?:MOVED|ASK) \d/u, 'it is a node of a Redis Cluster: set "cluster: true", or add ?cluster=true to the URL'],
  [/cluster support disabled/iu, 'it is no Redis Cluster: leave "cluster" out'],
  [/\bCLUSTERDOWN\b/u, 'a part of the cluster is down (CLUSTERDOWN)'],
  [/Failed to refresh slots cache|None of startup nodes/u, 'no node of the cluster answers'],
  [/\bOOM\b/u, 'it is full and takes nothing more (OOM): raise its maxmemory'],
  [/\bMISCONF\b/u, 'it cannot write to its own disk and takes nothing more (MISCONF)'],
  [/\bMASTERDOWN\b/u, 'its master is away (MASTERDOWN)'],
  [/Unknown RESP type|Protocol error/u, 'what answers there is no Redis'],
  [
    /wrong version number|SSL|TLS|certificate/iu,
    'TLS with it fails: is it redis:// or rediss://, and is its certificate known here',
  ],
  [/Command timed out/u, 'it does not answer in time'],
  [
    /Connection is closed|max retries per request|Command aborted|Stream isn't writeable|ECONNRESET|EPIPE|Socket closed/iu,
    'the connection was lost',
  ],
];

/** Answers after which a command was not done, and is worth sending again in a moment. */
const NOT_DONE = /^(?:MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING)\b/u;

/**
 * What went wrong with a Redis in words, with the driver's own where there are none. Never a command, whose arguments may hold a customer's words.
 * Shape: `password` is taken out, should a server repeat it.
 * Fails: never.
 */
export function explainFault(error: unknown, password: string): string {
  const said = messageOf(error);
  const meaning = MEANINGS.find(([pattern]) => pattern.test(said))?.[1];
  if (meaning !== undefined) return meaning;
  return password === '' ? said : said.replaceAll(password, '[secret]');
}

/** The error of an operation: a sentence with what, where and why. Its cause is bare of the command it came from. */
export function storeFault(error: unknown, doing: string, target: { where: string; password: string }): AppError {
  if (error instanceof AppError) return error;
  const why = explainFault(error, target.password);
  const { where, password } = target;
  const what = doing === 'open' ? 'the store cannot be opened' : `the store could not do ${doing}`;
  const bare = new Error(password === '' ? messageOf(error) : messageOf(error).replaceAll(password, '[secret]'));
  return new AppError('store_failed', `${what}: Redis at ${where}: ${why}`, { doing, where }, bare);
}

/** Whether a command was surely not done, since the server said that another one has to, or that it must be asked later. */
export function wasNotDone(error: unknown): boolean {
  return NOT_DONE.test(messageOf(error));
}

/** Errors that come of several attempts hold what the last one met. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const last: unknown = 'lastNodeError' in error ? error.lastNodeError : undefined;
  const inner = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : '';
  return [error.message, inner, last === undefined ? '' : messageOf(last)].filter((text) => text !== '').join(': ');
}
