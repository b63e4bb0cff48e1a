import { LEAST_KEY_CHARACTERS } from '../core/credential.ts';
import { keyOctets } from '../core/sealing-key.ts';
import { Secret } from '../core/secret.ts';

export type Env = Record<string, string | undefined>;

/** The secret that a variable holds; `where` is the place in the file that names the variable. */
export type FromEnv = (name: string, where: string) => Secret;

/** A secret of each use, which says what is wrong with it: any, a key of SNMP version 3, a caller's token, a key that seals others. */
export type Secrets = { secret: FromEnv; key: FromEnv; token: FromEnv; sealingKey: FromEnv };

/** Shorter ones can be guessed by trying. */
const LEAST_TOKEN_CHARACTERS = 20;

/**
 * The secrets that a configuration file names, out of the environment.
 * Shape: a fault is added as `path: where: what` for each that is not set or unfit, without a word of what it holds; the secret is what there is then.
 */
export function openSecrets(env: Env, path: string, faults: string[]): Secrets {
  function secret(name: string, where: string): Secret {
    const value = env[name];
    if (value === undefined || value === '')
      faults.push(`${path}: ${where}: the environment variable ${name} is not set`);
    return new Secret(value ?? '');
  }

  /** The same of something that is too short below so many characters; `why` says so in words. */
  function longEnough(least: number, why: string): FromEnv {
    return (name, where) => {
      const made = secret(name, where);
      const { length } = made.reveal();
      if (length > 0 && length < least)
        faults.push(`${path}: ${where}: the environment variable ${name} holds too few characters, ${why}`);
      return made;
    };
  }

  function sealingKey(name: string, where: string): Secret {
    const made = secret(name, where);
    if (made.reveal() !== '' && keyOctets(made.reveal()) === undefined) {
      const form = 'no key of 32 octets, written as 64 hexadecimal digits or in base64';
      faults.push(`${path}: ${where}: the environment variable ${name} holds ${form}`);
    }
    return made;
  }

  const key = longEnough(LEAST_KEY_CHARACTERS, `SNMP takes no fewer than ${LEAST_KEY_CHARACTERS}`);
  const token = longEnough(LEAST_TOKEN_CHARACTERS, `a token has at least ${LEAST_TOKEN_CHARACTERS}`);
  return { secret, key, token, sealingKey };
}

/** The secret that a text is; absent where there is none. */
export function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined || value === '' ? undefined : new Secret(value);
}
