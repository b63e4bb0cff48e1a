import type { Config } from '../config/config.ts';
import {
  type AuthProtocol,
  type Credential,
  type PrivProtocol,
  type UserCredential,
  LEAST_KEY_CHARACTERS,
} from '../core/credential.ts';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

/** What a command line says about how to speak to a device; communities and keys stand in the environment, never on the line. */
export type SnmpOptions = {
  config?: string | undefined;
  credential?: string | undefined;
  communityEnv?: string | undefined;
  user?: string | undefined;
  level?: UserCredential['level'] | undefined;
  authProtocol?: AuthProtocol | undefined;
  authKeyEnv?: string | undefined;
  privProtocol?: PrivProtocol | undefined;
  privKeyEnv?: string | undefined;
  context?: string | undefined;
};

type Env = Record<string, string | undefined>;

/** What devices take when nobody has configured them. */
const COMMUNITY = 'public';
const OF_A_USER = ['level', 'authProtocol', 'authKeyEnv', 'privProtocol', 'privKeyEnv', 'context'] as const;

/**
 * The credentials for one device, under the name `default`.
 * Shape: a user of version 3 as the options say; else a community from an environment variable; else the named credential of the
 * configuration; else its `default`; else version 2c with the community that devices are delivered with.
 * Fails: AppError `bad_input` for a variable that is not set, a credential that is not configured, options that contradict each other.
 */
export function credentialsFor(
  options: SnmpOptions,
  env: Env,
  config: Pick<Config, 'credentials'>,
): Config['credentials'] & { default: Credential } {
  const { credential = 'default', communityEnv } = options;
  const ways = (['user', 'communityEnv', 'credential'] as const).filter((way) => options[way] !== undefined);
  if (ways.length > 1) {
    throw wrong(`Only one of ${ways.map(nameOf).join(' and ')} can say how to speak to the device.`);
  }
  if (options.user !== undefined) return { default: userOf(options.user, options, env) };
  const alone = OF_A_USER.find((key) => options[key] !== undefined);
  if (alone !== undefined) throw wrong(`${nameOf(alone)} belongs to a user of version 3: add --user.`);
  if (communityEnv !== undefined) return { default: { version: '2c', community: secretOf(communityEnv, env) } };
  const named = Object.hasOwn(config.credentials, credential) ? config.credentials[credential] : undefined;
  if (named !== undefined) return { default: named };
  if (options.credential !== undefined) {
    throw new AppError('bad_input', `The configuration has no credential ${credential}.`, { credential });
  }
  return { default: { version: '2c', community: new Secret(COMMUNITY) } };
}

/** A user; without a level, the one that the given keys make. Protocols are those that most devices have, unless told. */
function userOf(user: string, options: SnmpOptions, env: Env): UserCredential {
  const { authKeyEnv, privKeyEnv, context } = options;
  const made = privKeyEnv !== undefined ? 'authPriv' : authKeyEnv !== undefined ? 'authNoPriv' : 'noAuthNoPriv';
  const { level = made } = options;
  const who = { version: '3' as const, user, ...(context === undefined ? {} : { context }) };
  const unused = (keys: (keyof SnmpOptions)[]): void => {
    const one = keys.find((key) => options[key] !== undefined);
    if (one !== undefined) throw wrong(`${nameOf(one)} says nothing at the level ${level}.`);
  };
  if (level === 'noAuthNoPriv') {
    unused(['authProtocol', 'authKeyEnv', 'privProtocol', 'privKeyEnv']);
    return { ...who, level };
  }
  const auth = { protocol: options.authProtocol ?? 'sha-1', key: keyOf('authKeyEnv', authKeyEnv, level, env) };
  if (level === 'authNoPriv') {
    unused(['privProtocol', 'privKeyEnv']);
    return { ...who, level, auth };
  }
  const priv = { protocol: options.privProtocol ?? 'aes-128', key: keyOf('privKeyEnv', privKeyEnv, level, env) };
  return { ...who, level, auth, priv };
}

function keyOf(option: keyof SnmpOptions, variable: string | undefined, level: string, env: Env): Secret {
  if (variable === undefined) throw wrong(`The level ${level} needs ${nameOf(option)}.`);
  const key = secretOf(variable, env);
  if (key.reveal().length < LEAST_KEY_CHARACTERS) {
    const least = `SNMP takes no fewer than ${LEAST_KEY_CHARACTERS}`;
    throw wrong(`The environment variable ${variable} holds too few characters, ${least}.`);
  }
  return key;
}

function secretOf(variable: string, env: Env): Secret {
  const value = env[variable];
  if (value === undefined || value === '') throw wrong(`The environment variable ${variable} is not set.`);
  return new Secret(value);
}

/** An option as it is typed: `privKeyEnv` is `--priv-key-env`. */
function nameOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function wrong(message: string): AppError {
  return new AppError('bad_input', message);
}
