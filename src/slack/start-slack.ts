import { openAdmins } from './admins.ts';
import { openBoard } from './board.ts';
import { findClaimsChannels } from './claims-channels.ts';
import { connect, type Connection } from './connect.ts';
import { openExperts } from './experts.ts';
import { openHomes } from './home/homes.ts';
import { keepEvents, takeUpKept } from './keep-events.ts';
import { factsOf } from './listeners/guard.ts';
import { openLinks } from './links.ts';
import { openMembers } from './members.ts';
import type { SlackOptions, SlackSide } from './options.ts';
import { openOutgoing, orFail } from './outgoing.ts';
import { openOutsiders } from './outsiders.ts';
import { register } from './register.ts';
import type { Room } from './room.ts';
import { openTakeUp } from './take-up.ts';
import { openTracker } from './tracker.ts';

/** How soon a message that could not be handled is taken up, at first. Units: milliseconds. */
const TAKE_UP_AGAIN_MS = 5_000;
/** How long a change of a claim waits for further ones before homes follow. Units: milliseconds. */
const HOME_EVERY_MS = 5_000;

/**
 * Connects to Slack, listens, and shows dossiers there.
 * Shape: messages kept by an earlier process are taken up right after the promise resolves, when the caller is ready to show what follows.
 * Fails: AppError `slack_failed` when Slack cannot be reached or refuses a token, `bad_config` when a token is missing or of the wrong kind.
 */
export async function startSlack(options: SlackOptions): Promise<SlackSide> {
  const { log, store, desk, clock } = options;
  const outsiders = openOutsiders({ botName: () => me.name, log });
  const outgoing = await openOutgoing(options, outsiders.onOutside);
  const { me, calls, lanes, people, outbox, redact, logger } = outgoing;
  const { command, dossierOf, experts = [], deskChannels = [] } = options;
  const areAnyNamed = options.claimsChannels.length + experts.length + deskChannels.length > 0;
  const channels = areAnyNamed ? await orFail(() => calls.listChannels()) : [];
  const claimsChannels = findClaimsChannels(channels, options.claimsChannels, log);
  const desks = findClaimsChannels(channels, deskChannels, log);
  const expertsFor = openExperts(channels, experts, { log, dossierOf });
  const stopping = new AbortController();
  const tracker = openTracker();
  const takeUp = openTakeUp({
    work: () => tracker.track(takeUpAll()),
    firstPauseMs: options.takeUpAgainMs ?? TAKE_UP_AGAIN_MS,
  });
  const members = openMembers(calls, lanes, clock);
  const linkOf = openLinks(calls, lanes, store);
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
    calls,
    lanes,
    clock,
    log,
    tracing: options.tracing,
    command,
    me,
    claimsChannels,
    deskChannels: desks,
    dossierOf,
    expertsFor,
    redact,
    expectCard: outsiders.expectCard,
    takeUpLater: takeUp.later,
    stopping: stopping.signal,
  };

  const connection: Connection = connect(options, me, logger);
  register(connection.app, room, tracker.track);
  keepEvents(connection.app, room);
  connection.app.error(async (error) => {
    log('error', 'slack.app-failed', factsOf(error, redact));
  });
  const url = await orFail(connection.start);
  takeUp.now();

  let isStopped = false;
  async function takeUpAll(): Promise<void> {
    try {
      await takeUpKept(room, tracker.track);
    } catch (error) {
      log('error', 'slack.not-taken-up', factsOf(error, redact));
      room.takeUpLater();
    }
  }

  return {
    show: outbox.show,
    forget: outbox.forget,
    board: openBoard({ calls, lanes, people, linkOf, store, log }),
    news: homes.news,
    url,
    claimsChannel: [...claimsChannels][0],
    deskChannels: [...desks],
    async idle() {
      await tracker.idle();
      await outbox.idle();
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      stopping.abort();
      takeUp.stop();
      homes.stop();
      await connection.stop();
      await outbox.stop();
    },
  };
}
