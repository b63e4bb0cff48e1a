import { join } from 'node:path';
import { z } from 'zod';
import { explainSchema } from './explain-schema.ts';
import { defaultRulesDir, writeTexts } from './load.ts';
import { reportSchema } from './report-schema.ts';
import { itemSchema } from './item-schema.ts';
import { measureSchema, profileSchema, symptomSchema } from './schema.ts';
import { talkSchema } from './talk-schema.ts';

const KINDS = {
  item: itemSchema,
  symptom: symptomSchema,
  measure: measureSchema,
  profile: profileSchema,
  report: reportSchema,
  talk: talkSchema,
  explain: explainSchema,
};

/**
 * The JSON Schemas that let an editor complete and check rule files, made from the schemas that the program itself uses.
 * Shape: file name (`item.json`) to text; draft-7, which YAML editors read.
 */
export function schemaTexts(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [kind, schema] of Object.entries(KINDS)) {
    const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
    texts.set(`${kind}.json`, `${JSON.stringify({ title: `claimscope ${kind}`, ...json }, null, 2)}\n`);
  }
  return texts;
}

/** Writes the JSON Schemas to `schema` below a rules folder and returns their names. */
export async function writeSchemas(dir: string = defaultRulesDir()): Promise<string[]> {
  const texts = schemaTexts();
  await writeTexts(join(dir, 'schema'), texts);
  return [...texts.keys()];
}
