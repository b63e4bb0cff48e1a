import type { LimitOptions } from './api/limits.ts';
import type { Channel, ChannelOption, Person, Team, UserGroup } from './cast.ts';
import type { Control } from './control.ts';

/** What a local Slack is started with. */
export interface LocalSlackOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The workspace this is; the usual one where absent. */
  readonly team?: Team;
  /** What requests to the app are signed with; several workspaces of one app share it. Made up where absent. */
  readonly signingSecret?: string;
  readonly users?: readonly Person[];
  readonly groups?: readonly UserGroup[];
  readonly channels?: readonly ChannelOption[];
  /** A parsed manifest; without one every command, event and scope is allowed. */
  readonly manifest?: unknown;
  /** Socket Mode, or the address on this machine where the app takes requests. */
  readonly transport: 'socket' | { readonly http: string };
  /** One post a second and channel, and the tiers of the methods, unless said otherwise. */
  readonly limits?: LimitOptions;
  /** Units: milliseconds before each retry of an event; Slack: at once, one minute, five minutes. */
  readonly retryDelaysMs?: readonly number[];
  /** Units: milliseconds an app has to acknowledge; Slack: 3000. */
  readonly ackTimeoutMs?: number;
  /** Units: milliseconds a trigger_id lives; Slack: 3000. */
  readonly triggerLifeMs?: number;
}

/** A running local Slack. */
export interface LocalSlack {
  /** The page, for a browser. */
  readonly url: string;
  /** For WebClient's `slackApiUrl`. */
  readonly apiUrl: string;
  readonly appToken: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly team: Team;
  /** The people, without the bot. */
  readonly users: readonly Person[];
  readonly bot: Person;
  readonly groups: readonly UserGroup[];
  readonly channels: readonly Channel[];
  readonly control: Control;
  /** Ends when every socket is closed. */
  stop(): Promise<void>;
}
