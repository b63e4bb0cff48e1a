import { z } from 'zod';
import { decode, id, rawMap, text, unit } from './schema.ts';

/** A regular expression that compiles, and names these groups at least. */
const pattern = (...groups: string[]) =>
  text.refine(
    (source) => {
      try {
        // The empty alternative matches everything, and the result then has a place for each group.
        const found = new RegExp(`${source}|`, 'iu').exec('')?.groups ?? {};
        return groups.every((group) => Object.hasOwn(found, group));
      } catch {
        return false;
      }
    },
    groups.length === 0
      ? 'must be a regular expression'
      : `must be a regular expression with ${groups.map((group) => `(?<${group}>…)`).join(', ')}`,
  );

/** Character sets other than Unicode that lists are written in. */
export const CHARSETS = ['windows-1252', 'shift_jis', 'iso-8859-15', 'gb18030', 'euc-jp'] as const;

const column = z.union([z.int().min(1).max(200), z.array(text).min(1)]);
const delimiter = z.enum([';', ',', '|', 'tab']);

/** One row a line. Columns are found by the words at their head, or by number from 1; without any word the list has no head. */
const csv = z.strictObject({
  kind: z.literal('csv'),
  delimiters: z.array(delimiter).min(1),
  columns: z.strictObject({
    code: column.optional(),
    name: column.optional(),
    part: column.optional(),
    value: column,
    unit: column.optional(),
  }),
});

/**
 * A regular expression for each line, with the groups `code` and `name` (one at least), `value`, and `unit` where it has one. `repeats` looks for it
 * several times in a line. A line that `continues` fits is the rest of the one before; one that `section` fits heads those that follow.
 */
const lines = z.strictObject({
  kind: z.literal('lines'),
  pattern: pattern('value'),
  repeats: z.boolean().optional(),
  continues: pattern().optional(),
  section: pattern('section').optional(),
});

/** How numbers are written. What is not said here is not understood, and never guessed. */
const numbers = z
  .strictObject({
    decimal: z.enum(['.', ',']).default('.'),
    thousands: z.enum([',', '.', ' ', "'"]).optional(),
    /** Whether the permitted range may stand behind a value: `12 [-5 to 50 / 0 / 1]`. */
    ranges: z.boolean().default(false),
    /** How units are written, behind the number or in their column. */
    units: rawMap(unit).default({}),
  })
  .prefault({});

const line = { code: pattern().optional(), name: pattern().optional(), section: pattern().optional() };

/**
 * Which lines are an item. `code` must fit the whole code, `name` and `section` a piece of theirs. `part` may hold named groups of the two as `{group}`,
 * translated by `maps`. With `minus`, the number of another line is taken off.
 */
const field = z.strictObject({
  ...line,
  item: id,
  part: text.optional(),
  title: text.optional(),
  maps: z.record(z.string(), rawMap(text)).optional(),
  minus: z.strictObject(line).optional(),
  decode,
});

/** rules/reports/<id>.yml: one format of list that an engineer exports from service mode. */
export const reportSchema = z.strictObject({
  id,
  title: text,
  source: text,
  /** The models that have it; a list of any other is not taken for one. */
  models: pattern().optional(),
  /** All of these must be found in the first 40 lines. */
  recognise: z.array(pattern()).min(1),
  /** Tried in this order where the file is not Unicode. */
  charsets: z.array(z.enum(CHARSETS)).optional(),
  serial: pattern('serial').optional(),
  model: pattern('model').optional(),
  firmware: pattern('firmware').optional(),
  readAt: pattern('year', 'month', 'day').optional(),
  layout: z.discriminatedUnion('kind', [csv, lines]),
  numbers,
  fields: z.array(field).default([]),
  /** Whether lines are also known by the id or the title of an item. */
  items: z.boolean().optional(),
});

export type ReportDef = z.output<typeof reportSchema>;
export type ReportField = ReportDef['fields'][number];
export type ReportNumbers = ReportDef['numbers'];
