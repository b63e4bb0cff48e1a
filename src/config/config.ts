import type { HandlerRoute } from '../core/handlers.ts';
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

/** A remote-maintenance service: `urlTemplate` holds `{serial}`. */
export type HttpService = { urlTemplate: string; token?: Secret };

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
  peers: { live: number; needed: number; deadlineMs: number; standMs: number; storedMaxAgeMs: number };
  claimsAtOnce: number;
  credentials: Record<string, SnmpCredential>;
  services: Record<string, HttpService>;
  routes: HandlerRoute[];
  rulesDir?: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
};
