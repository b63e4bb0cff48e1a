import { describe, expect, it } from 'vitest';
import {
  type Example,
  gatherExamples,
  isLeftOut,
  readFold,
  talkOfRules,
} from '../../../src/demo/bench/intake-folds.ts';
import type { SymptomDef } from '../../../src/rules/schema.ts';
import type { TalkDef } from '../../../src/rules/talk-schema.ts';

const FOLDS = 3;

function symptom(id: string, en: string[]): SymptomDef {
  const told = { title: id, because: 'b', source: 's', items: [{ item: 'i', because: 'b' }], questions: ['q'] };
  return { id, ...told, phrases: { en: [`${id} phrase`] }, examples: { en } };
}

const jams = ['the sheet is stuck under the flap', 'the sheet is stuck under the flap!', 'it swallowed my contract'];
const pales = ['one can hardly read a word', 'feeble and grey like mist', '(thin|weak) letters'];
const talk: TalkDef[] = [
  { id: 't', title: 't', because: 'b', source: 's', phrases: { en: ['lunch is at noon', 'who has the van keys'] } },
];
const rules = {
  symptoms: new Map([symptom('jams', jams), symptom('pales', pales)].map((one) => [one.id, one])),
  talk,
};
const examples = gatherExamples(rules);

function groupOf(pattern: string): number | undefined {
  return examples.find((one: Example) => one.pattern === pattern)?.group;
}

describe('examples that are left out of what is learnt', () => {
  it('stay together where one retells the other, and only there', () => {
    expect(examples.map(({ pattern }) => pattern)).toEqual([...jams, ...pales, ...(talk[0]?.phrases?.en ?? [])]);
    expect(groupOf('the sheet is stuck under the flap!')).toBe(groupOf('the sheet is stuck under the flap'));
    expect(new Set(examples.map(({ group }) => group)).size).toBe(examples.length - 1);
  });

  it('are each left out once', () => {
    for (const { group } of examples) {
      const out = Array.from({ length: FOLDS }, (_, fold) => isLeftOut(group, fold, FOLDS));
      expect(out.filter(Boolean)).toHaveLength(1);
    }
  });

  it('are each read once, but for those said in several ways, as what they are', () => {
    const read = Array.from({ length: FOLDS }, (_, fold) => readFold(rules, examples, { fold, folds: FOLDS })).flat();
    const sentences = examples.filter(({ pattern }) => !pattern.includes('|'));
    expect(read.map(({ message }) => message.text).toSorted()).toEqual(
      sentences.map(({ pattern }) => pattern).toSorted(),
    );
    for (const { message } of read)
      expect(message.wanted).toEqual(examples.find(({ pattern }) => pattern === message.text)?.wanted);
  });

  it('are not known to what reads them, while a phrase still is', () => {
    const alone = { symptoms: new Map([['jams', symptom('jams', ['jams phrase', ...jams])]]), talk };
    const left = gatherExamples(alone).map((one) => ({ ...one, group: 0 }));
    const fold = [0, 1, 2].find((part) => isLeftOut(0, part, FOLDS)) ?? 0;
    const answers = readFold(alone, left, { fold, folds: FOLDS });
    expect(answers).toHaveLength(left.length);
    const named = answers.filter(({ answer }) => answer.symptoms.length > 0).map(({ message }) => message.text);
    expect(named).toEqual(['jams phrase']);
  });
});

describe('the talk of the rules', () => {
  it('is read whole', async () => {
    const found = await talkOfRules();
    expect(found.length).toBeGreaterThan(15);
    expect(found.some(({ before }) => before !== undefined)).toBe(true);
  });
});
