/**
 * A text made comparable, with the way back to what was typed.
 * Shape: `text` is folded; `plain[i]` is what stands behind character i with its case kept (empty where one character became several); `at[i]` is its
 * offset in the original, and `at` has one more entry, the end.
 */
export type Folded = { text: string; plain: string[]; at: number[] };

/** A Slack autolink, or one character with the marks that belong to it (a half-width kana and its voicing mark are one). */
const PIECE = /<((?:https?|ftp|mailto|tel):[^<>|\s]*)(?:\|([^<>]*))?>|[^\p{M}\uFF9E\uFF9F][\p{M}\uFF9E\uFF9F]*|[^]/gu;
const LATIN_MARKS = /[\u0300-\u036F]/g;
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}/gu;
const DOUBLE_QUOTES = /[\u201C-\u201F\u00AB\u00BB\u2039\u203A\u300C-\u300F\u301D-\u301F]/g;
const SINGLE_QUOTES = /[\u2018-\u201B\u0060\u00B4\u02BC\u2032]/g;
const DASHES = /[\u2010-\u2015\u2212\u2043\uFE58\uFE63]/g;

/**
 * Width, quotes, dashes and spaces made uniform; letters keep their case.
 * Source: Unicode NFKC; phones and Slack clients put curly quotes and dashes where straight ones were meant.
 */
function unify(text: string): string {
  const replaced = text
    .replace(INVISIBLE, '')
    .replace(DOUBLE_QUOTES, '"')
    .replace(SINGLE_QUOTES, "'")
    .replace(DASHES, '-');
  return replaced.normalize('NFKC').replace(/[^\S\n]|\p{Cc}(?<!\n)/gu, ' ');
}

/** Case, accents and the two kana scripts set aside as well, so that `Résumé`, `RESUME` and `resume` are one. */
function foldUnified(text: string): string {
  const bare = text.toLowerCase().normalize('NFD').replace(LATIN_MARKS, '').normalize('NFC').replaceAll('ß', 'ss');
  return bare.replace(/[\u30A1-\u30F6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/** Printable ASCII and the letters of Latin 1, none of them the beginning of a link: each character is a piece, and no piece becomes several before it is folded. */
const PLAIN = /^[ -;=-~\u00C0-\u00FF]*$/;

/** A text folded as a whole, for phrases and keys that need no way back. */
export function fold(text: string): string {
  return PLAIN.test(text) ? foldUnified(unify(text)) : foldText(text).text;
}

/**
 * Folds a text piece by piece and remembers where each piece came from.
 * Slack turns what looks like an address or a telephone number into a link; the label is what was typed. A telephone label keeps its
 * `tel:` so that it is not taken for a serial.
 * Fails: never; a lone surrogate passes through.
 */
export function foldText(text: string): Folded {
  const folded: Folded = { text: '', plain: [], at: [] };
  const parts: string[] = [];
  for (const match of text.matchAll(PIECE)) {
    const link = match[1];
    if (link === undefined) {
      addPiece(folded, parts, match[0], match.index);
      continue;
    }
    const label = match[2] ?? link.replace(/^(?:tel|mailto):/, '');
    if (link.startsWith('tel:')) addPiece(folded, parts, 'tel:', match.index);
    const labelAt = match.index + match[0].lastIndexOf(label);
    for (const piece of label.matchAll(PIECE)) addPiece(folded, parts, piece[0], labelAt + piece.index);
  }
  folded.at.push(text.length);
  folded.text = parts.join('');
  return folded;
}

function addPiece(folded: Folded, parts: string[], piece: string, at: number): void {
  const plain = unify(piece);
  const text = foldUnified(plain);
  for (let index = 0; index < text.length; index += 1) {
    folded.plain.push(text.length === plain.length ? (plain[index] ?? '') : index === 0 ? plain : '');
    folded.at.push(at);
  }
  parts.push(text);
}
