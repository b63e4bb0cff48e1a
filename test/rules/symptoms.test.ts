import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { FAMILIES } from '../../src/core/item.ts';
import { itemSchema } from '../../src/rules/item-schema.ts';
import { loadRules } from '../../src/rules/load.ts';
import { parseText } from '../../src/rules/parse.ts';
import { LANGUAGES, symptomSchema, type SymptomDef } from '../../src/rules/schema.ts';

const folder = new URL('../../rules/symptoms/', import.meta.url);
const items = new URL('../../rules/items/', import.meta.url);
const testSchema = z.strictObject({
  match: z.array(z.string()).min(12),
  miss: z.array(z.string()).min(8),
  // Run by the check of the rules, and by alerts.test.ts.
  alerts: z.unknown().optional(),
});
const read = (name: string): unknown => parse(readFileSync(new URL(name, folder), 'utf8'));

const ids = readdirSync(folder)
  .filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
  .map((name) => name.slice(0, -'.yml'.length));
const symptoms = new Map<string, SymptomDef>(ids.map((id) => [id, symptomSchema.parse(read(`${id}.yml`))]));

const IDS =
  'light-print dark-print background-fog copy-fog blank-page black-page black-lines white-lines banding repeating-marks ghosting smearing ' +
  'uneven-density colour-shift misregistration skew paper-jam jam-feed jam-registration jam-exit jam-adf multi-feed no-feed wrinkles noise slow ' +
  'offline scan-fault fax-fault toner-false-empty waste-toner-full error-code tray-mismatch toner-cost meter-dispute danger';
const book = await loadRules();

describe('the symptoms', () => {
  it('are all that people complain of, each named as its file', () => {
    expect(ids.toSorted()).toEqual(IDS.split(' ').toSorted());
    for (const [id, symptom] of symptoms) expect(symptom.id).toBe(id);
  });

  it('together call for all seven item families', () => {
    const families = new Set<string | undefined>();
    for (const symptom of symptoms.values()) {
      for (const { item } of symptom.items) {
        families.add(itemSchema.parse(parse(readFileSync(new URL(`${item}.yml`, items), 'utf8'))).family);
      }
    }
    expect([...families].filter((family) => family !== undefined).toSorted()).toEqual([...FAMILIES].toSorted());
  });

  it.each([...symptoms.values()])(
    '$id has phrases in every language, and names each item and each phrase once',
    (symptom) => {
      expect(Object.keys(symptom.phrases).toSorted()).toEqual([...LANGUAGES].toSorted());
      const named = symptom.items.map(({ item }) => item);
      expect(new Set(named).size).toBe(named.length);
      for (const phrases of Object.values(symptom.phrases)) expect(new Set(phrases).size).toBe(phrases.length);
      expect(symptom.questions.length).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(ids)('%s is found in what must match and not in what must not', (id) => {
    const texts = testSchema.parse(read(`${id}.test.yml`));
    const found = (text: string): boolean => parseText(book, text).symptoms.includes(id);
    expect(texts.match.filter((text) => !found(text))).toEqual([]);
    expect(texts.miss.filter((text) => found(text))).toEqual([]);
  });

  it.each(ids)('%s alone is found in what must match', (id) => {
    const { match } = testSchema.parse(read(`${id}.test.yml`));
    const others = match.filter((text) => parseText(book, text).symptoms.some((symptom) => symptom !== id));
    expect(others).toEqual([]);
  });

  it('sees more than four hundred texts that must match and three hundred that must not', () => {
    const all = ids.map((id) => testSchema.parse(read(`${id}.test.yml`)));
    expect(all.reduce((sum, { match }) => sum + match.length, 0)).toBeGreaterThan(400);
    expect(all.reduce((sum, { miss }) => sum + miss.length, 0)).toBeGreaterThan(300);
  });

  it('are not found in thanks and greetings', () => {
    const chatter = [
      'Thanks!',
      'Have a nice weekend',
      'ok 👍',
      'Danke schön',
      'ありがとうございます',
      'Merci',
      'Gracias',
      '',
    ];
    for (const text of chatter) expect(parseText(book, text)).toMatchObject({ symptoms: [], isClaim: false });
  });
});
