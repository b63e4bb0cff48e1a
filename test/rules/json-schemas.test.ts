import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { schemaTexts, writeSchemas } from '../../src/rules/json-schemas.ts';
import { defaultRulesDir, readRuleFiles } from '../../src/rules/load.ts';
import { SOUND } from './rules-folder.ts';

const SCHEMA_OF = {
  items: 'item.json',
  symptoms: 'symptom.json',
  models: 'profile.json',
  measures: 'measure.json',
  reports: 'report.json',
  talk: 'talk.json',
};

function validator(name: string): (value: unknown) => boolean {
  const schema: unknown = JSON.parse(schemaTexts().get(name) ?? '');
  if (typeof schema !== 'object' || schema === null) throw new Error(`no schema ${name}`);
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  return (value) => validate(value);
}

describe('the JSON Schemas', () => {
  it('in rules/schema are current: `claimscope rules schemas` writes them', async () => {
    const folder = join(defaultRulesDir(), 'schema');
    expect((await readdir(folder)).toSorted()).toEqual([...schemaTexts().keys()].toSorted());
    for (const [name, text] of schemaTexts()) expect(await readFile(join(folder, name), 'utf8')).toBe(text);
  });

  it('are written below any rules folder', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'claimscope-schemas-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    expect(await writeSchemas(dir)).toEqual([
      'item.json',
      'symptom.json',
      'measure.json',
      'profile.json',
      'report.json',
      'talk.json',
      'explain.json',
    ]);
    expect(await readFile(join(dir, 'schema', 'item.json'), 'utf8')).toBe(schemaTexts().get('item.json'));
  });

  it('accept every rule file and are named in its first line', async () => {
    const { files } = await readRuleFiles(defaultRulesDir(), 'rules');
    const refused: string[] = [];
    for (const [kind, name] of Object.entries(SCHEMA_OF)) {
      const accepts = validator(name);
      for (const file of files) {
        if (file.kind !== kind) continue;
        if (!accepts(parse(file.text))) refused.push(file.path);
        expect(file.text.split('\n')[0], file.path).toBe(`# yaml-language-server: $schema=../schema/${name}`);
      }
    }
    expect(refused).toEqual([]);
    expect(files.length).toBeGreaterThanOrEqual(39);
  });

  it('refuse what the program refuses', () => {
    const accepts = validator('item.json');
    const text = SOUND['items/jams.yml'] ?? '';
    expect(accepts(parse(text))).toBe(true);
    for (const broken of [
      text.replace('as: rate', 'as: ratio'),
      text.replace('title: Jams', 'titel: Jams'),
      text.replace('times: 10000', 'times: many'),
    ])
      expect(accepts(parse(broken))).toBe(false);
  });
});
