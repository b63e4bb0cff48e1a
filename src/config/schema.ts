import { z } from 'zod';

const text = z.string().min(1);
/** A secret stands in the environment, never in the file: the file names the variable. */
const fromEnv = z.strictObject({ env: text });

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
      postsPerSecond: z.number().positive().nullable().default(1),
    })
    .prefault({}),
  store: z
    .strictObject({
      path: text.default('.claimscope/claimscope.db'),
      redis: z.strictObject({ url: fromEnv, prefix: text.default('claimscope') }).optional(),
    })
    .prefault({}),
  peers: z
    .strictObject({
      live: z.int().min(0).max(1000).default(100),
      needed: z.int().min(2).default(5),
      deadlineSeconds: z.number().positive().max(60).default(10),
      standSeconds: z.number().positive().max(60).default(1.2),
      storedMaxAgeDays: z.number().positive().default(7),
    })
    .prefault({}),
  claimsAtOnce: z.int().min(1).max(100).default(8),
  credentials: z
    .record(z.string(), z.strictObject({ version: z.enum(['1', '2c']).default('2c'), community: fromEnv }))
    .default({}),
  services: z
    .record(z.string(), z.strictObject({ url: z.string().includes('{serial}'), token: fromEnv.optional() }))
    .default({}),
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
  rules: text.optional(),
  log: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type ConfigFile = z.output<typeof configSchema>;
