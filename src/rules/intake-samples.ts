import { type Chance, openChance } from './intake-chance.ts';
import { mistype } from './intake-typos.ts';
import { sayPattern, turnsOf } from './phrase-pattern.ts';
import { LANGUAGES, type SymptomDef } from './schema.ts';
import type { TalkDef } from './talk-schema.ts';

/** A text to learn from, and what it is: a symptom's place in the list, or the number of symptoms for talk. */
export type Sample = { text: string; label: number };

type Language = (typeof LANGUAGES)[number];
type Around = { before: readonly string[]; after: readonly string[]; talk: readonly string[] };

/** Texts made of a pattern: as many as its longest group has alternatives, and at least these. */
const FEWEST_OF_PHRASE = 16;
const FEWEST_OF_EXAMPLE = 24;
/** One that is said in one way only is a sentence; there are many of these, and each comes among other pieces every time. */
const TURNS_OF_SENTENCE = 2;
const FEWEST_OF_TALK = 24;
const TURNS_OF_TALK_SENTENCE = 4;
const SEED = 20_011_102;
/** How many pieces stand before a complaint, and behind it: mostly none or one. */
const MOST_PIECES = [0, 0, 0, 1, 1, 2, 3];

/** The texts the classifier learns from: what the rules say, in all its ways, among what people say around it, mistyped now and then. */
export function makeSamples(symptoms: readonly SymptomDef[], talk: readonly TalkDef[]): Sample[] {
  const chance = openChance(SEED);
  const samples: Sample[] = [];
  for (const language of LANGUAGES) {
    const around = aroundIn(talk, language);
    for (const [label, symptom] of symptoms.entries()) {
      const phrases = symptom.phrases[language] ?? [];
      const examples = symptom.examples?.[language] ?? [];
      const scene = { chance, around, language };
      for (const pattern of language === 'en' ? [symptom.title, ...phrases] : phrases)
        for (let turn = 0; turn < Math.max(FEWEST_OF_PHRASE, 3 * turnsOf(pattern)); turn += 1)
          samples.push({ text: say(sayPattern(pattern, turn), scene), label });
      for (const pattern of examples)
        for (let turn = 0; turn < turnsOfExample(pattern); turn += 1)
          samples.push({ text: say(sayPattern(pattern, turn), scene), label });
    }
    const pieces = [...around.before, ...around.after, ...around.talk];
    for (const pattern of around.talk)
      for (let turn = 0; turn < turnsOfTalk(pattern); turn += 1)
        samples.push({ text: sayTalk(sayPattern(pattern, turn), pieces, chance), label: symptoms.length });
    for (const piece of [...around.before, ...around.after])
      for (let made = 0; made < 3; made += 1)
        samples.push({
          text: made === 0 ? piece : `${chance.among(around.before, '')} ${piece}`,
          label: symptoms.length,
        });
  }
  return samples;
}

function turnsOfExample(pattern: string): number {
  const turns = turnsOf(pattern);
  return turns === 1 ? TURNS_OF_SENTENCE : Math.max(FEWEST_OF_EXAMPLE, 2 * turns);
}

function turnsOfTalk(pattern: string): number {
  const turns = turnsOf(pattern);
  return turns === 1 ? TURNS_OF_TALK_SENTENCE : Math.max(FEWEST_OF_TALK, 2 * turns);
}

function aroundIn(talk: readonly TalkDef[], language: Language): Around {
  return {
    before: talk.flatMap(({ before }) => before?.[language] ?? []),
    after: talk.flatMap(({ after }) => after?.[language] ?? []),
    talk: talk.flatMap(({ phrases }) => phrases?.[language] ?? []),
  };
}

type Scene = { chance: Chance; around: Around; language: Language };

function say(core: string, { chance, around, language }: Scene): string {
  const before = MOST_PIECES[chance.below(MOST_PIECES.length)] ?? 0;
  const after = MOST_PIECES[chance.below(MOST_PIECES.length)] ?? 0;
  const pieces = [
    ...Array.from({ length: before }, () => chance.among(around.before, '')),
    core,
    ...Array.from({ length: after }, () => `${chance.below(2) === 0 ? ', ' : ''}${chance.among(around.after, '')}`),
  ];
  const text = pieces.join(language === 'ja' ? '' : ' ');
  return language !== 'ja' && chance.below(3) === 0 ? mistype(mistype(text, chance), chance) : text;
}

function sayTalk(core: string, pieces: readonly string[], chance: Chance): string {
  const text = chance.below(3) === 0 ? `${chance.among(pieces, '').replaceAll(/\([^)]*\)/g, '')} ${core}` : core;
  return chance.below(4) === 0 ? mistype(text, chance) : text;
}
