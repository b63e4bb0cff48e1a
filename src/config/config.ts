import type { HandlerRoute } from '../core/handlers.ts';
import type { DocumentFormat } from '../core/place.ts';
import type { Secret } from '../core/secret.ts';

/** How the messages of an SNMP user are signed. */
export type SnmpAuth = { protocol: 'md5' | 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512'; key: Secret };

/** How the messages of an SNMP user are encrypted; the two of AES-256 stretch the key in different ways. */
export type SnmpPriv = { protocol: 'des' | 'aes-128' | 'aes-256' | 'aes-256-c'; key: Secret };

/** A user of SNMP version 3. */
export type SnmpUser = { version: '3'; user: string; context?: string } & (
  | { level: 'noAuthNoPriv' }
  | { level: 'authNoPriv'; auth: SnmpAuth }
  | { level: 'authPriv'; auth: SnmpAuth; priv: SnmpPriv }
);

/** How a device is spoken to; devices name an entry, the community or the keys themselves are never in the registry. */
export type SnmpCredential = { version: '1' | '2c'; community: Secret } | SnmpUser;

/** How a service is told who asks. */
export type ServiceAuth =
  | { kind: 'bearer'; token: Secret }
  | { kind: 'basic'; user: string; password: Secret }
  | { kind: 'header'; name: string; value: Secret }
  | { kind: 'query'; name: string; value: Secret };

/**
 * A remote-maintenance service: `urlTemplate` holds `{serial}` and may hold `{model}` and `{address}`.
 * `serial` and `readAt` are pointers to what its document says of itself; `picks` are what it offers of each item beyond the rule files, as it was
 * written (the rules check it against the items).
 */
export type HttpService = {
  urlTemplate: string;
  auth?: ServiceAuth;
  headers?: Record<string, string>;
  format?: DocumentFormat;
  serial?: string;
  readAt?: string;
  picks?: Record<string, unknown>;
};

/** Everything that is decided outside the program, frozen. Units: as the names say. */
export type Config = {
  slack: {
    mode: 'socket' | 'http';
    /** Where Slack's Web API is; slack.com unless a local Slack is named. */
    apiUrl?: string;
    botToken?: Secret;
    appToken?: Secret;
    signingSecret?: Secret;
    host: string;
    port: number;
    command: string;
    claimsChannels: string[];
    /** Messages a second and channel that are sent at most; null sends without pace, for a Slack that sets none. */
    postsPerSecond: number | null;
  };
  store: { kind: 'sqlite'; path: string } | { kind: 'redis'; url: Secret; prefix: string };
  peers: {
    live: number;
    needed: number;
    neededCustomers: number;
    deadlineMs: number;
    standMs: number;
    storedMaxAgeMs: number;
    reportMaxAgeMs: number;
  };
  claimsAtOnce: number;
  credentials: Record<string, SnmpCredential>;
  services: Record<string, HttpService>;
  /** The file all this came from, where there was one. */
  file?: string;
  routes: HandlerRoute[];
  rulesDir?: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
};
