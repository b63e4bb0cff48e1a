import { nearWord } from '../../core/near-word.ts';
import { readVerb, type Verb } from './verb.ts';

/** What is done with a claim that is named by its number. Shape: `isBare` where nothing follows the number. */
export type NamedVerb = { verb: Verb; claim: number; isBare: boolean };

const NAMED = /^(take|re-?open|refetch|resolve)\s+(?:claim\s*)?#?\s*(\d{1,15})(?:[\s,:.!]+(.*))?$/is;
/** One word, and what may follow a verb that only looks. */
const TYPED = /^([a-z-]{3,12})((?:\s+#?\d{1,15}|\s+(?:mine|open|all))?)$/i;
const VERBS = [
  'help',
  'list',
  'show',
  'bells',
  'neighbours',
  'config',
  'settings',
  'take',
  'reopen',
  'refetch',
  'resolve',
];

/**
 * Reads `take 12`, `reopen 12`, `refetch 12 widen=yes`, `resolve 12 new drum`. Fails: never; anything else is undefined, and so is what goes on otherwise (`take 12 prints`).
 */
export function readNamed(typed: string): NamedVerb | undefined {
  const [, word, id, rest = ''] = NAMED.exec(typed.trim()) ?? [];
  if (word === undefined || id === undefined) return undefined;
  const verb = readVerb(`${word} ${rest.trim()}`.trim());
  if (verb.kind === 'words') return undefined;
  return { verb, claim: Number(id), isBare: rest.trim() === '' };
}

/** The verb that was meant by a slip of the keys (`lst mine`), with what followed it; undefined where none is near. */
export function nearVerb(typed: string): string | undefined {
  const [, word, rest = ''] = TYPED.exec(typed.trim()) ?? [];
  const near = word === undefined ? undefined : nearWord(word, VERBS);
  return near === undefined ? undefined : `${near}${rest}`;
}
