import type { CohortOptions } from '../core/cohort.ts';
import { OPTION_KEYS, readOption, withOption } from '../core/cohort-options.ts';
import type { Parsed } from '../core/intake.ts';
import type { Said, SaidSince } from '../core/said.ts';
import { findSince, type Moment } from '../core/since.ts';
import { decide } from './intake-decide.ts';
import type { IntakeModel } from './intake-model.ts';
import { nearWord } from '../core/near-word.ts';
import { findCodes, findColours, findParts, findPaths } from './parse-about.ts';
import { blank, withoutClauses } from './parse-blank.ts';
import { findFields, KEY_WORDS, type Field } from './parse-fields.ts';
import { type Folded, foldText } from './parse-fold.ts';
import { findPitch, type Pitch, readPitch } from './parse-pitch.ts';
import { idKey, indexPhrases, type PhraseIndex } from './parse-phrases.ts';
import { kinOf, refine } from './parse-refine.ts';
import { findSerial, looksLikeSerial } from './parse-serial.ts';
import { readSymptoms, sortMeant } from './parse-symptoms.ts';
import { isDoubtful, isOfMachine } from './parse-tone.ts';
import type { SymptomDef } from './schema.ts';

type Symptoms = ReadonlyMap<string, SymptomDef>;
/** What a text is read by: the rules, and what was learnt of them where that is to be had. */
type Reads = { symptoms: Symptoms; model?: (() => IntakeModel | undefined) | undefined };

/** Nobody describes a fault in more; a pasted log is read so far and no further. */
const LONGEST_TEXT = 4_000;
const LONGEST_SERIAL = 64;
const LONGEST_QUOTED = 40;
const ADDRESS = /(?:https?|ftp):\/\/\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
/** Supplies are ordered in the same channels, often with the serial. */
const ORDER =
  /\b(?:order(?:ing)?|send (?:us|me)|please send|bestell\w*|zuschick\w*|commander|commande|pedido|pedir|enviar|enviad|mandar|mandad)\b|注文|発注/;

/** Rules do not change while they are used, so their phrases are made ready once. */
const INDEXES = new WeakMap<Symptoms, PhraseIndex>();

/**
 * What a text says when read as a claim: `serial=X symptom=light-print` in any order and with any quotes, plain words in five languages, or both.
 * A symptom that is marked wins over those found in the words. `moment` is when it was written and in which zone, for words such as yesterday.
 * Fails: never, whatever the text; what is not understood is told in `problems`.
 */
export function parseText(book: Reads, text: string, moment?: Moment): Parsed {
  const index = INDEXES.get(book.symptoms) ?? indexPhrases(book.symptoms);
  INDEXES.set(book.symptoms, index);
  const folded = foldText(text.slice(0, LONGEST_TEXT));
  const searched = blank(
    folded.text,
    [...folded.text.matchAll(ADDRESS)].map(({ 0: found, index: start }) => ({ start, end: start + found.length })),
  );
  const fields = findFields(folded, searched);

  const unread = blank(searched, fields.filter(({ kind }) => kind !== 'symptom' && kind !== 'note').filter(isField));
  const serials = fields.filter((field) => field.kind === 'serial' && isField(field) && field.value !== '');
  const bare = serials.length > 0 ? undefined : findSerial(withoutFields(unread, fields), folded.plain);
  const serial = serials[0]?.value.slice(0, LONGEST_SERIAL) ?? bare?.serial;
  // A serial's letters say nothing of what is wrong.
  const prose = blank(unread, bare === undefined ? [] : [bare]);
  const { meant: spans, denied, nots } = sortMeant(index, prose);

  const problems: string[] = [];
  const marked: string[] = [];
  const misspelt: string[] = [];
  const chosen = optionsOf(fields);
  problems.push(...chosen.problems);
  for (const field of fields) {
    const said = field.kind === 'symptom' ? readSymptoms(field, { index, prose, spans }) : undefined;
    marked.push(...(said?.symptoms ?? []));
    const unknown = said?.unknown ?? [];
    misspelt.push(...unknown.flatMap((one) => nearId(one, index) ?? []));
    problems.push(...problemsOf(field, unknown, index, book.symptoms));
  }
  const pitch = pitchOf(fields, folded.text, prose);
  if (pitch.problem !== undefined) problems.push(pitch.problem);
  const about = aboutOf(prose, pitch.mm, moment && sinceOf(prose, moment, { text, folded }));
  const named = [...new Set(spans.map(({ symptom }) => symptom))];
  const isAsked = isDoubtful(prose);
  const isOrder = ORDER.test(prose);
  const heard = {
    named,
    kin: kinOf(book.symptoms, named),
    barred: barredBy(book.symptoms, [...denied, ...nots]),
    isDoubtful: denied.length > 0 || isOrder || isAsked,
    hasSerial: serial !== undefined && !isOrder,
    urgent: named.filter((id) => book.symptoms.get(id)?.urgent === true),
    isAsked,
    isOfMachine: about.parts.length > 0 || isOfMachine(prose),
  };
  const others = new Set(serials.map(({ value }) => value));
  if (others.size > 1)
    problems.push(`More than one serial is given (${[...others].map(quoted).join(', ')}); the first is used.`);
  const isKeyed = fields.some(({ kind, sign }) => kind === 'symptom' && sign === '=');
  const decided = decide(isKeyed ? undefined : book.model?.(), withoutClauses(prose, denied), heard);
  const refined = (ids: readonly string[]): string[] => refine(book.symptoms, ids, about);
  const symptoms = marked.length > 0 ? [...new Set(marked)] : refined(decided.symptoms);
  const candidates = symptoms.length > 0 ? [] : [...new Set([...misspelt, ...refined(decided.candidates)])].slice(0, 3);

  const isMarked = fields.some(
    (field) =>
      (field.kind === 'serial' || field.kind === 'symptom' || field.kind === 'note') && isMarking(field, searched),
  );
  const notes = fields.filter(({ kind, value }) => kind === 'note' && value !== '');
  const words = notes.map(({ valueStart, segmentEnd }) =>
    text.slice(folded.at[valueStart], folded.at[segmentEnd]).trim(),
  );
  return {
    ...(serial === undefined ? {} : { serial }),
    symptoms,
    ...(chosen.options === undefined ? {} : { options: chosen.options }),
    candidates,
    serials: [...others].map((one) => one.slice(0, LONGEST_SERIAL)),
    about,
    problems,
    words: words.length > 0 ? words.join('\n') : text,
    isClaim: symptoms.length > 0 || isMarked,
  };
}

/** A colon is also punctuation: `Nr.: soon` gives no serial. */
function isField(field: Field): boolean {
  return field.kind !== 'serial' || field.sign === '=' || looksLikeSerial(field.value, true);
}

/** A symptom with a colon counts by what was found in it; a serial with a colon does unless the text is an order for supplies. */
function isMarking(field: Field, searched: string): boolean {
  if (field.sign === '=') return true;
  return field.kind === 'serial' && isField(field) && !ORDER.test(searched);
}

/** How the peers are to be chosen; undefined where nothing is said of it. */
function optionsOf(fields: readonly Field[]): { options: CohortOptions | undefined; problems: string[] } {
  let options: CohortOptions | undefined;
  const problems: string[] = [];
  for (const { kind, key, value } of fields) {
    const name = OPTION_KEYS.find((one) => kind === 'option' && one === key);
    if (name === undefined) continue;
    const read = readOption(name, value);
    options = withOption(options ?? {}, read.options);
    problems.push(...read.problems);
  }
  return { options, problems };
}

function problemsOf(field: Field, unknown: readonly string[], index: PhraseIndex, symptoms: Symptoms): string[] {
  if (field.kind === 'unknown') {
    const near = suggestion(nearWord(field.key, KEY_WORDS));
    return [
      `${quoted(field.key)} is not a field I know; the fields are serial, symptom, note, repeat, ${OPTION_KEYS.join(', ')}.${near}`,
    ];
  }
  if (field.sign === ':' || field.kind === 'option' || field.kind === 'repeat') return [];
  if (field.value === '') return [`${quoted(field.key)} is given without a value.`];
  const known = [...symptoms.keys()].join(', ');
  return unknown.map((said) => {
    const near = nearId(said, index);
    return `${quoted(said)} is not a symptom I know${near === undefined ? `; the symptoms are ${known}.` : `.${suggestion(near)}`}`;
  });
}

function nearId(piece: string, index: PhraseIndex): string | undefined {
  const near = nearWord(idKey(piece), index.ids.keys());
  return near === undefined ? undefined : index.ids.get(near);
}

function suggestion(near: string | undefined): string {
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

function quoted(said: string): string {
  return `"${said.length > LONGEST_QUOTED ? `${said.slice(0, LONGEST_QUOTED)}…` : said}"`;
}

/** What is left to look for a bare serial in: everything but the marked symptoms. */
function withoutFields(prose: string, fields: readonly Field[]): string {
  return blank(
    prose,
    fields.filter(({ kind, sign }) => kind === 'symptom' && sign === '='),
  );
}

/** What must not be heard by likeness where it was denied, or where its words mean something else: the symptom, and those narrower than it. */
function barredBy(symptoms: Symptoms, spans: readonly { symptom: string }[]): Set<string> {
  const ids = new Set(spans.map(({ symptom }) => symptom));
  for (const { id, refines } of symptoms.values())
    if (refines?.some(({ symptom }) => ids.has(symptom)) === true) ids.add(id);
  return ids;
}

/** How far apart marks are: as a field says, or else as the words do. */
function pitchOf(fields: readonly Field[], folded: string, prose: string): Pitch {
  const field = fields.find(({ kind }) => kind === 'repeat');
  if (field === undefined) return findPitch(prose);
  return readPitch(folded.slice(field.valueStart), `${field.key}=${field.value.slice(0, LONGEST_QUOTED)}`);
}

/** Since when, in the words as they stand in the text. */
function sinceOf(
  prose: string,
  moment: Moment,
  { text, folded }: { text: string; folded: Folded },
): SaidSince | undefined {
  const since = findSince(prose, moment);
  if (since === undefined) return undefined;
  const at = prose.indexOf(since.words);
  return { ...since, words: text.slice(folded.at[at], folded.at[at + since.words.length]) };
}

function aboutOf(prose: string, repeatMm: number | undefined, since: SaidSince | undefined): Said {
  return {
    parts: findParts(prose),
    only: findPaths(prose),
    colours: findColours(prose),
    codes: findCodes(prose),
    ...(repeatMm === undefined ? {} : { repeatMm }),
    ...(since === undefined ? {} : { since }),
  };
}
