import { type ListWish, WHICH } from '../../core/claim-list.ts';
import type { CohortOptions } from '../../core/cohort.ts';
import { OPTION_KEYS, readOption, withOption } from '../../core/cohort-options.ts';

/** What is to be done with a claim, or words that may be a claim themselves. */
export type Verb =
  | { kind: 'help' }
  | { kind: 'list'; wish: ListWish }
  | { kind: 'show'; claim?: number | undefined }
  | { kind: 'neighbours'; claim?: number | undefined }
  | { kind: 'bells' }
  | { kind: 'config' }
  | { kind: 'take' }
  | { kind: 'reopen' }
  | { kind: 'refetch'; options?: CohortOptions | undefined }
  | { kind: 'resolve'; note: string }
  | { kind: 'problem'; said: string }
  | { kind: 'words'; text: string };

const HELP = /^(help|\?|hilfe|aide|ayuda|ヘルプ)$/i;
const LIST = /^list(?:\s+([^=]*))?$/is;
const SHOW = /^show(?:\s+(?:claim\s*)?#?\s*(\d{1,15}))?[.!]?$/i;
const NEIGHBOURS = /^neighbou?rs(?:\s+(?:of\s+)?(?:claim\s*)?#?\s*(\d{1,15}))?[.!]?$/i;
const BELLS = /^bells?[.!]?$/i;
const CONFIG = /^(config|settings)[.!]?$/i;
const TAKE = /^take(\s+it)?[.!]?$/i;
const REOPEN = /^re-?open(\s+it)?[.!]?$/i;
const REFETCH = /^(?:refetch|re-fetch|again)\b[\s,:]*(.*)$/is;
const RESOLVE = /^resolved?\b[\s,:-]*(.*)$/is;
const FIELD = new RegExp(`^(${OPTION_KEYS.join('|')})\\s*=\\s*(.*)$`, 'is');

/**
 * Reads what a person types to the app besides a claim: `help`, `list mine`, `show 12`, `bells`, `take`, `refetch`, `resolve new drum`, `reopen`, or how peers are to be
 * chosen. A text with a field (`serial=…`) is a claim, however it begins.
 * Shape: the text is decoded and free of our own mention. Fails: never.
 */
export function readVerb(typed: string): Verb {
  const text = typed.trim();
  if (text === '' || HELP.test(text)) return { kind: 'help' };
  const list = LIST.exec(text);
  if (list !== null) return { kind: 'list', wish: readWish(list[1] ?? '') };
  const show = SHOW.exec(text);
  if (show !== null) return { kind: 'show', ...(show[1] === undefined ? {} : { claim: Number(show[1]) }) };
  const near = NEIGHBOURS.exec(text);
  if (near !== null) return { kind: 'neighbours', ...(near[1] === undefined ? {} : { claim: Number(near[1]) }) };
  if (BELLS.test(text)) return { kind: 'bells' };
  if (CONFIG.test(text)) return { kind: 'config' };
  if (TAKE.test(text)) return { kind: 'take' };
  if (REOPEN.test(text)) return { kind: 'reopen' };
  const note = RESOLVE.exec(text)?.[1];
  if (note !== undefined) return { kind: 'resolve', note: note.trim() };
  const after = REFETCH.exec(text)?.[1];
  if (after?.trim() === '') return { kind: 'refetch' };
  return readChoice(after ?? text) ?? { kind: 'words', text };
}

/** `mine`, `open` (which is meant where nothing is said) or `all`, and words to be found. */
function readWish(text: string): ListWish {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  const which = WHICH.find((one) => one === first.toLowerCase());
  return which === undefined ? { which: 'open', words: text.trim() } : { which, words: rest.join(' ') };
}

/** Fields that choose peers and nothing else; undefined for anything beside them. */
function readChoice(text: string): Verb | undefined {
  let options: CohortOptions = {};
  const problems: string[] = [];
  for (const part of text.trim().split(/\s+(?=[^\s=]+\s*=)/)) {
    const [, name = '', value = ''] = FIELD.exec(part) ?? [];
    const key = OPTION_KEYS.find((one) => one === name.toLowerCase());
    if (key === undefined) return undefined;
    const read = readOption(key, value.replace(/["'“”]/g, '').trim());
    options = withOption(options, read.options);
    problems.push(...read.problems);
  }
  return problems.length > 0 ? { kind: 'problem', said: problems.join(' ') } : { kind: 'refetch', options };
}
