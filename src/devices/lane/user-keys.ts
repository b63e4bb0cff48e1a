import type { UserCredential } from '../../core/credential.ts';
import { AUTHS, cipherKey, HASHES, localizedKey } from '../snmp/usm-keys.ts';

/** A user's keys at one engine, and how they are used. Units: `digest` octets of a signature that are sent. */
export type UserKeys = { hash: string; digest: number; cipher: string; authKey: Buffer; privKey: Buffer };

/** A user who signs and encrypts. */
export type SealedUser = Extract<UserCredential, { level: 'authPriv' }>;

/** How much of a signature is sent. Units: octets. Source: RFC 3414, 6 and 7; RFC 7860, 4. */
const DIGESTS: Record<SealedUser['auth']['protocol'], number> = {
  md5: 12,
  'sha-1': 12,
  'sha-224': 16,
  'sha-256': 24,
  'sha-384': 32,
  'sha-512': 48,
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
  const protocol = AUTHS[auth.protocol];
  const authKey = localizedKey(protocol, auth.key.reveal(), engineId);
  return { hash: HASHES[protocol], digest: DIGESTS[auth.protocol], cipher, authKey, privKey };
}
