import { z } from 'zod';
import { FAMILIES } from '../core/item.ts';
import { id, text, unit } from './schema.ts';

const side = z.enum(['low', 'high', 'both']);

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
  z.strictObject({
    as: z.literal('none'),
    why: text,
    tell: z.strictObject({ odd: side, minEffect: z.number().nonnegative() }).optional(),
    limits: limits.optional(),
  }),
]);

const past = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('level') }),
  z.strictObject({ as: z.literal('counter'), restarts: z.boolean().optional() }),
  z.strictObject({ as: z.literal('wear'), counts: id.optional() }),
  z.strictObject({ as: z.literal('none') }),
]);

const rate = z.strictObject({
  counter: id,
  units: z.partialRecord(unit, unit),
  perDays: z.number().positive(),
  withinDays: z.number().positive(),
  leastDays: z.number().positive(),
});

/** rules/items/<id>.yml */
export const itemSchema = z.strictObject({
  id,
  title: text,
  family: z.enum(FAMILIES).optional(),
  kind: z.enum(['number', 'state', 'text']),
  unit: unit.optional(),
  parts: text.optional(),
  compare,
  past: past.optional(),
  rate: rate.optional(),
  because: text,
  source: text,
  serviceMode: text.optional(),
  ask: text.optional(),
});
