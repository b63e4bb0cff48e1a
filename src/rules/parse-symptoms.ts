import { fold } from './parse-fold.ts';
import type { Field } from './parse-fields.ts';
import { keepMeant } from './parse-negation.ts';
import { findPhrases, idKey, type PhraseIndex, type Span } from './parse-phrases.ts';
import { tokenise } from './parse-words.ts';

/** The symptoms that a folded text names and means, in order of place. */
export function findMeant(index: PhraseIndex, folded: string): Span[] {
  return sortMeant(index, folded).meant;
}

/** The symptoms that a folded text names: those that are meant, those denied or said to be mended, and phrases that mean something else. */
export function sortMeant(index: PhraseIndex, folded: string): { meant: Span[]; denied: Span[]; nots: Span[] } {
  const tokens = tokenise(folded);
  const { said, nots } = findPhrases(index, folded, tokens);
  const meant = keepMeant(said, folded, tokens);
  return { meant, denied: said.filter((span) => !meant.includes(span)), nots };
}

/**
 * What one `symptom=` says: ids and titles in a list, else the phrases in what follows up to the next key.
 * Shape: `unknown` are the entries that are no symptom in any way.
 */
export function readSymptoms(
  field: Field,
  text: { index: PhraseIndex; prose: string; spans: readonly Span[] },
): { symptoms: string[]; unknown: string[] } {
  const { index, prose, spans } = text;
  const entries = entriesOf(field.value).map((entry) => ({ entry, symptoms: symptomsOfEntry(index, entry) }));
  const unknown = entries.filter(({ symptoms }) => symptoms.length === 0).map(({ entry }) => entry);
  if (entries.some(({ entry }) => index.ids.has(idKey(entry)))) {
    const rest = restOfList(index, prose.slice(field.end, field.segmentEnd));
    return { symptoms: [...entries.flatMap(({ symptoms }) => symptoms), ...rest], unknown };
  }
  const within = spans.filter(({ start, end }) => field.valueStart <= start && end <= field.segmentEnd);
  const isPhrase = within.some(({ start }) => start < field.end);
  const isList = entries.length > 1 && !/\s/.test(field.value);
  return { symptoms: within.map(({ symptom }) => symptom), unknown: isPhrase && !isList ? [] : unknown };
}

function symptomsOfEntry(index: PhraseIndex, entry: string): string[] {
  const id = index.ids.get(idKey(entry));
  return id === undefined ? findMeant(index, fold(entry)).map(({ symptom }) => symptom) : [id];
}

function entriesOf(value: string): string[] {
  return value
    .split(/[,;、&+]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The list may go on after a comma and a space, as long as it names symptoms. */
function restOfList(index: PhraseIndex, text: string): string[] {
  const ids: string[] = [];
  let rest = text;
  for (;;) {
    const match = /^\s*(?:[,;、&+]|(?:and|und|et|y)\s)\s*(?<entry>[\p{L}\p{N}][\p{L}\p{N}_-]*)/u.exec(rest);
    const id = index.ids.get(idKey(match?.groups?.['entry'] ?? ''));
    if (match === null || id === undefined) return ids;
    ids.push(id);
    rest = rest.slice(match[0].length);
  }
}
