/**
 * Compares two texts as both stores do, by the bytes of their UTF-8. JavaScript's own order differs where a text has characters beyond U+FFFF.
 * Fails: never.
 */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters that come after all others, but are numbered before the last of them. */
function rank(unit: number): number {
  if (unit >= 0xe0_00) return unit - 0x8_00;
  return unit >= 0xd8_00 ? unit + 0x20_00 : unit;
}

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Puts texts into that order, in their own place. Where none has such characters it is JavaScript's own, which comes a tenth as dear.
 * Fails: never.
 */
export function sortByBytes(texts: string[]): string[] {
  return texts.some((text) => SURROGATE.test(text)) ? texts.sort(compareBytes) : texts.sort();
}
