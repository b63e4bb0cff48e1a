import { z } from 'zod';
import { AUTH_PROTOCOLS, PRIV_PROTOCOLS } from '../core/credential.ts';
import { DEFAULT_HISTORY } from '../core/history.ts';
import { DOCUMENT_FORMATS } from '../core/place.ts';
import { sweepSchema } from './sweep-schema.ts';

const text = z.string().min(1);
/** A secret stands in the environment, never in the file: the file names the variable. */
const fromEnv = z.strictObject({ env: text });
/** A caller reads the claims it brought, or all there are. */
const apiCaller = fromEnv.extend({ read: z.enum(['own', 'all']).default('own') });

const auth = z.strictObject({
  protocol: z.enum(AUTH_PROTOCOLS),
  key: fromEnv,
});
const priv = z.strictObject({ protocol: z.enum(PRIV_PROTOCOLS), key: fromEnv });
const user = {
  version: z.literal('3'),
  /** Source of the lengths: RFC 3411, SnmpAdminString; RFC 3414, usmUserName. */
  user: text.max(32),
  context: text.max(255).optional(),
};
/** Without a version it is 2c; a user says how far the messages are protected, and has the keys for it and no others. */
const credential = z.preprocess(
  (given) => (typeof given === 'object' && given !== null ? { version: '2c', ...given } : given),
  z.discriminatedUnion('version', [
    z.strictObject({ version: z.enum(['1', '2c']), community: fromEnv }),
    z.discriminatedUnion('level', [
      z.strictObject({ ...user, level: z.literal('noAuthNoPriv') }),
      z.strictObject({ ...user, level: z.literal('authNoPriv'), auth }),
      z.strictObject({ ...user, level: z.literal('authPriv'), auth, priv }),
    ]),
  ]),
);

/** Names of what is sent as they are written; a line end in one would begin another header. */
const headerName = text.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'must be the name of an HTTP header');
const headerValue = z.string().regex(/^[\x20-\x7e]{0,500}$/, 'must be printable ASCII of at most 500 characters');
const pointer = text.regex(/^\//, 'must be a JSON pointer such as /device/serial');
const serviceAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), token: fromEnv }),
  z.strictObject({
    kind: z.literal('basic'),
    user: text.regex(/^[^:]+$/, 'must not hold a colon'),
    password: fromEnv,
  }),
  z.strictObject({ kind: z.literal('header'), name: headerName, value: fromEnv }),
  z.strictObject({ kind: z.literal('query'), name: text, value: fromEnv }),
]);
/** Headers that decide who is spoken to or how a request ends, or that hold a secret, are not ours to write by hand. */
const NO_HEADERS =
  /^(authorization|connection|content-.*|cookie|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
const PLACEHOLDERS = new Set(['serial', 'model', 'address']);
const service = z
  .strictObject({
    url: z
      .string()
      .includes('{serial}')
      // A placeholder in the host would let the registry say who is sent the secret.
      .regex(/^https?:\/\/[^/?#{}\s]+[/?][^#\s]*$/i, 'must be http or https, with placeholders after the host only')
      .refine(
        (url) => [...url.matchAll(/\{([^{}]*)\}/g)].every(([, name]) => PLACEHOLDERS.has(name ?? '')),
        'may hold {serial}, {model} and {address} and nothing else in braces',
      ),
    token: fromEnv.optional(),
    auth: serviceAuth.optional(),
    headers: z
      .record(headerName, headerValue)
      .refine(
        (headers) => !Object.keys(headers).some((name) => NO_HEADERS.test(name)),
        'holds one that is not set by hand; secrets go into auth',
      )
      .optional(),
    format: z.enum(DOCUMENT_FORMATS).optional(),
    serial: pointer.optional(),
    readAt: pointer.optional(),
    /** Shape and sense are checked with the items of the rules. */
    picks: z.record(text, z.unknown()).optional(),
  })
  .refine(({ token, auth }) => token === undefined || auth === undefined, 'has either token or auth');

/** How several workspaces install the app. */
const oauth = z.strictObject({
  clientId: text,
  clientSecret: fromEnv.default({ env: 'SLACK_CLIENT_SECRET' }),
  /** The first seals, all open. */
  keys: z.array(fromEnv).min(1),
  workspaces: z.array(text.regex(/^T[A-Z0-9]{2,}$/, 'must be the id of a workspace, such as T012ABCDE')).min(1),
  redirectUri: z.url().endsWith('/slack/oauth_redirect', 'must end with /slack/oauth_redirect').optional(),
});

/** A channel's name without the sign before it. */
function bareChannel(name: string): string {
  return name.replace(/^#/, '').toLowerCase();
}

/** claimscope.yml */
export const configSchema = z.strictObject({
  slack: z
    .strictObject({
      mode: z.enum(['socket', 'http']).default('socket'),
      apiUrl: z.url().optional(),
      host: text.default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(3000),
      command: text.regex(/^\/[a-z0-9_-]{1,31}$/, 'must be a slash command such as /claim').default('/claim'),
      claimsChannels: z.array(text).default(['claims']),
      /** Where only the desk is: what concerns several customers is shown there alone. */
      deskChannels: z.array(text).default([]),
      /** Which customers read along where: only their devices there are in these. */
      customerChannels: z.array(z.strictObject({ channel: text, customers: z.array(text).min(1) })).default([]),
      postsPerSecond: z.number().positive().nullable().default(1),
      oauth: oauth.optional(),
    })
    .refine((slack) => slack.oauth === undefined || slack.mode === 'http', {
      message: 'installs by several workspaces need mode: http',
      path: ['oauth'],
    })
    .refine(
      ({ deskChannels, customerChannels }) => {
        const desk = new Set(deskChannels.map(bareChannel));
        return customerChannels.every(({ channel }) => !desk.has(bareChannel(channel)));
      },
      { message: 'a channel that a customer reads is none of deskChannels', path: ['customerChannels'] },
    )
    .prefault({}),
  store: z
    .strictObject({
      path: text.default('.claimscope/claimscope.db'),
      redis: z
        .strictObject({
          url: fromEnv.default({ env: 'REDIS_URL' }),
          prefix: text.default('claimscope'),
          cluster: z.union([z.boolean(), z.array(text).min(1)]).default(false),
        })
        .optional(),
    })
    .prefault({}),
  queue: z
    .strictObject({
      leaseSeconds: z.number().min(0.5).max(600).default(12),
      claims: z.enum(['here', 'workers']).default('here'),
    })
    .prefault({}),
  peers: z
    .strictObject({
      live: z.int().min(0).max(1000).default(100),
      needed: z.int().min(2).default(5),
      neededCustomers: z.int().min(1).default(3),
      deadlineSeconds: z.number().positive().max(60).default(10),
      standSeconds: z.number().positive().max(60).default(1.2),
      storedMaxAgeDays: z.number().positive().default(7),
      reportMaxAgeDays: z.number().positive().default(90),
      staleDays: z.number().positive().default(30),
    })
    .prefault({}),
  history: z
    .strictObject({
      hourlyDays: z.int().min(1).max(90).default(DEFAULT_HISTORY.hourlyDays),
      dailyDays: z.int().min(1).max(1000).default(DEFAULT_HISTORY.dailyDays),
      weeklyDays: z.int().min(1).max(3650).default(DEFAULT_HISTORY.weeklyDays),
    })
    .refine(
      ({ hourlyDays, dailyDays, weeklyDays }) => hourlyDays <= dailyDays && dailyDays <= weeklyDays,
      'must not keep an hourly past for longer than a daily one, nor that for longer than a weekly one',
    )
    .prefault({}),
  api: z
    .strictObject({
      host: text.default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(8080),
      callers: z.record(z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be a short name such as erp'), apiCaller),
    })
    .optional(),
  traps: z.strictObject({ host: text.default('127.0.0.1'), port: z.int().min(0).max(65535).default(1162) }).optional(),
  metrics: z
    .strictObject({ host: text.default('127.0.0.1'), port: z.int().min(0).max(65535).default(9464) })
    .optional(),
  /** Where traces go; an environment variable of OpenTelemetry may say it too, and goes first. */
  traces: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
      service: text.max(64).default('claimscope'),
      sampled: z.number().min(0).max(1).default(1),
    })
    .prefault({}),
  charts: z.strictObject({ fonts: z.array(text).default([]) }).prefault({}),
  sweep: sweepSchema.prefault({}),
  /** 0 lets every claim be one of its own. */
  joinHours: z.number().min(0).max(8760).default(24),
  /** 0 calls nothing a callback. */
  callbackDays: z.number().min(0).max(3650).default(60),
  /** 0 pages looks at nothing again. */
  followUp: z
    .strictObject({ pages: z.int().min(0).default(500), days: z.number().positive().max(365).default(30) })
    .prefault({}),
  /** 0 false bells a year rings none. */
  bell: z
    .strictObject({
      windowDays: z.number().min(1).max(90).default(14),
      pastDays: z.number().min(30).max(1000).default(182),
      falseAYear: z.number().min(0).max(1000).default(1),
    })
    .prefault({}),
  claimsAtOnce: z.int().min(1).max(100).default(8),
  credentials: z.record(z.string(), credential).default({}),
  services: z.record(z.string(), service).default({}),
  handlers: z
    .array(
      z
        .strictObject({
          model: text.optional(),
          customer: text.optional(),
          symptom: text.optional(),
          user: text.regex(/^[UW][A-Z0-9]+$/, 'must be a Slack user id such as U012AB3CD').optional(),
          group: text.regex(/^S[A-Z0-9]+$/, 'must be a Slack user group id such as S012AB3CD').optional(),
        })
        .refine(({ user, group }) => (user === undefined) !== (group === undefined), 'needs either user or group'),
    )
    .default([]),
  experts: z
    .array(
      z.strictObject({
        channel: text,
        model: text.optional(),
        customer: text.optional(),
        symptom: text.optional(),
      }),
    )
    .default([]),
  /** Who may change the settings of channels. */
  admins: z
    .strictObject({
      users: z.array(text.regex(/^[UW][A-Z0-9]+$/, 'must be a Slack user id such as U012AB3CD')).default([]),
      groups: z.array(text.regex(/^S[A-Z0-9]+$/, 'must be a Slack user group id such as S012AB3CD')).default([]),
    })
    .prefault({}),
  rules: text.optional(),
  log: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type ConfigFile = z.output<typeof configSchema>;
export type CredentialInFile = ConfigFile['credentials'][string];
export type ServiceInFile = ConfigFile['services'][string];
