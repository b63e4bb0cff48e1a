import type { Credential } from '../core/credential.ts';
import type { CredentialInFile } from './schema.ts';
import type { Secrets } from './secrets.ts';

/** What devices are asked with, its secrets out of the environment. Shape: `where` is its place in the file. */
export function toCredential(
  given: CredentialInFile,
  where: string,
  { secret, key }: Pick<Secrets, 'secret' | 'key'>,
): Credential {
  if (given.version !== '3') {
    return { version: given.version, community: secret(given.community.env, `${where}.community`) };
  }
  const { version, user, context } = given;
  const who = { version, user, ...(context === undefined ? {} : { context }) };
  if (given.level === 'noAuthNoPriv') return { ...who, level: given.level };
  const auth = { protocol: given.auth.protocol, key: key(given.auth.key.env, `${where}.auth.key`) };
  if (given.level === 'authNoPriv') return { ...who, level: given.level, auth };
  const priv = { protocol: given.priv.protocol, key: key(given.priv.key.env, `${where}.priv.key`) };
  return { ...who, level: given.level, auth, priv };
}
