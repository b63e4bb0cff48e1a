import { decodeAs, decodeByMark, type Decoded } from '../rules/decode-by-mark.ts';
import { fieldOf } from './fleet-headings.ts';

/** Signs that are written side by side in Japanese; the narrow ones are left out, for Western accents read as those. */
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\u30a0-\u30ff]/u;
const JAPANESE_RUN = new RegExp(`${JAPANESE.source}{2,}`, 'gu');
/** What no such text holds: a sign that could not be read, and signs of nobody's but their makers'. */
const BROKEN = /[\ufffd\ue000-\uf8ff]/u;

/**
 * The octets of a fleet file as text: by its byte order mark, as UTF-16 where that gives headings that mean something, as UTF-8 where it is that,
 * else as Shift_JIS or Windows-1252: the one in which more headings mean something, and between equals by whether Japanese signs stand together.
 * Fails: never.
 */
export function decodeFleet(octets: Buffer): Decoded {
  for (const charset of octets.includes(0) && !hasWideMark(octets) ? ['utf16le', 'utf16-be'] : []) {
    const wide = decodeAs(octets, charset);
    if (headings(wide.text) > 0) return wide;
  }
  const known = decodeByMark(octets);
  if (known !== undefined) return known;
  const western = decodeAs(octets, 'windows-1252');
  const japanese = decodeAs(octets, 'shift_jis');
  return isLikelier(japanese.text, western.text) ? japanese : western;
}

function hasWideMark([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function isLikelier(japanese: string, western: string): boolean {
  if (BROKEN.test(japanese)) return false;
  const more = headings(japanese) - headings(western);
  if (more !== 0) return more > 0;
  const together = (japanese.match(JAPANESE_RUN) ?? []).join('').length;
  const all = Array.from(japanese).filter((sign) => JAPANESE.test(sign)).length;
  return all > 0 && together * 2 > all;
}

function headings(text: string): number {
  const [line = ''] = text.split('\n', 1);
  return line.split(/[,;\t]/).filter((cell) => fieldOf(cell) !== undefined).length;
}
