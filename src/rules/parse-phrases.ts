import { fold } from './parse-fold.ts';
import { SPACELESS, tokenise, type Token } from './parse-words.ts';
import type { SymptomDef } from './schema.ts';

/** One place in a folded text where a phrase of a symptom stands. `not` phrases mean something else. */
export type Span = { symptom: string; start: number; end: number; isNot: boolean };

type WordPhrase = { symptom: string; stems: string[]; isNot: boolean };
type ScriptPhrase = { symptom: string; text: string; isNot: boolean };

/** All phrases of the symptoms, made ready to be looked up: by their first stem, and as plain texts where there are no spaces. */
export type PhraseIndex = { byFirst: Map<string, WordPhrase[]>; scripts: ScriptPhrase[]; ids: Map<string, string> };

/** Words that may stand inside a phrase without changing it: "prints are very light". */
const STRENGTH = new Set(
  (
    'very really quite so all again always still just also a bit slightly extremely much rather far way completely constantly pretty kind of ' +
    'sehr ganz so viel etwas immer wieder ziemlich total auch tres bien un peu beaucoup toujours vraiment muy bastante un poco siempre'
  ).split(' '),
);
const MOST_SKIPPED = 3;

/** Prepares the phrases of all symptoms; ids and titles count as phrases too. */
export function indexPhrases(symptoms: ReadonlyMap<string, SymptomDef>): PhraseIndex {
  const index: PhraseIndex = { byFirst: new Map(), scripts: [], ids: new Map() };
  for (const symptom of symptoms.values()) {
    const says = [symptom.id, symptom.title, ...Object.values(symptom.phrases).flat()];
    for (const phrase of says) addPhrase(index, symptom.id, phrase, false);
    for (const phrase of symptom.not ?? []) addPhrase(index, symptom.id, phrase, true);
    index.ids.set(idKey(symptom.id), symptom.id);
    index.ids.set(idKey(symptom.title), symptom.id);
  }
  return index;
}

/** A symptom id as people write it: `Light Print`, `light_print` and `light-print` are one. */
export function idKey(said: string): string {
  return fold(said)
    .trim()
    .replaceAll(/[\s_-]+/g, '-');
}

function addPhrase(index: PhraseIndex, symptom: string, phrase: string, isNot: boolean): void {
  const folded = fold(phrase);
  if (SPACELESS.test(folded)) {
    index.scripts.push({ symptom, text: folded.replaceAll(/\s/g, ''), isNot });
    return;
  }
  // Umlauts are also written out: "schwächer" and "schwaecher".
  const written = fold(phrase.toLowerCase().replaceAll(/[äöü]/g, (umlaut) => `${fold(umlaut)}e`));
  for (const form of new Set([folded, written])) {
    const stems = wordsOf(form).map(({ stem }) => stem);
    const first = stems[0];
    if (first === undefined) continue;
    const list = index.byFirst.get(first) ?? [];
    list.push({ symptom, stems, isNot });
    index.byFirst.set(first, list);
  }
}

function wordsOf(folded: string): Token[] {
  return tokenise(folded).filter(({ kind }) => kind !== 'break');
}

/**
 * Where the symptoms are named in a text: of overlapping phrases the longest, without those inside a phrase that means something else.
 * Shape: in order of place; `tokens` are those of `folded`.
 */
export function findPhrases(index: PhraseIndex, folded: string, tokens: readonly Token[]): Span[] {
  const found = [...wordSpans(index, tokens), ...scriptSpans(index, folded)];
  const nots = found.filter(({ isNot }) => isNot);
  const said = found.filter(
    (span) =>
      !span.isNot &&
      !nots.some((not) => not.symptom === span.symptom && not.start <= span.start && span.end <= not.end),
  );
  const kept: Span[] = [];
  for (const span of said.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (!kept.some((other) => span.start < other.end && other.start < span.end)) kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function* wordSpans(index: PhraseIndex, tokens: readonly Token[]): Generator<Span> {
  for (const [at, token] of tokens.entries()) {
    for (const { symptom, stems, isNot } of index.byFirst.get(token.stem) ?? []) {
      const last = matchFrom(tokens, at, stems);
      if (last !== undefined) yield { symptom, start: token.start, end: last.end, isNot };
    }
  }
}

function matchFrom(tokens: readonly Token[], at: number, stems: readonly string[]): Token | undefined {
  let last: Token | undefined;
  let place = at;
  for (const stem of stems) {
    if (last !== undefined) place = afterStrength(tokens, place, stem);
    const token = tokens[place];
    if (token === undefined || token.kind === 'break' || token.stem !== stem) return undefined;
    last = token;
    place += 1;
  }
  return last;
}

function afterStrength(tokens: readonly Token[], from: number, stem: string): number {
  let place = from;
  while (place - from < MOST_SKIPPED && tokens[place]?.stem !== stem && STRENGTH.has(tokens[place]?.word ?? ''))
    place += 1;
  return place;
}

/** Spaces are left out on both sides: a line may break, and people do put them, anywhere in such a script. */
function* scriptSpans(index: PhraseIndex, folded: string): Generator<Span> {
  if (!SPACELESS.test(folded)) return;
  const places: number[] = [];
  let dense = '';
  for (let at = 0; at < folded.length; at += 1) {
    const character = folded[at] ?? '';
    if (/\s/.test(character)) continue;
    dense += character;
    places.push(at);
  }
  for (const { symptom, text, isNot } of index.scripts) {
    for (let at = dense.indexOf(text); at !== -1; at = dense.indexOf(text, at + text.length)) {
      yield { symptom, start: places[at] ?? 0, end: (places[at + text.length - 1] ?? 0) + 1, isNot };
    }
  }
}
