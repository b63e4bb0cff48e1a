import { z } from 'zod';
import { FAMILIES } from '../core/item.ts';
import { WHO } from '../core/measure.ts';
import { INSTANCES, PJL_INFOS } from '../core/place.ts';
import { ABSENT_REASONS, UNITS } from '../core/value.ts';

/** Text that YAML must not read as a number: `1.10` would lose its zero. */
const text = z.string({ error: (issue) => `expected text, got ${typeof issue.input}: quote it` }).min(1);
const id = text.regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'must be lowercase words joined by - or .');
const oid = text.regex(/^1(\.\d+){3,}$/, 'must be a numeric OID without leading dot, quoted');
const unit = z.enum(UNITS);
const side = z.enum(['low', 'high', 'both']);
const rawMap = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

const decode = z
  .strictObject({
    sentinels: rawMap(z.enum(ABSENT_REASONS)).optional(),
    enum: rawMap(text).optional(),
    scale: z.number().optional(),
    offset: z.number().optional(),
    unit: unit.optional(),
    as: z.enum(['mac', 'ipv4', 'text']).optional(),
  })
  .default({});

const snmpGet = z.strictObject({ kind: z.literal('snmp-get'), oid, instance: z.enum(INSTANCES).optional(), decode });
const snmpTable = z.strictObject({
  kind: z.literal('snmp-table'),
  columns: z.record(z.string(), z.union([oid, z.strictObject({ oid, by: text })])),
  value: text,
  outOf: text.optional(),
  where: z.record(z.string(), z.array(text).min(1)).optional(),
  part: z.strictObject({ key: text, title: text.optional(), maps: z.record(z.string(), rawMap(text)).optional() }),
  empty: text.optional(),
  decode,
});
const pointer = text.regex(/^\//, 'must be a JSON pointer such as /density/black');
const http = z.strictObject({
  kind: z.literal('http'),
  service: id,
  pick: pointer,
  each: z.strictObject({ value: pointer.optional(), part: pointer.optional(), title: pointer.optional() }).optional(),
  decode,
});
const attribute = text.regex(
  /^[a-z0-9][a-z0-9._-]{0,126}$/,
  'must be the name of an IPP attribute such as printer-state',
);
const ipp = z.strictObject({
  kind: z.literal('ipp'),
  attribute,
  index: z.int().min(0).max(1000).optional(),
  each: z
    .strictObject({
      where: z.record(attribute, z.array(text).min(1)).optional(),
      part: z.strictObject({ key: text, title: text.optional(), maps: z.record(attribute, rawMap(text)).optional() }),
    })
    .optional(),
  decode,
});
const variable = text.regex(/^[A-Z][A-Z0-9]{0,31}$/, 'must be the name of a PJL variable such as DENSITY');
const pjl = z.strictObject({
  kind: z.literal('pjl'),
  info: z.enum(PJL_INFOS).optional(),
  inquire: variable.optional(),
  dinquire: variable.optional(),
  pick: text.optional(),
  decode,
});
const place = z.discriminatedUnion('kind', [snmpGet, snmpTable, http, ipp, pjl]);

const limits = z.strictObject({
  watchBelow: z.number().optional(),
  offBelow: z.number().optional(),
  watchAbove: z.number().optional(),
  offAbove: z.number().optional(),
  states: z.record(z.string(), z.enum(['normal', 'watch', 'off'])).optional(),
  source: text,
});

const compare = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('value'), odd: side, minEffect: z.number().nonnegative(), limits: limits.optional() }),
  z.strictObject({
    as: z.literal('rate'),
    per: id,
    times: z.number().positive(),
    unit,
    odd: side,
    minEffect: z.number().nonnegative(),
    limits: limits.optional(),
  }),
  z.strictObject({ as: z.literal('share'), odd: side, minEffect: z.number().nonnegative(), limits: limits.optional() }),
  z.strictObject({ as: z.literal('state'), limits: limits.optional() }),
  z.strictObject({ as: z.literal('none'), why: text, limits: limits.optional() }),
]);

/** rules/items/<id>.yml */
export const itemSchema = z.strictObject({
  id,
  title: text,
  family: z.enum(FAMILIES).optional(),
  kind: z.enum(['number', 'state', 'text']),
  unit: unit.optional(),
  parts: text.optional(),
  compare,
  because: text,
  source: text,
  serviceMode: text.optional(),
});

export const LANGUAGES = ['en', 'ja', 'de', 'fr', 'es'] as const;
const phrases = z.partialRecord(z.enum(LANGUAGES), z.array(text).min(1));

/** rules/symptoms/<id>.yml */
export const symptomSchema = z.strictObject({
  id,
  title: text,
  because: text,
  source: text,
  phrases,
  /** Phrases that contain one of the above and yet mean something else. */
  not: z.array(text).optional(),
  items: z.array(z.strictObject({ item: id, because: text })).min(1),
  /** What to ask the customer when nothing is out of the ordinary. */
  questions: z.array(text).min(1),
});

const condition = z.strictObject({
  item: id,
  part: text.optional(),
  verdict: z
    .array(z.enum(['normal', 'watch', 'off', 'cannot-say']))
    .min(1)
    .optional(),
  side: z.enum(['low', 'high']).optional(),
  state: z.array(text).min(1).optional(),
  below: z.number().optional(),
  above: z.number().optional(),
  absent: z.boolean().optional(),
});

/** rules/measures/<id>.yml */
export const measureSchema = z.strictObject({
  id,
  title: text,
  symptoms: z.array(id).min(1),
  when: z.strictObject({
    all: z.array(condition).optional(),
    any: z.array(condition).optional(),
    none: z.array(condition).optional(),
  }),
  who: z.enum(WHO),
  action: text,
  because: text,
  source: text,
  weight: z.number().min(1).max(5),
});

/**
 * rules/models/<maker>.yml. `places` are tried before the generic profile's. A profile without `match` is the generic one (exactly one
 * exists). `model` in `match` is a regular expression against the model name, case aside.
 */
export const profileSchema = z.strictObject({
  id,
  title: text,
  source: text,
  match: z.strictObject({ model: text.optional(), sysObjectID: oid.optional() }).optional(),
  identity: z.strictObject({ serial: z.array(snmpGet).optional(), model: z.array(snmpGet).optional() }).optional(),
  places: z.record(z.string(), z.array(place).min(1)),
});

export type SymptomDef = z.output<typeof symptomSchema>;
export type ProfileDef = z.output<typeof profileSchema>;
