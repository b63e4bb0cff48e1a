import type { Chance } from './intake-chance.ts';

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\bplease\b/, 'pls'],
  [/\byou\b/, 'u'],
  [/\bare\b/, 'r'],
  [/\bthrough\b/, 'thru'],
  [/\bpages\b/, 'pgs'],
  [/\bund\b/, 'u.'],
  [/\bnicht\b/, 'ned'],
  [/\bnicht\b/, 'nich'],
  [/\bist\b/, 'is'],
  [/\beine\b/, 'ne'],
  [/\bque\b/, 'q'],
  [/\bpour\b/, 'pr'],
  [/\bpas\b/, 'pa'],
  [/\bporque\b/, 'xq'],
  [/\bquand\b/, 'qd'],
  [/\btoujours\b/, 'tjs'],
  [/\bbeaucoup\b/, 'bcp'],
];

/** A text as it comes from a hurried hand: a letter doubled, dropped, exchanged or missed, a word shortened as on a telephone. */
export function mistype(text: string, chance: Chance): string {
  if (chance.below(6) === 0) {
    const [long, short] = chance.among(SHORT, [/$^/, '']);
    return text.replace(long, short);
  }
  const at = 1 + chance.below(Math.max(1, text.length - 2));
  const sign = text[at] ?? '';
  if (!/[a-z]/i.test(sign)) return text;
  const before = text.slice(0, at);
  const after = text.slice(at + 1);
  switch (chance.below(4)) {
    case 0:
      return before + after;
    case 1:
      return before + sign + sign + after;
    case 2:
      return before + (after[0] ?? '') + sign + after.slice(1);
    default:
      return before + neighbour(sign, chance) + after;
  }
}

function neighbour(sign: string, chance: Chance): string {
  const row = ROWS.find((keys) => keys.includes(sign.toLowerCase())) ?? sign;
  const at = row.indexOf(sign.toLowerCase());
  return row[Math.max(0, Math.min(row.length - 1, at + (chance.below(2) === 0 ? -1 : 1)))] ?? sign;
}
