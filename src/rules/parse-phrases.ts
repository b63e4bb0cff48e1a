import { fold } from './parse-fold.ts';
import { SPACELESS, tokenise, type Token } from './parse-words.ts';
import { readPattern } from './phrase-pattern.ts';
import type { SymptomDef } from './schema.ts';

/** One place in a folded text where a phrase of a symptom stands. `not` phrases mean something else. */
export type Span = { symptom: string; start: number; end: number; isNot: boolean };

/** The stems that may stand at one place of a phrase: one row for each alternative, an empty row where it may be left out. */
type StemPlace = readonly (readonly string[])[];
type WordPhrase = { symptom: string; places: StemPlace[]; isNot: boolean };
type ScriptPhrase = { symptom: string; pattern: RegExp; isNot: boolean };

/** All phrases of the symptoms, made ready to be looked up: by their first stem, and as patterns where there are no spaces. */
export type PhraseIndex = { byFirst: Map<string, WordPhrase[]>; scripts: ScriptPhrase[]; ids: Map<string, string> };

/** Words that may stand inside a phrase without changing it: "prints are very light". */
const STRENGTH = new Set(
  (
    'very really quite so all again always still just also a bit slightly extremely much rather far way completely constantly pretty kind of ' +
    'sehr ganz so viel etwas immer wieder ziemlich total auch tres bien un peu beaucoup toujours vraiment muy bastante un poco siempre'
  ).split(' '),
);
const MOST_SKIPPED = 3;
/** A pattern has a way for each alternative of its first places; more than this is a pattern nobody can read either. */
const MOST_ATTACHED = 64;

/** Prepares the phrases of all symptoms; ids and titles count as phrases too. */
export function indexPhrases(symptoms: ReadonlyMap<string, SymptomDef>): PhraseIndex {
  const index: PhraseIndex = { byFirst: new Map(), scripts: [], ids: new Map() };
  for (const symptom of symptoms.values()) {
    const phrases = Object.values(symptom.phrases).flat();
    for (const text of [symptom.id, symptom.title])
      addWords(index, { symptom: symptom.id, pattern: text, isNot: false });
    for (const pattern of phrases) addPhrase(index, { symptom: symptom.id, pattern, isNot: false });
    for (const pattern of symptom.not ?? []) addPhrase(index, { symptom: symptom.id, pattern, isNot: true });
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

type Phrase = { symptom: string; pattern: string; isNot: boolean };

function addPhrase(index: PhraseIndex, phrase: Phrase): void {
  const folded = fold(phrase.pattern);
  if (!SPACELESS.test(folded)) return addWords(index, phrase);
  const places = readPattern(folded.replaceAll(/\s/g, ''));
  const source = places.map((place) => `(?:${longestFirst(place).map(escaped).join('|')})`).join('');
  index.scripts.push({ symptom: phrase.symptom, pattern: new RegExp(source, 'g'), isNot: phrase.isNot });
}

/** A regular expression takes the first alternative that fits, and what is left behind it must not be cut from its word. */
function longestFirst(place: readonly string[]): string[] {
  return [...place].sort((a, b) => b.length - a.length);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function addWords(index: PhraseIndex, { symptom, pattern, isNot }: Phrase): void {
  // Umlauts are also written out: "schwächer" and "schwaecher".
  const written = pattern.toLowerCase().replaceAll(/[äöü]/g, (umlaut) => `${fold(umlaut)}e`);
  for (const form of new Set([fold(pattern), fold(written)]))
    for (const detached of detach(form)) {
      const places = readPattern(detached).map((place) => place.map(stemsOf));
      for (const first of firstStems(places)) {
        const list = index.byFirst.get(first) ?? [];
        list.push({ symptom, places, isNot });
        index.byFirst.set(first, list);
      }
    }
}

/** A group that touches a letter is no place of its own: `d'(erreur|arrêt)` is written out. */
function detach(pattern: string): string[] {
  let patterns = [pattern];
  while (patterns.length <= MOST_ATTACHED) {
    const next = patterns.flatMap((one) => {
      const touching = /(?<=[\p{L}\p{N}])\([^()]*\)\??|\([^()]*\)\??(?=[\p{L}\p{N}])/u.exec(one);
      if (touching === null) return [one];
      const places = readPattern(touching[0])[0] ?? [''];
      if (places.every((text) => text === '' || text.endsWith(' '))) return [one];
      const [before, after] = [one.slice(0, touching.index), one.slice(touching.index + touching[0].length)];
      return places.map((text) => `${before}${text}${after}`);
    });
    if (next.length === patterns.length) return next;
    patterns = next;
  }
  return patterns;
}

function stemsOf(text: string): string[] {
  return tokenise(text)
    .filter(({ kind }) => kind !== 'break')
    .map(({ stem }) => stem);
}

/** The stems with which a phrase can begin. */
function firstStems(places: readonly StemPlace[]): Set<string> {
  const firsts = new Set<string>();
  for (const place of places) {
    for (const [first] of place) if (first !== undefined) firsts.add(first);
    if (!place.some((stems) => stems.length === 0)) break;
  }
  return firsts;
}

/**
 * Where the symptoms are named in a text: of overlapping phrases the longest, without those that touch a phrase that means something else.
 * Shape: `said` in order of place; `nots` are the phrases that mean something else; `tokens` are those of `folded`.
 */
export function findPhrases(
  index: PhraseIndex,
  folded: string,
  tokens: readonly Token[],
): { said: Span[]; nots: Span[] } {
  const found = [...wordSpans(index, tokens), ...scriptSpans(index, folded)];
  const nots = found.filter(({ isNot }) => isNot);
  const said = found.filter(
    (span) =>
      !span.isNot && !nots.some((not) => not.symptom === span.symptom && not.start < span.end && span.start < not.end),
  );
  const kept: Span[] = [];
  for (const span of said.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (!kept.some((other) => span.start < other.end && other.start < span.end)) kept.push(span);
  }
  return { said: kept.sort((a, b) => a.start - b.start), nots };
}

function* wordSpans(index: PhraseIndex, tokens: readonly Token[]): Generator<Span> {
  for (const [at, token] of tokens.entries()) {
    for (const { symptom, places, isNot } of index.byFirst.get(token.stem) ?? []) {
      const last = matchPlaces({ tokens, places, first: at }, at, 0);
      if (last !== undefined && last > at)
        yield { symptom, start: token.start, end: tokens[last - 1]?.end ?? token.end, isNot };
    }
  }
}

type Match = { tokens: readonly Token[]; places: readonly StemPlace[]; first: number };

/** The token behind the longest way in which the places from `place` on stand at `at`; undefined when they do not. */
function matchPlaces(match: Match, at: number, place: number): number | undefined {
  const alternatives = match.places[place];
  if (alternatives === undefined) return at;
  let best: number | undefined;
  for (const stems of alternatives) {
    const next = matchStems(match, at, stems);
    const end = next === undefined ? undefined : matchPlaces(match, next, place + 1);
    if (end !== undefined && (best === undefined || end > best)) best = end;
  }
  return best;
}

function matchStems({ tokens, first }: Match, at: number, stems: readonly string[]): number | undefined {
  let place = at;
  for (const stem of stems) {
    if (place !== first) place = afterStrength(tokens, place, stem);
    const token = tokens[place];
    if (token === undefined || token.kind === 'break' || token.stem !== stem) return undefined;
    place += 1;
  }
  return place;
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
  for (const { symptom, pattern, isNot } of index.scripts)
    for (const match of dense.matchAll(pattern)) {
      if (match[0] === '') continue;
      yield {
        symptom,
        start: places[match.index] ?? 0,
        end: (places[match.index + match[0].length - 1] ?? 0) + 1,
        isNot,
      };
    }
}
