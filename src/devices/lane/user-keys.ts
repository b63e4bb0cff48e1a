import type { UserCredential } from '../../core/credential.ts';
import { AUTHS, cipherKey, localizedKey } from '../snmp/usm-keys.ts';

/** A user's keys at one engine, and how they are used. Units: `digest` octets of a signature that are sent. */
export type UserKeys = { hash: string; digest: number; cipher: string; authKey: Buffer; privKey: Buffer };

/** A user who signs and encrypts. */
export type SealedUser = Extract<UserCredential, { level: 'authPriv' }>;

/** Source: RFC 3414, 6 and 7; RFC 7860, 4. */
const HASHES: Record<SealedUser['auth']['protocol'], { hash: string; digest: number }> = {
  md5: { hash: 'md5', digest: 12 },
  'sha-1': { hash: 'sha1', digest: 12 },
  'sha-224': { hash: 'sha224', digest: 16 },
  'sha-256': { hash: 'sha256', digest: 24 },
  'sha-384': { hash: 'sha384', digest: 32 },
  'sha-512': { hash: 'sha512', digest: 48 },
};

const known = new WeakMap<Buffer, WeakMap<SealedUser, UserKeys>>();

/** The keys of a user at an engine, made by the package once for each. */
export function keysOf(user: SealedUser, engineId: Buffer): UserKeys {
  let own = known.get(engineId);
  if (own === undefined) known.set(engineId, (own = new WeakMap()));
  let keys = own.get(user);
  if (keys === undefined) own.set(user, (keys = makeKeys(user, engineId)));
  return keys;
}

function makeKeys({ auth, priv }: SealedUser, engineId: Buffer): UserKeys {
  const { cipher, key: privKey } = cipherKey(priv.protocol, auth.protocol, priv.key.reveal(), engineId);
  const authKey = localizedKey(AUTHS[auth.protocol], auth.key.reveal(), engineId);
  return { ...HASHES[auth.protocol], cipher, authKey, privKey };
}
