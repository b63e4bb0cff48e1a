import { fold } from './parse-fold.ts';
import { tokenise } from './parse-words.ts';

/** How many places features are hashed to; a power of two. */
export const FEATURES = 1 << 18;

/** What a text is made of. Shape: each place once, in no order; `words` are among `all`. */
export type Features = { words: Int32Array; all: Int32Array };

const CODE = /\b(?:[a-z]{1,3}[- ]?\d{2,6}(?:[-.]\d{1,4})*|\d{2,3}\.[a-z\d]{1,4}|\d{3}-\d{3})\b/g;
const SERIAL = /\b(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+){2,}\b|\b[a-z]{2,}\d{5,}\b|\b\d{7,}\b/g;
const LONGEST_WORD = 24;
const LONGEST_GRAM = 5;
const LONGEST_SCRIPT_GRAM = 4;

/**
 * What a text is made of, as numbers of places: words and pairs of neighbours, and with them runs of three to five letters within a word; in scripts
 * without spaces runs of one to four signs are its words.
 * Shape: umlauts written out count as umlauts, accents as none, all digits as one, codes of a panel as one word.
 */
export function featuresOf(text: string): Features {
  const folded = fold(text)
    .replaceAll(SERIAL, ' ')
    .replaceAll(CODE, ' zzcode ')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/([aou])e/g, '$1');
  const words = new Set<number>();
  const all = new Set<number>();
  let before = '<';
  for (const token of tokenise(folded)) {
    if (token.kind === 'break') continue;
    if (token.kind === 'script') {
      addGrams(words, token.word, 1, LONGEST_SCRIPT_GRAM);
      before = '';
      continue;
    }
    const word = token.word.slice(0, LONGEST_WORD);
    words.add(hash(`=${word}`));
    words.add(hash(`~${token.stem}`));
    if (before !== '') words.add(hash(`${before} ${token.stem}`));
    addGrams(all, `<${word}>`, 3, LONGEST_GRAM);
    before = token.stem;
  }
  for (const place of words) all.add(place);
  return { words: Int32Array.from(words), all: Int32Array.from(all) };
}

function addGrams(places: Set<number>, text: string, shortest: number, longest: number): void {
  for (let start = 0; start < text.length; start += 1)
    for (let length = shortest; length <= longest && start + length <= text.length; length += 1)
      places.add(hash(text.slice(start, start + length)));
}

/** FNV-1a over the code units, folded to the number of places. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 18)) & (FEATURES - 1);
}
