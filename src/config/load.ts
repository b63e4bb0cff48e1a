import { existsSync, readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { HandlerRoute } from '../core/handlers.ts';
import { AppError } from '../core/errors.ts';
import type { Credential } from '../core/credential.ts';
import type { Config, ConfiguredService } from './config.ts';
import { toCredential } from './credentials.ts';
import { configSchema, type ConfigFile } from './schema.ts';
import { type Env, type FromEnv, openSecrets, secretOf, type Secrets } from './secrets.ts';
import { toService } from './services.ts';
import { toSweep } from './sweep.ts';
import { toTraces } from './traces.ts';

const DEFAULT_FILE = 'claimscope.yml';
const DEFAULT_REDIS = { url: { env: 'REDIS_URL' }, prefix: 'claimscope', cluster: false };

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
  const secrets = openSecrets(env, path, faults);
  const credentials: Record<string, Credential> = {};
  for (const [name, given] of Object.entries(file.credentials)) {
    credentials[name] = toCredential(given, `credentials.${name}`, secrets);
  }
  const services: Record<string, ConfiguredService> = {};
  for (const [name, given] of Object.entries(file.services)) {
    services[name] = toService(given, `services.${name}`, secrets.secret);
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
      ...(oauth === undefined ? {} : { oauth: toOAuth(oauth, secrets) }),
    },
    store:
      redis === undefined
        ? { kind: 'sqlite', path: file.store.path }
        : {
            kind: 'redis',
            url: secrets.secret(redis.url.env, 'store.redis.url'),
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
    ...(file.api === undefined ? {} : { api: toApi(file.api, secrets.token) }),
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
  { secret, sealingKey }: Pick<Secrets, 'secret' | 'sealingKey'>,
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

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
