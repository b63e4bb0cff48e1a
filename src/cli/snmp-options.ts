import type { Config } from '../config/config.ts';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

/** What a command line says about how to speak to a device. */
export type SnmpOptions = {
  config?: string | undefined;
  credential?: string | undefined;
  communityEnv?: string | undefined;
};

/** What devices take when nobody has configured them. */
const COMMUNITY = 'public';

/**
 * The credentials for one device, under the name `default`.
 * Shape: a community from an environment variable; else the named credential of the configuration; else its `default`; else version 2c with
 * the community that devices are delivered with.
 * Fails: AppError `bad_input` for a variable that is not set or a credential that is not configured.
 */
export function credentialsFor(
  options: SnmpOptions,
  env: Record<string, string | undefined>,
  config: Pick<Config, 'credentials'>,
): Config['credentials'] & { default: Config['credentials'][string] } {
  const { credential = 'default', communityEnv } = options;
  if (communityEnv !== undefined) {
    const community = env[communityEnv];
    if (community === undefined || community === '') {
      throw new AppError('bad_input', `The environment variable ${communityEnv} is not set.`, { communityEnv });
    }
    return { default: { version: '2c', community: new Secret(community) } };
  }
  const named = Object.hasOwn(config.credentials, credential) ? config.credentials[credential] : undefined;
  if (named !== undefined) return { default: named };
  if (options.credential !== undefined) {
    throw new AppError('bad_input', `The configuration has no credential ${credential}.`, { credential });
  }
  return { default: { version: '2c', community: new Secret(COMMUNITY) } };
}
