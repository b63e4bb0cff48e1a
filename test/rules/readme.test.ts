import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildBook } from '../../src/rules/build-book.ts';
import { defaultRulesDir, readRuleFiles } from '../../src/rules/load.ts';

const KIND_OF = {
  symptom: 'symptoms',
  item: 'items',
  profile: 'models',
  measure: 'measures',
  report: 'reports',
  talk: 'talk',
  explain: 'explain',
} as const;

function kindOf(text: string): (typeof KIND_OF)[keyof typeof KIND_OF] {
  for (const [name, kind] of Object.entries(KIND_OF)) if (text.includes(`schema/${name}.json`)) return kind;
  throw new Error(`an example that names no schema: ${text}`);
}

describe('the README of the rules', () => {
  it('teaches by examples that are sound beside the real rules', async () => {
    const text = await readFile(join(defaultRulesDir(), 'README.md'), 'utf8');
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => {
      const example = match[1] ?? '';
      const id = /^id: (\S+)/m.exec(example)?.[1] ?? '';
      return { kind: kindOf(example), id, path: `README/${id}.yml`, text: example };
    });
    expect(examples.map(({ kind }) => kind)).toEqual([
      'symptoms',
      'talk',
      'items',
      'models',
      'measures',
      'reports',
      'explain',
    ]);
    const { files } = await readRuleFiles(defaultRulesDir(), 'rules');
    const others = files.filter((file) => !examples.some(({ kind, id }) => kind === file.kind && id === file.id));
    expect(buildBook('rules', [...others, ...examples], '').faults).toEqual([]);
  });
});
