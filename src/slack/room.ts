import type PQueue from 'p-queue';
import type { Claim } from '../core/claim.ts';
import type { Dossier } from '../core/dossier.ts';
import type { ExplainWords } from '../core/explain.ts';
import type { Desk } from '../core/intake.ts';
import type { Clock } from '../core/ports.ts';
import type { Tracing } from '../core/tracing.ts';
import type { Admins } from './admins.ts';
import type { AfterAck } from './after-ack.ts';
import type { Calls } from './calls/calls.ts';
import type { Content } from './content.ts';
import type { CustomerChannels } from './customer-channels.ts';
import type { ExpertsFor } from './experts.ts';
import type { Log, SlackStore } from './options.ts';
import type { Homes } from './home/homes.ts';
import type { LinkOf } from './links.ts';
import type { Members } from './members.ts';
import type { Lanes } from './outbox/lanes.ts';
import type { People } from './outbox/people.ts';

/** Says something to the one person who asked, and to nobody else. `replaces` puts it in place of what was pressed. */
export type Respond = (content: Content, how?: { replaces: boolean }) => Promise<void>;

/** Everything a listener works with. */
export type Room = {
  desk: Desk;
  store: SlackStore;
  calls: Calls;
  lanes: Lanes;
  clock: Clock;
  log: Log;
  /** Told of what people do and of what is said to Slack; nobody is where absent. */
  tracing?: Tracing | undefined;
  command: string;
  /** Who we are to Slack. */
  me: { userId: string; botId: string };
  /** Ids of the channels in which a plain message can be a claim. */
  claimsChannels: ReadonlySet<string>;
  dossierOf: (claimId: number) => Promise<Dossier | undefined>;
  /** Ids of the channels where only the desk is. */
  deskChannels: ReadonlySet<string>;
  /** Channels that customers read, with whose devices there are in them. */
  customerChannels: CustomerChannels;
  expertsFor: ExpertsFor;
  /** Who may see what: claims are seen by those who are in their channel. */
  members: Members;
  /** Who may set channels. */
  admins: Admins;
  people: People;
  linkOf: LinkOf;
  homes: Homes;
  /** What customers can be told in. */
  languages: readonly ExplainWords[];
  /** Changes of what is set for channels, one after the other: each keeps what the one before it set. */
  settingsTurn: PQueue;
  /** The time zone of the machine, by which hours are meant where a channel names none. */
  zone: string;
  /** Remembers how to reach whoever opened a claim, for the case that its channel does not let us in. */
  expectCard: (claim: Claim, respond: Respond) => void;
  /** A kept message could not be handled: all that are kept are taken up again after a while. */
  takeUpLater: () => void;
  /** What is done once Slack was answered. */
  afterAck: Pick<AfterAck, 'arrived' | 'add'>;
  /** Fires when this process is to stop: whoever waits leaves what it is about to whoever comes next. */
  stopping: AbortSignal;
  /** Takes secrets out of a text for the log. */
  redact: (text: string) => string;
};
