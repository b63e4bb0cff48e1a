import { existsSync, readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { HandlerRoute } from '../core/handlers.ts';
import { AppError } from '../core/errors.ts';
import { keyOctets } from '../core/sealing-key.ts';
import { Secret } from '../core/secret.ts';
import { type Credential, LEAST_KEY_CHARACTERS } from '../core/credential.ts';
import type { ServiceAuth } from '../core/http-service.ts';
import type { Config, ConfiguredService } from './config.ts';
import { configSchema, type ConfigFile, type CredentialInFile, type ServiceInFile } from './schema.ts';
import { toSweep } from './sweep.ts';
import { toTraces } from './traces.ts';

export type Env = Record<string, string | undefined>;

const DEFAULT_FILE = 'claimscope.yml';
const DEFAULT_REDIS = { url: { env: 'REDIS_URL' }, prefix: 'claimscope', cluster: false };
/** Shorter ones can be guessed by trying. */
const LEAST_TOKEN_CHARACTERS = 20;

/**
 * Environment and file as one frozen Config.
 * Shape: `file` or CLAIMSCOPE_CONFIG or claimscope.yml where there is one; SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, REDIS_URL and
 * whatever variables the file names come from the environment.
 * Fails: AppError `bad_config` listing every fault as `file:line:column: what`.
 */
export function loadConfig(options: { file?: string | undefined; env: Env }): Config {
  const { env } = options;
  const named = options.file ?? env['CLAIMSCOPE_CONFIG'];
  const path = named ?? DEFAULT_FILE;
  if (named !== undefined && !existsSync(named)) {
    throw new AppError('bad_config', `There is no configuration file at ${named}.`, { file: named });
  }
  const faults: string[] = [];
  const file = existsSync(path) ? readConfigFile(path, faults) : configSchema.parse({});
  const config = file === undefined ? undefined : toConfig(file, env, path, faults);
  if (config === undefined || faults.length > 0) {
    throw new AppError(
      'bad_config',
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
      {
        faults,
      },
    );
  }
  return deepFreeze(config);
}

function readConfigFile(path: string, faults: string[]): ConfigFile | undefined {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  for (const error of document.errors) {
    const at = lines.linePos(error.pos[0]);
    faults.push(`${path}:${at.line}:${at.col}: ${error.message.split('\n')[0]}`);
  }
  if (faults.length > 0) return undefined;
  const result = configSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    // A key that is missing has no place of its own; the nearest thing that exists is where it should stand.
    const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    let node: unknown;
    for (let length = keys.length; length >= 0 && node === undefined; length -= 1) {
      node = length === 0 ? document.contents : document.getIn(keys.slice(0, length), true);
    }
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    const offset = Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0;
    const at = lines.linePos(offset);
    faults.push(`${path}:${at.line}:${at.col}: ${keys.join('.') || 'file'}: ${issue.message}`);
  }
  return undefined;
}

function toConfig(file: ConfigFile, env: Env, path: string, faults: string[]): Config {
  function secret(name: string, where: string): Secret {
    const value = env[name];
    if (value === undefined || value === '')
      faults.push(`${path}: ${where}: the environment variable ${name} is not set`);
    return new Secret(value ?? '');
  }

  function key(name: string, where: string): Secret {
    const made = secret(name, where);
    const { length } = made.reveal();
    if (length > 0 && length < LEAST_KEY_CHARACTERS) {
      const least = `SNMP takes no fewer than ${LEAST_KEY_CHARACTERS}`;
      faults.push(`${path}: ${where}: the environment variable ${name} holds too few characters, ${least}`);
    }
    return made;
  }

  function token(name: string, where: string): Secret {
    const made = secret(name, where);
    const { length } = made.reveal();
    if (length > 0 && length < LEAST_TOKEN_CHARACTERS) {
      const least = `a token has at least ${LEAST_TOKEN_CHARACTERS}`;
      faults.push(`${path}: ${where}: the environment variable ${name} holds too few characters, ${least}`);
    }
    return made;
  }

  function sealingKey(name: string, where: string): Secret {
    const made = secret(name, where);
    if (made.reveal() !== '' && keyOctets(made.reveal()) === undefined) {
      const form = 'no key of 32 octets, written as 64 hexadecimal digits or in base64';
      faults.push(`${path}: ${where}: the environment variable ${name} holds ${form}`);
    }
    return made;
  }

  const credentials: Record<string, Credential> = {};
  for (const [name, given] of Object.entries(file.credentials)) {
    credentials[name] = toCredential(given, `credentials.${name}`, { secret, key });
  }
  const services: Record<string, ConfiguredService> = {};
  for (const [name, given] of Object.entries(file.services)) {
    services[name] = toService(given, `services.${name}`, secret);
  }
  const routes = file.handlers.map(({ user, group, ...match }): HandlerRoute => {
    return { ...match, handler: user === undefined ? { kind: 'group', id: group ?? '' } : { kind: 'user', id: user } };
  });
  const { apiUrl, oauth, ...slack } = file.slack;
  // The variable alone chooses Redis; the file says more about it where there is more to say.
  const redis = file.store.redis ?? (secretOf(env['REDIS_URL']) === undefined ? undefined : DEFAULT_REDIS);
  const botToken = secretOf(env['SLACK_BOT_TOKEN']);
  const appToken = secretOf(env['SLACK_APP_TOKEN']);
  const signingSecret = secretOf(env['SLACK_SIGNING_SECRET']);
  return {
    slack: {
      ...slack,
      ...(apiUrl === undefined ? {} : { apiUrl }),
      ...(botToken === undefined ? {} : { botToken }),
      ...(appToken === undefined ? {} : { appToken }),
      ...(signingSecret === undefined ? {} : { signingSecret }),
      ...(oauth === undefined ? {} : { oauth: toOAuth(oauth, { secret, sealingKey }) }),
    },
    store:
      redis === undefined
        ? { kind: 'sqlite', path: file.store.path }
        : {
            kind: 'redis',
            url: secret(redis.url.env, 'store.redis.url'),
            prefix: redis.prefix,
            cluster: redis.cluster,
          },
    peers: {
      live: file.peers.live,
      needed: file.peers.needed,
      neededCustomers: file.peers.neededCustomers,
      deadlineMs: file.peers.deadlineSeconds * 1000,
      standMs: file.peers.standSeconds * 1000,
      storedMaxAgeMs: file.peers.storedMaxAgeDays * 86_400_000,
      staleMs: file.peers.staleDays * 86_400_000,
      reportMaxAgeMs: file.peers.reportMaxAgeDays * 86_400_000,
    },
    queue: { leaseMs: file.queue.leaseSeconds * 1000, works: file.queue.claims === 'here' },
    history: file.history,
    sweep: toSweep(file.sweep),
    joinMs: file.joinHours * 3_600_000,
    callbackMs: file.callbackDays * 86_400_000,
    ...(file.followUp.pages === 0
      ? {}
      : { followUp: { pages: file.followUp.pages, withinMs: file.followUp.days * 86_400_000 } }),
    ...(file.bell.falseAYear === 0
      ? {}
      : {
          bell: {
            windowMs: file.bell.windowDays * 86_400_000,
            pastMs: file.bell.pastDays * 86_400_000,
            falseAYear: file.bell.falseAYear,
          },
        }),
    ...(file.traps === undefined ? {} : { traps: file.traps }),
    ...(file.metrics === undefined ? {} : { metrics: file.metrics }),
    ...toTraces(file.traces, env, faults),
    claimsAtOnce: file.claimsAtOnce,
    chartFonts: file.charts.fonts,
    ...(file.api === undefined ? {} : { api: toApi(file.api, token) }),
    credentials,
    services,
    ...(existsSync(path) ? { file: path } : {}),
    routes,
    experts: file.experts,
    admins: file.admins,
    ...(file.rules === undefined ? {} : { rulesDir: file.rules }),
    logLevel: file.log,
  };
}

function toOAuth(
  { clientId, clientSecret, keys, workspaces, redirectUri }: NonNullable<ConfigFile['slack']['oauth']>,
  { secret, sealingKey }: { secret: FromEnv; sealingKey: FromEnv },
): NonNullable<Config['slack']['oauth']> {
  return {
    clientId,
    clientSecret: secret(clientSecret.env, 'slack.oauth.clientSecret'),
    keys: keys.map(({ env }, index) => sealingKey(env, `slack.oauth.keys.${index}`)),
    workspaces,
    ...(redirectUri === undefined ? {} : { redirectUri }),
  };
}

/** Who may bring claims, each with its own token, and whether it reads all. */
function toApi({ host, port, callers }: NonNullable<ConfigFile['api']>, token: FromEnv): NonNullable<Config['api']> {
  const named = Object.entries(callers).map(([name, { env, read }]) => ({
    name,
    token: token(env, `api.callers.${name}`),
    ...(read === 'all' ? { readsAll: true as const } : {}),
  }));
  return { host, port, callers: named };
}

type FromEnv = (name: string, where: string) => Secret;

function toCredential(
  given: CredentialInFile,
  where: string,
  { secret, key }: { secret: FromEnv; key: FromEnv },
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

function toService(given: ServiceInFile, where: string, secret: FromEnv): ConfiguredService {
  const { url, token, headers, format, serial, readAt, picks } = given;
  const auth = toAuth(
    token === undefined ? given.auth : { kind: 'bearer', token },
    token === undefined ? `${where}.auth` : where,
    secret,
  );
  return {
    urlTemplate: url,
    ...(auth === undefined ? {} : { auth }),
    ...(headers === undefined ? {} : { headers }),
    ...(format === undefined ? {} : { format }),
    ...(serial === undefined ? {} : { serial }),
    ...(readAt === undefined ? {} : { readAt }),
    ...(picks === undefined ? {} : { picks }),
  };
}

function toAuth(given: ServiceInFile['auth'], where: string, secret: FromEnv): ServiceAuth | undefined {
  switch (given?.kind) {
    case 'bearer':
      return { kind: given.kind, token: secret(given.token.env, `${where}.token`) };
    case 'basic':
      return { kind: given.kind, user: given.user, password: secret(given.password.env, `${where}.password`) };
    case 'header':
    case 'query':
      return { kind: given.kind, name: given.name, value: secret(given.value.env, `${where}.value`) };
    case undefined:
      return undefined;
  }
}

function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined || value === '' ? undefined : new Secret(value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
