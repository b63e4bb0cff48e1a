import { z } from 'zod';
import { CAUSES } from '../core/claim.ts';
import { SAID_COLOURS, SAID_PARTS, WHO } from '../core/measure.ts';
import { DOCUMENT_FORMATS, INSTANCES, PJL_INFOS } from '../core/place.ts';
import { PART_KINDS, PATHS } from '../core/said.ts';
import { LEAST_REPEAT_MM, MOST_REPEAT_MM } from '../core/ruler.ts';
import { GENERIC_TRAPS } from '../core/trap.ts';
import { ABSENT_REASONS, UNITS } from '../core/value.ts';
import { isPattern } from './phrase-pattern.ts';

/** Text that YAML must not read as a number: `1.10` would lose its zero. */
export const text = z.string({ error: (issue) => `expected text, got ${typeof issue.input}: quote it` }).min(1);
export const id = text.regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'must be lowercase words joined by - or .');
const oid = text.regex(/^1(\.\d+){3,}$/, 'must be a numeric OID without leading dot, quoted');
export const unit = z.enum(UNITS);
/** A day of the calendar. */
const day = text
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-23')
  .refine((said) => !Number.isNaN(Date.parse(said)), 'must be a day of the calendar');
export const rawMap = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

/** A regular expression that compiles; `groups` is how many groups it must have. */
const regex = (groups: number) =>
  text.refine((source) => groupsOf(source) === groups, `must be a regular expression with ${groups} groups`);

/** How many groups a regular expression has; undefined when it is none. */
function groupsOf(source: string): number | undefined {
  try {
    // The empty alternative matches everything, and the result then has a place for each group.
    return (new RegExp(`${source}|`, 'iu').exec('')?.length ?? 1) - 1;
  } catch {
    return undefined;
  }
}

/** A regular expression that only finds or does not find. */
const pattern = text.refine((source) => groupsOf(source) !== undefined, 'must be a regular expression');

const reason = z.enum(ABSENT_REASONS).exclude(['no_rate']);

export const decode = z
  .strictObject({
    match: regex(1).optional(),
    sentinels: rawMap(reason).optional(),
    enum: rawMap(text).optional(),
    scale: z.number().optional(),
    offset: z.number().optional(),
    unit: unit.optional(),
    least: z.number().optional(),
    most: z.number().optional(),
    as: z.enum(['mac', 'ipv4', 'text']).optional(),
  })
  .default({});

const sentinels = rawMap(reason);
const units = rawMap(unit);
const condition = z.union([
  z.array(text).min(1),
  z.strictObject({ not: z.array(text).min(1) }),
  z.strictObject({ matches: pattern }),
]);
const where = z.record(z.string(), condition);
const partRule = z.strictObject({
  key: text,
  title: text.optional(),
  maps: z.record(z.string(), rawMap(text)).optional(),
});

const snmpGet = z.strictObject({
  kind: z.literal('snmp-get'),
  oid,
  instance: z.enum(INSTANCES).optional(),
  given: z.strictObject({ oid, is: z.array(text).min(1) }).optional(),
  unitOf: z.strictObject({ oid, units }).optional(),
  decode,
});
const snmpTable = z.strictObject({
  kind: z.literal('snmp-table'),
  columns: z.record(z.string(), z.union([oid, z.strictObject({ oid, by: text })])),
  value: text,
  outOf: text.optional(),
  percentWhen: where.optional(),
  unitOf: z.strictObject({ column: text, units }).optional(),
  words: z
    .record(z.string(), z.array(z.strictObject({ column: text, matches: pattern, is: text.optional() })).min(1))
    .optional(),
  where: z.union([where, z.array(where).min(1)]).optional(),
  part: partRule.optional(),
  same: z.enum(['numbered', 'by-index', 'sum', 'count', 'only']).optional(),
  empty: text.optional(),
  has: z.array(oid).min(1).optional(),
  decode,
});
const term = z.strictObject({
  oid,
  record: z
    .strictObject({
      key: text.regex(/^[0-9a-f]{2}$/, 'must be one octet in hexadecimal, such as 8a, quoted'),
      layout: z.enum(['key-length', 'key-type-length']),
      value: z.enum(['number', 'whole-and-hundredths']).optional(),
    })
    .optional(),
  sentinels: sentinels.optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
});
const snmpObjects = z.strictObject({
  kind: z.literal('snmp-objects'),
  sum: z.array(term).min(1).optional(),
  parts: z
    .record(z.string(), z.strictObject({ title: text.optional(), sum: z.array(term).min(1), outOf: term.optional() }))
    .optional(),
  decode,
});
const snmpBits = z.strictObject({
  kind: z.literal('snmp-bits'),
  oid,
  isColumn: z.boolean().optional(),
  bits: z.record(
    z.string().regex(/^(0|[1-9]\d{0,3})$/, 'must be the number of a bit'),
    z.strictObject({ part: text, title: text.optional(), state: text }),
  ),
  empty: text.optional(),
  decode,
});
const pointer = text.regex(/^\//, 'must be a JSON pointer such as /density/black');
const path = text.regex(/^\/[^\s#]*$/, 'must be a path on the device such as /status.xml');
const http = z.strictObject({
  kind: z.literal('http'),
  service: id.optional(),
  path: path.optional(),
  listedIn: path.optional(),
  format: z.enum(DOCUMENT_FORMATS).optional(),
  pick: z.string().regex(/^(\/|$)/, 'must be a JSON pointer such as /density/black, or empty for the whole document'),
  each: z
    .strictObject({
      value: pointer.optional(),
      part: pointer.optional(),
      title: pointer.optional(),
      maps: rawMap(text).optional(),
      where: z.record(pointer, condition).optional(),
    })
    .optional(),
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
      where: z.record(z.union([attribute, z.literal('index')]), condition).optional(),
      part: partRule,
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
const place = z.discriminatedUnion('kind', [snmpGet, snmpTable, snmpObjects, snmpBits, http, ipp, pjl]);

export const LANGUAGES = ['en', 'ja', 'de', 'fr', 'es'] as const;
/** A phrase as people say it, with alternatives in groups: `prints (look|are) pale`. */
const phrase = text.refine(isPattern, 'parentheses must pair, must not nest, and bars stand within them');
export const phrasesByLanguage = z.partialRecord(z.enum(LANGUAGES), z.array(phrase).min(1));

/** rules/symptoms/<id>.yml */
export const symptomSchema = z.strictObject({
  id,
  title: text,
  because: text,
  source: text,
  /** How early it is offered where a device was named and nothing said of it: 1 first; those without a number come after, by title. */
  offered: z.int().min(1).max(99).optional(),
  /** What may hurt people: once a phrase names it, it is never passed over, whatever else a text is about. */
  urgent: z.boolean().optional(),
  /** What names the symptom wherever it stands. */
  phrases: phrasesByLanguage,
  /** What describes it without naming it: the classifier learns from these, and none of them decides alone. */
  examples: phrasesByLanguage.optional(),
  /** Phrases that contain one of the above and yet mean something else. */
  not: z.array(phrase).optional(),
  /** The wider symptoms that become this one when one of these parts, or this way through the machine, is said with them. */
  refines: z
    .array(
      z.strictObject({
        symptom: id,
        parts: z.array(z.enum(PART_KINDS)).min(1).optional(),
        path: z.enum(PATHS).optional(),
      }),
    )
    .min(1)
    .optional(),
  items: z.array(z.strictObject({ item: id, because: text })).min(1),
  /**
   * What the machine itself tells that speaks for the symptom: prtAlertCode and prtAlertGroup of a trap, or a trap of every agent. It must come so often
   * within so long. Source: RFC 3805, PrtAlertCodeTC and PrtAlertGroupTC; RFC 3418.
   */
  alerts: z
    .array(
      z
        .strictObject({
          code: z.array(z.int().min(1)).min(1).optional(),
          group: z.array(z.int().min(1)).min(1).optional(),
          trap: z.enum(GENERIC_TRAPS).optional(),
          times: z.int().min(1).max(100).default(1),
          withinMinutes: z.number().positive().max(1440).default(10),
        })
        .refine(({ code, trap }) => (code === undefined) !== (trap === undefined), 'needs either code or trap'),
    )
    .min(1)
    .optional(),
  /** What to ask the customer when nothing is out of the ordinary. */
  questions: z.array(text).min(1),
});

const finding = z.strictObject({
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
  orAbsent: z.literal(true).optional(),
  trend: z.enum(['falling', 'rising', 'changed']).optional(),
  sinceDays: z.number().positive().optional(),
  samePart: z.literal(true).optional(),
  holdsFor: z.enum(['one', 'most']).optional(),
});
const points = z.number().min(0.25).max(5);
const told = z.strictObject({
  said: z.strictObject({
    only: z.array(z.enum(PATHS)).min(1).optional(),
    colours: z.enum(SAID_COLOURS).optional(),
    parts: z.union([z.enum(SAID_PARTS), z.array(z.enum(PART_KINDS)).min(1)]).optional(),
    codes: z.array(pattern).min(1).optional(),
    repeats: z.array(id).min(1).optional(),
    repeatsOther: z.array(id).min(1).optional(),
    sinceDays: z.number().positive().optional(),
  }),
});
/** What a measure may rest on: what is known of the machine, or what was said with the claim. */
const anyFinding = z.union([finding, told]);
const graded = z.union([finding.extend({ points }), told.extend({ points })]);

/** rules/measures/<id>.yml */
export const measureSchema = z.strictObject({
  id,
  title: text,
  symptoms: z.array(id).min(1),
  when: z.strictObject({
    all: z.array(anyFinding).optional(),
    any: z.array(anyFinding).optional(),
    none: z.array(anyFinding).optional(),
  }),
  for: z.array(graded).min(1).optional(),
  against: z.array(graded).min(1).optional(),
  who: z.enum(WHO),
  action: text,
  because: text,
  source: text,
  weight: z.number().min(1).max(5),
  version: text.optional(),
  author: text.optional(),
  date: day.optional(),
  parts: z.array(text).min(1).optional(),
  minutes: z.int().min(1).max(480).optional(),
  risk: text.optional(),
  decide: z
    .array(z.strictObject({ from: id, ask: text }))
    .min(1)
    .optional(),
  cause: z.enum(CAUSES).optional(),
});

/**
 * rules/models/<maker>.yml. `places` are tried before the generic profile's. A profile without `match` is the generic one (exactly one
 * exists). `model` in `match` is a regular expression against the model name, case aside. What `extends` another profile has that one's
 * places behind its own.
 */
export const profileSchema = z.strictObject({
  id,
  title: text,
  source: text,
  extends: id.optional(),
  match: z
    .strictObject({ model: text.optional(), sysObjectID: z.union([oid, z.array(oid).min(1)]).optional() })
    .optional(),
  manners: z
    .strictObject({
      bulk: z.boolean().optional(),
      objects: z.int().min(1).max(100).optional(),
      fragile: z.boolean().optional(),
      wakes: z.boolean().optional(),
      everySeconds: z.number().min(0).max(3600).optional(),
    })
    .optional(),
  identity: z
    .strictObject({
      serial: z.array(z.discriminatedUnion('kind', [snmpGet, snmpTable])).optional(),
      model: z.array(z.discriminatedUnion('kind', [snmpGet, snmpTable])).optional(),
    })
    .optional(),
  /** Models that are built around one engine: where one of them is too few, the others stand in. */
  families: z
    .array(z.strictObject({ name: text, models: z.array(text).min(2), source: text }))
    .min(1)
    .optional(),
  /** What turns in these models, by its circumference in mm: marks that repeat at that distance are its. Figures with a source only; none are inherited. */
  ruler: z
    .array(
      z.strictObject({
        id,
        title: text,
        mm: z.number().min(LEAST_REPEAT_MM).max(MOST_REPEAT_MM),
        tolerance: z.number().positive().max(20).optional(),
        source: text,
      }),
    )
    .min(1)
    .optional(),
  places: z.record(z.string(), z.array(place).min(1)),
});

export type SymptomDef = z.output<typeof symptomSchema>;
export type ProfileDef = z.output<typeof profileSchema>;
