import type { BellRule } from '../core/bell.ts';
import type { Credential } from '../core/credential.ts';
import type { FollowUpRule } from '../core/follow-up.ts';
import type { ExpertRoute, HandlerRoute } from '../core/handlers.ts';
import type { HistorySettings } from '../core/history.ts';
import type { HttpService } from '../core/http-service.ts';
import type { Secret } from '../core/secret.ts';
import type { SweepSettings } from '../core/sweep-settings.ts';

/**
 * A service of the configuration. `picks` are what it offers of each item beyond the rule files, as it was written (the rules check it against the
 * items).
 */
export type ConfiguredService = HttpService & { picks?: Record<string, unknown> };

/** Everything that is decided outside the program, frozen. Units: as the names say. */
export type Config = {
  slack: {
    mode: 'socket' | 'http';
    /** Where Slack's Web API is; slack.com unless a local Slack is named. */
    apiUrl?: string;
    botToken?: Secret;
    appToken?: Secret;
    signingSecret?: Secret;
    /** How several workspaces install the app; absent where the bot token is of the one there is. */
    oauth?: { clientId: string; clientSecret: Secret; keys: Secret[]; workspaces: string[]; redirectUri?: string };
    host: string;
    port: number;
    command: string;
    claimsChannels: string[];
    /** Where only the desk is, and no customer. */
    deskChannels?: string[];
    /** Channels that customers read, and whose devices there are in them. */
    customerChannels?: { channel: string; customers: string[] }[];
    /** Messages a second and channel that are sent at most; null sends without pace, for a Slack that sets none. */
    postsPerSecond: number | null;
  };
  /** `cluster`: whether the Redis is one, or further nodes of it as host:port. */
  store:
    | { kind: 'sqlite'; path: string }
    | { kind: 'redis'; url: Secret; prefix: string; cluster: boolean | readonly string[] };
  peers: {
    live: number;
    needed: number;
    neededCustomers: number;
    deadlineMs: number;
    standMs: number;
    storedMaxAgeMs: number;
    reportMaxAgeMs: number;
    staleMs: number;
  };
  /** How long a process that died keeps what it had in hand, and whether the bot works on claims itself. */
  queue: { leaseMs: number; works: boolean };
  history: HistorySettings;
  /** `isOn`: whether the fleet is swept without anybody asking for it. */
  sweep: SweepSettings & { isOn: boolean };
  /** A repeated complaint joins a claim that was last reported within so long; 0 for never. Units: milliseconds. */
  joinMs: number;
  /** A complaint has come back when the same symptom of the device was resolved no longer ago; 0 for never. Units: milliseconds. */
  callbackMs: number;
  /** When a resolved claim is looked at again; absent where none is. */
  followUp?: FollowUpRule;
  /** When more claims than usual ring a bell; absent where none do. */
  bell?: BellRule;
  claimsAtOnce: number;
  /** Where other systems bring claims; absent where none do. `callers` by the names that claims show. */
  api?: { host: string; port: number; callers: { name: string; token: Secret; readsAll?: true }[] };
  /** Where machines send traps and informs; absent where they send none. */
  traps?: { host: string; port: number };
  /** Where a worker answers probes and tells what it counts; absent where it does not. */
  metrics?: { host: string; port: number };
  /** Where traces go, a collector of OpenTelemetry; absent where nothing is traced. `sampled` is the share of traces that is kept. */
  traces?: { url: string; service: string; sampled: number };
  /** TrueType files for the letters of charts, beyond our own. */
  chartFonts?: string[];
  credentials: Record<string, Credential>;
  services: Record<string, ConfiguredService>;
  /** The file all this came from, where there was one. */
  file?: string;
  routes: HandlerRoute[];
  /** In which channels the experts are. */
  experts?: ExpertRoute[];
  /** Who may change the settings of channels: ids of people and of user groups. */
  admins?: { users: string[]; groups: string[] };
  rulesDir?: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
};
