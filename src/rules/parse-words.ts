/**
 * One word of a folded text, a run of a script written without spaces, or a break between clauses.
 * Shape: `start` and `end` are offsets in the folded text; `stem` is the word without common endings.
 */
export type Token = { kind: 'word' | 'script' | 'break'; word: string; stem: string; start: number; end: number };

/** Letters of scripts that put no space between words; the long-vowel mark and the repetition marks belong to them. */
export const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\u3005]/u;
const TOKEN =
  /(?<script>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\u3005]+)|(?<negated>[a-z]+n't(?![\p{L}\p{N}]))|(?<word>(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\u3005])[\p{L}\p{N}])+)|(?<break>[.,;:!?()[\]\n。、・…]| -+ )/gu;

/** Splits a folded text; `doesn't` stays one word, `n'imprime` and `light-print` become two. */
export function tokenise(folded: string): Token[] {
  const tokens: Token[] = [];
  for (const match of folded.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    const kind = groups['script'] !== undefined ? 'script' : groups['break'] !== undefined ? 'break' : 'word';
    const word = match[0].replace("'", '');
    const stem = kind === 'word' ? stemOf(word) : word;
    tokens.push({ kind, word, stem, start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

/**
 * A word without the endings of plural, gender and the English -ing and -ed; one rule for all alphabetic languages, since both the phrase and
 * the text pass through it. Short words stay whole.
 */
function stemOf(word: string): string {
  let stem = word;
  if (/[^s]s$/.test(stem) && stem.length > 3) stem = stem.slice(0, -1);
  if (/(?:ing|ed)$/.test(stem) && stem.length > 5) {
    return stem.replace(/(?:ing|ed)$/, '').replace(/([bcdfgkmnprtvz])\1$/, '$1');
  }
  const ending = /(?:er|en|em|es|[eoa])$/.exec(stem)?.[0] ?? '';
  return stem.length - ending.length >= 4 ? stem.slice(0, stem.length - ending.length) : stem;
}
