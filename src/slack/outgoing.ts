import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@slack/bolt';
import type { Claim } from '../core/claim.ts';
import { AppError } from '../core/errors.ts';
import { boltLogger } from './bolt-logger.ts';
import type { Calls } from './calls/calls.ts';
import { codeOf, troubleOf } from './calls/trouble.ts';
import { watchCalls } from './calls/watch-calls.ts';
import { openWebCalls } from './calls/web-calls.ts';
import { openClient } from './connect.ts';
import type { SlackOptions } from './options.ts';
import { type Lanes, openLanes } from './outbox/lanes.ts';
import { type LinkOf, openLinks } from './links.ts';
import { openOutbox, type Outbox } from './outbox/outbox.ts';
import { meetPeople, openPeople, type People } from './outbox/people.ts';
import { openRedact } from './secrets.ts';

/**
 * Slack looks at a picture before it lets it stand in a block; until then it calls the block invalid.
 * Source: python-slack-sdk issue 1521, where about a second was enough.
 */
const SETTLE_MS = 2000;

/** What sending needs to know; listening needs more. */
export type SendingOptions = Pick<
  SlackOptions,
  | 'botToken'
  | 'appToken'
  | 'signingSecret'
  | 'apiUrl'
  | 'store'
  | 'log'
  | 'charts'
  | 'postsPerSecond'
  | 'editEveryMs'
  | 'tracing'
  | 'inCharge'
> & {
  /** Told when Slack says that the token is none any more. */
  onGone?: ((code: string) => void) | undefined;
};

/** The way out to Slack, over its Web API alone. */
export type Outgoing = {
  me: Awaited<ReturnType<Calls['whoAmI']>>;
  calls: Calls;
  lanes: Lanes;
  people: People;
  linkOf: LinkOf;
  outbox: Outbox;
  redact: (text: string) => string;
  logger: Logger;
};

/**
 * Opens the way out. Shape: `onOutside` is told of a claim whose channel does not let us in.
 * Fails: AppError `slack_failed` when Slack cannot be reached or refuses the token.
 */
export async function openOutgoing(options: SendingOptions, onOutside: (claim: Claim) => void): Promise<Outgoing> {
  const { log, store } = options;
  const redact = openRedact([options.botToken, options.appToken, options.signingSecret]);
  const logger = boltLogger(log, redact);
  const bare = openWebCalls(openClient(options, logger));
  const calls = options.onGone === undefined ? bare : watchCalls(bare, options.onGone);
  const lanes = openLanes({ postsPerSecond: options.postsPerSecond === undefined ? 1 : options.postsPerSecond, log });
  const me = await orFail(() => calls.whoAmI());
  const people = openPeople(calls, lanes);
  void meetPeople(people, options.inCharge ?? []);
  const linkOf = openLinks(calls, lanes, store);
  const outbox = openOutbox({
    calls,
    linkOf,
    lanes,
    people,
    store,
    charts: options.charts,
    // A Slack without a pace looks at nothing.
    settleMs: options.postsPerSecond === null ? 0 : SETTLE_MS,
    log,
    editEveryMs: options.editEveryMs ?? 1000,
    pause: async (ms, signal) => {
      await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
    onOutside,
  });
  return { me, calls, lanes, people, linkOf, outbox, redact, logger };
}

/** Slack's refusal at the start, as one sentence for the person who starts the program. */
export async function orFail<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const trouble = troubleOf(error);
    const code = codeOf(trouble);
    const remedy = '"claimscope doctor" looks into tokens, scopes and channels, and says what to do';
    if (code !== undefined) throw new AppError('slack_failed', `Slack refused: ${code}.`, { code, remedy });
    if (trouble !== undefined) throw new AppError('slack_failed', 'Slack cannot be reached.', { remedy });
    throw new AppError('slack_failed', 'The connection to Slack could not be opened.', {}, error);
  }
}
