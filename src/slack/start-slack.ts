import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { troubleOf } from './calls/trouble.ts';
import { openWebCalls } from './calls/web-calls.ts';
import { boltLogger } from './bolt-logger.ts';
import { findClaimsChannels } from './claims-channels.ts';
import { connect, type Connection, openClient } from './connect.ts';
import { keepEvents, takeUpKept } from './keep-events.ts';
import { factsOf } from './listeners/guard.ts';
import type { SlackOptions, SlackSide } from './options.ts';
import { openLanes } from './outbox/lanes.ts';
import { openOutbox } from './outbox/outbox.ts';
import { openPeople } from './outbox/people.ts';
import { openOutsiders } from './outsiders.ts';
import { register } from './register.ts';
import type { Room } from './room.ts';
import { openRedact } from './secrets.ts';
import { openTracker } from './tracker.ts';

/**
 * Slack looks at a picture before it lets it stand in a block; until then it calls the block invalid.
 * Source: python-slack-sdk issue 1521, where about a second was enough.
 */
const SETTLE_MS = 2000;

/** How soon messages that an earlier process kept are looked for again where the store is away. Units: milliseconds. */
const TAKE_UP_AGAIN_MS = 5_000;

/**
 * Connects to Slack, listens, and shows dossiers there.
 * Shape: messages kept by an earlier process are taken up right after the promise resolves, when the caller is ready to show what follows.
 * Fails: AppError `slack_failed` when Slack cannot be reached or refuses a token, `bad_config` when a token is missing or of the wrong kind.
 */
export async function startSlack(options: SlackOptions): Promise<SlackSide> {
  const { log, store, desk, clock } = options;
  const redact = openRedact([options.botToken, options.appToken, options.signingSecret]);
  const logger = boltLogger(log, redact);
  const calls = openWebCalls(openClient(options, logger));
  const lanes = openLanes({ postsPerSecond: options.postsPerSecond === undefined ? 1 : options.postsPerSecond, log });
  const me = await orFail(() => calls.whoAmI());
  const claimsChannels = await orFail(() => findClaimsChannels(calls, options.claimsChannels, log));
  const outsiders = openOutsiders({ botName: () => me.name, log });
  const outbox = openOutbox({
    calls,
    lanes,
    people: openPeople(calls, lanes),
    store,
    charts: options.charts,
    // A Slack without a pace looks at nothing.
    settleMs: options.postsPerSecond === null ? 0 : SETTLE_MS,
    log,
    editEveryMs: options.editEveryMs ?? 1000,
    pause: async (ms, signal) => {
      await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
    onOutside: outsiders.onOutside,
  });
  const { command, dossierOf } = options;
  const room: Room = {
    desk,
    store,
    calls,
    lanes,
    clock,
    log,
    command,
    claimsChannels,
    dossierOf,
    redact,
    expectCard: outsiders.expectCard,
  };
  const tracker = openTracker();

  const connection: Connection = connect(options, me, logger);
  register(connection.app, room, tracker.track);
  keepEvents(connection.app, room);
  connection.app.error(async (error) => {
    log('error', 'slack.app-failed', factsOf(error, redact));
  });
  const url = await orFail(connection.start);

  let isStopped = false;
  let takingUp = setTimeout(takeUp, 0);
  function takeUp(): void {
    const work = takeUpKept(room).catch((error: unknown) => {
      log('error', 'slack.not-taken-up', factsOf(error, redact));
      if (!isStopped) takingUp = setTimeout(takeUp, TAKE_UP_AGAIN_MS);
    });
    void tracker.track(work);
  }

  return {
    show: outbox.show,
    forget: outbox.forget,
    url,
    claimsChannel: [...claimsChannels][0],
    async idle() {
      await tracker.idle();
      await outbox.idle();
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      clearTimeout(takingUp);
      await connection.stop();
      await outbox.stop();
    },
  };
}

/** Slack's refusal at the start, as one sentence for the person who starts the program. */
async function orFail<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const trouble = troubleOf(error);
    if (trouble?.kind === 'refused')
      throw new AppError('slack_failed', `Slack refused: ${trouble.code}.`, { code: trouble.code });
    if (trouble !== undefined) throw new AppError('slack_failed', 'Slack cannot be reached.', {});
    throw new AppError('slack_failed', 'The connection to Slack could not be opened.', {}, error);
  }
}
