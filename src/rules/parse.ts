import type { Parsed } from '../core/intake.ts';
import { nearWord } from './near-word.ts';
import { findFields, KEY_WORDS, type Field } from './parse-fields.ts';
import { foldText } from './parse-fold.ts';
import { keepMeant } from './parse-negation.ts';
import { findPhrases, idKey, indexPhrases, type PhraseIndex, type Span } from './parse-phrases.ts';
import { findSerial, looksLikeSerial } from './parse-serial.ts';
import { tokenise } from './parse-words.ts';
import type { SymptomDef } from './schema.ts';

type Symptoms = ReadonlyMap<string, SymptomDef>;

/** Nobody describes a fault in more; a pasted log is read so far and no further. */
const LONGEST_TEXT = 4_000;
const LONGEST_SERIAL = 64;
const LONGEST_QUOTED = 40;
const ADDRESS = /(?:https?|ftp):\/\/\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
/** Supplies are ordered in the same channels, often with the serial. */
const ORDER =
  /\b(?:order(?:ing)?|send (?:us|me)|please send|bestell\w*|commander|commande|pedido|pedir|enviar)\b|注文|発注/;

/** Rules do not change while they are used, so their phrases are made ready once. */
const INDEXES = new WeakMap<Symptoms, PhraseIndex>();

/**
 * What a text says when read as a claim: `serial=X symptom=light-print` in any order and with any quotes, plain words in five languages, or both.
 * A symptom that is marked wins over those found in the words.
 * Fails: never, whatever the text; what is not understood is told in `problems`.
 */
export function parseText(book: { symptoms: Symptoms }, text: string): Parsed {
  const index = INDEXES.get(book.symptoms) ?? indexPhrases(book.symptoms);
  INDEXES.set(book.symptoms, index);
  const folded = foldText(text.slice(0, LONGEST_TEXT));
  const searched = blank(
    folded.text,
    [...folded.text.matchAll(ADDRESS)].map(({ 0: found, index: start }) => ({ start, end: start + found.length })),
  );
  const fields = findFields(folded, searched);

  const prose = blank(searched, fields.filter(({ kind }) => kind === 'serial' || kind === 'unknown').filter(isField));
  const tokens = tokenise(prose);
  const spans = keepMeant(findPhrases(index, prose, tokens), prose, tokens);

  const problems = fields.flatMap((field) => problemsOf(field, index, spans, book.symptoms));
  const marked = fields
    .filter(({ kind }) => kind === 'symptom')
    .flatMap((field) => symptomsOf(field, index, spans, prose));
  const named = marked.length > 0 ? marked : spans.map(({ symptom }) => symptom);
  const symptoms = [...new Set(named)];

  const serials = fields.filter((field) => field.kind === 'serial' && isField(field) && field.value !== '');
  const others = new Set(serials.map(({ value }) => value));
  if (others.size > 1)
    problems.push(`More than one serial is given (${[...others].map(quoted).join(', ')}); the first is used.`);
  const serial = serials[0]?.value.slice(0, LONGEST_SERIAL) ?? findSerial(withoutFields(prose, fields), folded.plain);

  const isMarked = fields.some((field) => field.kind !== 'unknown' && isMarking(field, searched));
  const notes = fields.filter(({ kind, value }) => kind === 'note' && value !== '');
  const words = notes.map(({ valueStart, segmentEnd }) =>
    text.slice(folded.at[valueStart], folded.at[segmentEnd]).trim(),
  );
  return {
    ...(serial === undefined ? {} : { serial }),
    symptoms,
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

/** Symptoms of one `symptom=`: ids and titles in a list, else the phrases in what follows up to the next key. */
function symptomsOf(field: Field, index: PhraseIndex, spans: readonly Span[], prose: string): string[] {
  const ids = piecesOf(field.value)
    .map((piece) => index.ids.get(idKey(piece)))
    .filter((id) => id !== undefined);
  if (ids.length === 0) return spansIn(field, spans).map(({ symptom }) => symptom);
  // The list may go on after a comma and a space, as long as it names symptoms.
  let rest = prose.slice(field.end, field.segmentEnd);
  for (let more = nextOfList(rest); more !== undefined; more = nextOfList(rest)) {
    const id = index.ids.get(idKey(more.piece));
    if (id === undefined) break;
    ids.push(id);
    rest = rest.slice(more.length);
  }
  return ids;
}

function nextOfList(rest: string): { piece: string; length: number } | undefined {
  const match = /^\s*(?:[,;、&+]|(?:and|und|et|y)\s)\s*(?<piece>[\p{L}\p{N}][\p{L}\p{N}_-]*)/u.exec(rest);
  const piece = match?.groups?.['piece'];
  return match === null || piece === undefined ? undefined : { piece, length: match[0].length };
}

function piecesOf(value: string): string[] {
  return value
    .split(/[,;、&+]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

function spansIn(field: Field, spans: readonly Span[]): Span[] {
  return spans.filter(({ start, end }) => field.valueStart <= start && end <= field.segmentEnd);
}

function problemsOf(field: Field, index: PhraseIndex, spans: readonly Span[], symptoms: Symptoms): string[] {
  if (field.kind === 'unknown') {
    const near = suggestion(nearWord(field.key, KEY_WORDS));
    return [`${quoted(field.key)} is not a field I know; the fields are serial, symptom and note.${near}`];
  }
  if (field.sign === ':') return [];
  if (field.value === '') return [`${quoted(field.key)} is given without a value.`];
  if (field.kind !== 'symptom') return [];
  const unknown = piecesOf(field.value).filter((piece) => !index.ids.has(idKey(piece)));
  const isPhrase = spansIn(field, spans).some(({ start }) => start < field.end);
  if (isPhrase) return [];
  const known = [...symptoms.keys()];
  return unknown.map(
    (piece) =>
      `${quoted(piece)} is not a symptom I know; the symptoms are ${known.join(', ')}.${suggestion(nearId(piece, index))}`,
  );
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

function blank(text: string, parts: readonly { start: number; end: number }[]): string {
  let blanked = text;
  for (const { start, end } of parts) blanked = blanked.slice(0, start) + ' '.repeat(end - start) + blanked.slice(end);
  return blanked;
}

/** What is left to look for a bare serial in: everything but the marked symptoms. */
function withoutFields(prose: string, fields: readonly Field[]): string {
  return blank(
    prose,
    fields.filter(({ kind, sign }) => kind === 'symptom' && sign === '='),
  );
}
