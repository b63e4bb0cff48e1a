import type { App, Logger } from '@slack/bolt';
import PQueue from 'p-queue';
import type { Board } from '../core/ports.ts';
import { openAdmins } from './admins.ts';
import { openAfterAck } from './after-ack.ts';
import { openBoard } from './board.ts';
import { findClaimsChannels } from './claims-channels.ts';
import { boardForCustomers, deskForCustomers, findCustomerChannels } from './customer-channels.ts';
import { openExperts } from './experts.ts';
import { openHomes } from './home/homes.ts';
import { keepEvents, takeUpKept } from './keep-events.ts';
import { factsOf } from './listeners/guard.ts';
import { openMembers } from './members.ts';
import type { SlackOptions } from './options.ts';
import { openOutgoing, orFail, type SendingOptions } from './outgoing.ts';
import { openOutsiders } from './outsiders.ts';
import type { Outbox } from './outbox/outbox.ts';
import { register } from './register.ts';
import type { Room } from './room.ts';
import { openTakeUp } from './take-up.ts';
import { openTracker } from './tracker.ts';

/** How soon a message that could not be handled is taken up, at first. Units: milliseconds. */
const TAKE_UP_AGAIN_MS = 5_000;
/** How long a change of a claim waits for further ones before homes follow. Units: milliseconds. */
const HOME_EVERY_MS = 5_000;

/** What a workspace is opened with, whichever way Slack reaches us. */
export type WorkspaceOptions = Omit<SlackOptions, 'mode' | 'host' | 'port'> & Pick<SendingOptions, 'onGone'>;

/**
 * All that is ours in one workspace: who we are there, its channels and people, and its messages.
 * Shape: `listen` makes an app hear what is said there; `takeUp` handles what an earlier process kept. What was begun is waited for by `idle`.
 */
export type Workspace = {
  me: Room['me'];
  outbox: Outbox;
  board: Board;
  logger: Logger;
  claimsChannel: string | undefined;
  deskChannels: readonly string[];
  listen: (app: App) => void;
  takeUp: () => void;
  news: () => void;
  idle: () => Promise<void>;
  /** Begins nothing more; what is under way may still send. */
  leave: () => void;
  stop: () => Promise<void>;
};

/** Opens a workspace. Fails: AppError `slack_failed` when Slack cannot be reached or refuses the token. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { log, store, clock } = options;
  const outsiders = openOutsiders({ botName: () => me.name, log });
  const outgoing = await openOutgoing(options, outsiders.onOutside);
  const { me, calls, lanes, people, linkOf, outbox, redact, logger } = outgoing;
  const { command, dossierOf, experts = [], deskChannels = [], customerChannels = [] } = options;
  const areAnyNamed =
    options.claimsChannels.length + experts.length + deskChannels.length + customerChannels.length > 0;
  const channels = areAnyNamed ? await orFail(() => calls.listChannels()) : [];
  const claimsChannels = findClaimsChannels(channels, options.claimsChannels, log);
  const desks = findClaimsChannels(channels, deskChannels, log);
  const customers = findCustomerChannels(channels, customerChannels, log);
  const desk = deskForCustomers(options.desk, customers);
  const expertsFor = openExperts(channels, experts, { log, dossierOf });
  const stopping = new AbortController();
  const tracker = openTracker();
  const takeUp = openTakeUp({
    work: () => tracker.track(takeUpAll()),
    firstPauseMs: options.takeUpAgainMs ?? TAKE_UP_AGAIN_MS,
  });
  const afterAck = openAfterAck(tracker);
  const members = openMembers(calls, lanes, clock);
  const everyMs = options.homeEveryMs ?? HOME_EVERY_MS;
  const finder = { desk, store, members, people, linkOf };
  const admins = openAdmins(options.admins ?? { users: [], groups: [] }, { calls, lanes, clock });
  const homes = openHomes({ ...finder, admins, calls, lanes, clock, command, log, everyMs });
  const room: Room = {
    ...finder,
    homes,
    admins,
    languages: options.languages ?? [],
    zone: options.zone ?? 'UTC',
    settingsTurn: new PQueue({ concurrency: 1 }),
    calls,
    lanes,
    clock,
    log,
    tracing: options.tracing,
    command,
    me,
    claimsChannels,
    deskChannels: desks,
    customerChannels: customers,
    dossierOf,
    expertsFor,
    redact,
    expectCard: outsiders.expectCard,
    takeUpLater: takeUp.later,
    afterAck,
    stopping: stopping.signal,
  };

  async function takeUpAll(): Promise<void> {
    try {
      await takeUpKept(room, tracker.track);
    } catch (error) {
      log('error', 'slack.not-taken-up', factsOf(error, redact));
      room.takeUpLater();
    }
  }

  return {
    me,
    outbox,
    board: boardForCustomers(openBoard({ calls, lanes, people, linkOf, store, log }), customers),
    logger,
    claimsChannel: [...claimsChannels].find((id) => !customers.has(id)),
    deskChannels: [...desks],
    listen(app) {
      register(app, room, tracker.track);
      keepEvents(app, room);
      app.error(async (error) => {
        log('error', 'slack.app-failed', factsOf(error, redact));
      });
    },
    takeUp: takeUp.now,
    news: homes.news,
    async idle() {
      await tracker.idle();
      await outbox.idle();
    },
    leave() {
      stopping.abort();
      takeUp.stop();
      afterAck.stop();
      homes.stop();
    },
    stop: outbox.stop,
  };
}
