import type { Secret } from './secret.ts';

/** A password shared by all who read, in the versions of SNMP without users. */
export type CommunityCredential = { version: '1' | '2c'; community: Secret };

/** How messages are signed. */
export const AUTH_PROTOCOLS = ['md5', 'sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512'] as const;
export type AuthProtocol = (typeof AUTH_PROTOCOLS)[number];

/** How messages are encrypted; the two of AES-256 differ in how the key is stretched, and `aes-256-c` is the older way. */
export const PRIV_PROTOCOLS = ['des', 'aes-128', 'aes-256', 'aes-256-c'] as const;
export type PrivProtocol = (typeof PRIV_PROTOCOLS)[number];

/** Fewer characters make no key. Source: RFC 3414, 11.2. */
export const LEAST_KEY_CHARACTERS = 8;

/**
 * A user of SNMP version 3, who may sign and encrypt.
 * Shape: keys are passwords of at least 8 characters. Source: RFC 3414, RFC 3826, RFC 7860.
 */
export type UserCredential = { version: '3'; user: string; context?: string } & (
  | { level: 'noAuthNoPriv' }
  | { level: 'authNoPriv'; auth: { protocol: AuthProtocol; key: Secret } }
  | {
      level: 'authPriv';
      auth: { protocol: AuthProtocol; key: Secret };
      priv: { protocol: PrivProtocol; key: Secret };
    }
);

/** How a device is spoken to over SNMP; devices name an entry of the configuration, the community or the keys themselves are never in the registry. */
export type Credential = CommunityCredential | UserCredential;
