import type { Origin } from '../core/claim.ts';
import type { Dossier } from '../core/dossier.ts';
import type { ExplainWords } from '../core/explain.ts';
import type { ExpertRoute } from '../core/handlers.ts';
import type { Desk } from '../core/intake.ts';
import type { Board, Charts, Clock, Notify, Store } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { Tracing } from '../core/tracing.ts';

/** One line of the log; `facts` hold no secret. */
export type Log = (level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;

/** Who may set channels, as the configuration names them: ids of people, and of user groups. */
export type AdminIds = { users: readonly string[]; groups: readonly string[] };

/** The part of the store this room needs: its messages and the deliveries it has not handled yet. */
export type SlackStore = Pick<
  Store,
  | 'claimSlot'
  | 'fillSlot'
  | 'listSlots'
  | 'addIncoming'
  | 'doneIncoming'
  | 'listIncoming'
  | 'getClaim'
  | 'listClaims'
  | 'listRung'
  | 'getDevice'
  | 'getChannel'
  | 'setChannel'
  | 'findClaimByMessage'
>;

/** A channel that customers read, by name or id: whose devices there are for those who are in it. */
export type CustomerChannel = { channel: string; customers: readonly string[] };

/**
 * How several workspaces install the app.
 * Shape: `keys` seal what an install gives, the first of them what comes from now on; `workspaces` are ids of those that may have the app, since whoever has it sees the desk.
 */
export type OAuth = {
  clientId: string;
  clientSecret: Secret;
  keys: readonly Secret[];
  workspaces: readonly string[];
  redirectUri?: string | undefined;
};

/**
 * What the Slack side is given.
 * Units: `postsPerSecond` for each channel (null for no pace of our own), `editEveryMs` for each message, `homeEveryMs` for each person,
 * `takeUpAgainMs` before a message that could not be handled is taken up, longer each time.
 */
export type SlackOptions = {
  mode: 'socket' | 'http';
  port?: number | undefined;
  host?: string | undefined;
  botToken: Secret;
  appToken?: Secret | undefined;
  signingSecret?: Secret | undefined;
  /** Base of the Web API; slack.com where absent. */
  apiUrl?: string | undefined;
  command: string;
  /** Names or ids. */
  claimsChannels: readonly string[];
  /** Names or ids of the channels where only the desk is; none where absent. */
  deskChannels?: readonly string[] | undefined;
  /** Channels that customers read, by name or id; none where absent. */
  customerChannels?: readonly CustomerChannel[] | undefined;
  /** Which channels claims can be escalated to. */
  experts?: readonly ExpertRoute[] | undefined;
  /** Ids of people whom claims go to: their names are learnt before a claim needs them. None where absent. */
  inCharge?: readonly string[] | undefined;
  /** Who may set channels; nobody where absent. */
  admins?: AdminIds | undefined;
  /** Words for customers, a language each; none are offered where absent. */
  languages?: readonly ExplainWords[] | undefined;
  /** The time zone of the machine; UTC where absent. */
  zone?: string | undefined;
  desk: Desk;
  store: SlackStore;
  dossierOf: (claimId: number) => Promise<Dossier | undefined>;
  /** Draws the comparison for the thread; none is drawn where absent. */
  charts?: Charts | undefined;
  clock: Clock;
  log: Log;
  /** Told of what people do and of what is said to Slack; nobody is where absent. */
  tracing?: Tracing | undefined;
  postsPerSecond?: number | null | undefined;
  editEveryMs?: number | undefined;
  takeUpAgainMs?: number | undefined;
  /** How long a change waits for further ones before homes follow. */
  homeEveryMs?: number | undefined;
};

/** The Slack side while it runs. `url` is where Slack sends requests in HTTP mode; `idle` resolves when nothing is on its way in or out. */
export interface SlackSide extends Notify {
  board: Board;
  url?: string | undefined;
  /** Where claims that come from no conversation are shown: the first claims channel. */
  claimsChannel?: string | undefined;
  /** Ids of the channels where only the desk is. */
  deskChannels: readonly string[];
  /** The same where there are several workspaces, with the one it is in. Fails: AppError `slack_failed` while none is open. */
  place?(): Promise<Pick<Origin, 'channel' | 'team'>>;
  /** A claim changed: whoever looks at it in their home sees it there. */
  news(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}
