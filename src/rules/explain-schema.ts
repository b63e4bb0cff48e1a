import { z } from 'zod';
import { CAUSES } from '../core/claim.ts';
import { FOUND, NEXT, TOLD_CAUSES } from '../core/explain.ts';
import type { Finding } from './fault.ts';
import type { Known } from './references.ts';
import { id, text } from './schema.ts';

/** A sentence that has a place for each of these, and for nothing else. */
const sentence = (...places: string[]) =>
  text.refine(
    (said) => {
      const names = [...said.matchAll(/\{(\w*)\}/g)].map(([, name]) => name);
      return names.length === places.length && places.every((place) => names.includes(place));
    },
    places.length === 0
      ? 'must have no place to fill in'
      : `must have ${places.map((name) => `{${name}}`).join(' and ')}, each once`,
  );

/** rules/explain/<language>.yml: what a customer is told, in their language. No sentence has a place for a figure. */
export const explainSchema = z.strictObject({
  id: text.regex(/^[a-z]{2}$/, 'must be a language such as en'),
  name: text,
  because: text,
  source: text,
  subject: sentence('serial', 'symptom'),
  read: sentence('date', 'items'),
  unread: sentence('date'),
  found: z.strictObject({ odd: sentence('items'), normal: sentence(), unsure: sentence() }),
  cause: z.record(z.enum(TOLD_CAUSES), sentence()),
  next: z.record(z.enum(NEXT), sentence()),
  other: z.strictObject({ symptom: sentence(), item: sentence() }),
  closing: sentence(),
  join: text,
  items: z.record(text, sentence()),
  symptoms: z.record(text, sentence()),
});

export type ExplainDef = z.output<typeof explainSchema>;

/** rules/explain/<language>.test.yml: what is said of a claim; `says` must all be in it. */
export const explainTestSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: text,
        symptom: id,
        looked: z.array(id).default([]),
        odd: z.array(id).default([]),
        found: z.enum(FOUND).default('odd'),
        cause: z.enum(CAUSES).optional(),
        next: z.enum(NEXT),
        says: z.array(text).min(1),
      }),
    )
    .min(1),
});

export type ExplainTest = z.output<typeof explainTestSchema>;

/** Phrases for what does not exist: a typing error would leave the thing itself without its phrase. */
export function explainFindings({ items, symptoms }: ExplainDef, known: Known): Finding[] {
  const families = new Set([...known.itemIds].map((item) => item.split('.')[0]));
  const unknown = (names: string[], is: (name: string) => boolean, key: string, what: string): Finding[] =>
    names
      .filter((name) => !is(name))
      .map((name) => ({
        what: `no ${what} "${name}"`,
        where: [key, name],
        why: 'name one that exists',
        on: 'key' as const,
      }));
  return [
    ...unknown(Object.keys(items), (name) => families.has(name), 'items', 'item that begins with'),
    ...unknown(Object.keys(symptoms), (name) => known.symptomIds.has(name), 'symptoms', 'symptom'),
  ];
}
