import { GENERIC_TRAPS } from '../core/trap.ts';
import { PATHS } from '../core/said.ts';
import { z } from 'zod';
import { ABSENT_REASONS } from '../core/value.ts';

const text = z.string().min(1);
const id = text;
const verdict = z.enum(['normal', 'watch', 'off', 'cannot-say']);
const side = z.enum(['low', 'high']);
const figure = z.union([z.number(), text]);

const told = z.strictObject({
  code: z.int().optional(),
  group: z.int().optional(),
  trap: z.enum(GENERIC_TRAPS).optional(),
});

/**
 * rules/symptoms/<id>.test.yml: texts that give the symptom, and texts that must not; the same of what machines tell, for one with `alerts`.
 * rules/talk/<id>.test.yml: texts that are no claim, and some that are.
 */
export const symptomTestSchema = z.strictObject({
  match: z.array(text).min(1),
  miss: z.array(text).min(1),
  alerts: z.strictObject({ match: z.array(told).min(1), miss: z.array(told).min(1) }).optional(),
});

/**
 * rules/items/<id>.test.yml: `mine` and `peers` are the compared figures (a rate, not a count), `says` is how the reason begins; `past` are readings a day
 * apart, the last one today, and how what is then told of them begins: of an item that is worked out of a counter, readings of the counter.
 */
export const itemTestSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: text,
        mine: figure,
        peers: z.array(figure),
        verdict,
        side: side.optional(),
        says: text.optional(),
      }),
    )
    .min(1),
  past: z
    .array(z.strictObject({ name: text, days: z.array(z.union([z.number(), text])).min(2), says: text }))
    .min(1)
    .optional(),
});

const comparison = z.strictObject({
  item: id,
  part: text.optional(),
  verdict,
  side: side.optional(),
  number: z.number().optional(),
  state: text.optional(),
  text: text.optional(),
  absent: z.literal(true).optional(),
  trend: z.enum(['falling', 'rising', 'changed']).optional(),
  daysAgo: z.number().positive().optional(),
});

/** Details that a customer gave: parts by their keys (`tray-2`), since when as days ago. */
const said = z.strictObject({
  only: z.array(z.enum(PATHS)).optional(),
  colours: z.array(text).optional(),
  parts: z.array(text).optional(),
  codes: z.array(text).optional(),
  repeatMm: z.number().positive().optional(),
  daysAgo: z.number().nonnegative().optional(),
});

/**
 * rules/measures/<id>.test.yml: what the comparisons and the customer say, and whether the measure follows; where it does, `first` may say whether it is
 * the first of all. `model` is the one whose ruler is held to the distance that was said.
 */
export const measureTestSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: text,
        symptom: id,
        comparisons: z.array(comparison),
        said: said.optional(),
        model: text.optional(),
        proposed: z.boolean(),
        first: z.boolean().optional(),
      }),
    )
    .min(2),
});

const value = z.strictObject({
  number: z.number().optional(),
  state: text.optional(),
  text: text.optional(),
  absent: z.enum(ABSENT_REASONS).optional(),
});

/** rules/models/<id>.test.yml: which models it recognises, what kind of place it tries first, what raw answers mean there, which rollers a distance between marks names. */
export const profileTestSchema = z.strictObject({
  recognises: z.array(text),
  ignores: z.array(text),
  offers: z.record(z.string(), z.enum(['snmp-get', 'snmp-table', 'snmp-objects', 'snmp-bits', 'http', 'ipp', 'pjl'])),
  decodes: z.array(z.strictObject({ item: id, raw: text, value })),
  repeats: z.array(z.strictObject({ mm: z.number(), names: z.array(id) })).optional(),
});

/**
 * rules/reports/<id>.test.yml: texts it recognises and texts it does not, and what a whole list gives: every reading, by item or `item/part`.
 * `faults` is how many lines are faults (none unless told).
 */
export const reportTestSchema = z.strictObject({
  recognises: z.array(text).min(1),
  ignores: z.array(text).min(1),
  cases: z
    .array(
      z.strictObject({
        name: text,
        text,
        readAt: text.optional(),
        serial: text.optional(),
        readings: z.record(z.string(), value),
        faults: z.int().min(0).default(0),
      }),
    )
    .min(1),
});

export type SymptomTest = z.output<typeof symptomTestSchema>;
export type ItemTest = z.output<typeof itemTestSchema>;
export type MeasureTest = z.output<typeof measureTestSchema>;
export type ProfileTest = z.output<typeof profileTestSchema>;
export type ReportTest = z.output<typeof reportTestSchema>;
