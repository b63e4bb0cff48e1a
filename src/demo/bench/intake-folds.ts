import { featuresOf } from '../../rules/intake-features.ts';
import { learnModel } from '../../rules/intake-model.ts';
import { defaultRulesDir, readRuleFiles } from '../../rules/load.ts';
import { parseText } from '../../rules/parse.ts';
import { readPattern, sayPattern } from '../../rules/phrase-pattern.ts';
import { LANGUAGES, type SymptomDef } from '../../rules/schema.ts';
import { type TalkDef, talkSchema } from '../../rules/talk-schema.ts';
import { checkYaml } from '../../rules/yaml-faults.ts';
import type { Answer, Message } from './intake-messages.ts';

type Language = (typeof LANGUAGES)[number];
type Rules = { symptoms: ReadonlyMap<string, SymptomDef>; talk: readonly TalkDef[] };

/** The talk of the rules that come with the program, which a RuleBook does not hold. Shape: a file with faults is left out. */
export async function talkOfRules(): Promise<TalkDef[]> {
  const { files } = await readRuleFiles(defaultRulesDir(), 'rules');
  return files
    .filter(({ kind }) => kind === 'talk')
    .flatMap((file) => {
      const { value } = checkYaml(file, talkSchema);
      return value === undefined ? [] : [value];
    });
}

/** An example as the rules hold it; `group` is shared by those that are nearly the same. */
export type Example = { language: Language; wanted: string[]; pattern: string; group: number };

/** Two examples that share so much of all their words and runs of letters are retellings of each other. */
const NEARLY_THE_SAME = 0.4;

/**
 * The examples and talk of the rules, those of one kind and language that retell each other in one group.
 * Shape: `wanted` is empty for talk; groups count from 0.
 */
export function gatherExamples({ symptoms, talk }: Rules): Example[] {
  const found: Example[] = [];
  let groups = 0;
  function gather(patterns: readonly string[], language: Language, wanted: string[]): void {
    const heads = patterns.map((_, at) => at);
    const features = patterns.map((pattern) => new Set(featuresOf(sayPattern(pattern, 0)).all));
    for (const [at, own] of features.entries())
      for (let other = 0; other < at; other += 1)
        if (alike(own, features[other] ?? new Set())) {
          const [from, to] = [heads[at], heads[other] ?? other];
          for (const [place, head] of heads.entries()) if (head === from) heads[place] = to;
        }
    for (const [at, pattern] of patterns.entries())
      found.push({ language, wanted, pattern, group: groups + (heads[at] ?? at) });
    groups += patterns.length;
  }
  for (const language of LANGUAGES) {
    for (const { id, examples } of symptoms.values()) gather(examples?.[language] ?? [], language, [id]);
    gather(
      talk.flatMap(({ phrases }) => phrases?.[language] ?? []),
      language,
      [],
    );
  }
  return found;
}

/** Whether two sets share enough of what either holds (Jaccard's index). */
function alike(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  if (few.size < NEARLY_THE_SAME * many.size) return false;
  let shared = 0;
  for (const place of few) if (many.has(place)) shared += 1;
  return shared >= NEARLY_THE_SAME * (one.size + other.size - shared);
}

/** Whether a group is left out of what is learnt in a fold. Shape: groups are strewn over the folds by a hash, alike in every run. */
export function isLeftOut(group: number, fold: number, folds: number): boolean {
  return (Math.imul(group + 1, 0x9e3779b1) >>> 8) % folds === fold;
}

/**
 * Learns without a part of the examples and reads that part: what is found of sentences that were not learnt from.
 * Shape: the messages of the fold, those that are said in one way only, each with what the parser made of it.
 */
export function readFold(
  rules: Rules,
  examples: readonly Example[],
  part: { fold: number; folds: number },
): { message: Message; answer: Answer }[] {
  const away = examples.filter(({ group }) => isLeftOut(group, part.fold, part.folds));
  const without = new Set(away.map(({ language, wanted, pattern }) => keyOf(language, wanted[0], pattern)));
  const keeps = (language: Language, id: string | undefined) => (pattern: string) =>
    !without.has(keyOf(language, id, pattern));
  const known = new Map(
    [...rules.symptoms].map(([id, symptom]) => [
      id,
      { ...symptom, examples: sift(symptom.examples ?? {}, (language) => keeps(language, id)) },
    ]),
  );
  const talk = rules.talk.map((one) =>
    one.phrases === undefined ? one : { ...one, phrases: sift(one.phrases, (language) => keeps(language, undefined)) },
  );
  const model = learnModel(known, talk);
  const book = { symptoms: rules.symptoms, model: () => model };
  return away
    .filter(({ pattern }) => readPattern(pattern).length === 1)
    .map(({ language, wanted, pattern }) => ({
      message: { language, wanted, text: pattern },
      answer: parseText(book, pattern),
    }));
}

type ByLanguage = Partial<Record<Language, string[]>>;

function sift(texts: ByLanguage, keeps: (language: Language) => (pattern: string) => boolean): ByLanguage {
  const sifted: ByLanguage = {};
  for (const language of LANGUAGES) {
    const kept = texts[language]?.filter(keeps(language));
    if (kept !== undefined && kept.length > 0) sifted[language] = kept;
  }
  return sifted;
}

function keyOf(language: Language, id: string | undefined, pattern: string): string {
  return `${language}\t${id ?? ''}\t${pattern}`;
}
