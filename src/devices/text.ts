import { isUtf8 } from 'node:buffer';

/** The longest text that is kept of one answer; more than any name or alert needs. Units: characters. */
export const MAX_TEXT = 255;

/** Most texts of devices are printable ASCII and need no more than a look. */
const PLAIN = /^[\x20-\x7e]{0,255}$/;
const QUOTED = /["\\]/;

/**
 * Octets as characters: UTF-8 where they are valid UTF-8, else Latin-1, so that no octet is lost.
 * Source: devices declare a character set and often send another one.
 */
export function octetsToText(octets: Buffer): string {
  return isUtf8(octets) ? octets.toString('utf8') : octets.toString('latin1');
}

/**
 * A text of a device, fit to be a value: line ends become spaces, control and direction marks are dropped, ends are trimmed.
 * Shape: at most 255 characters; still hostile until escaped.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  const plain = text.replace(/[\t\n\r]+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  return cut(plain.trim()).trim();
}

/** A text as evidence: in quotes, with everything that cannot be printed written as `\xNN` or `\u{N}`. */
export function showText(text: string): string {
  if (PLAIN.test(text) && !QUOTED.test(text)) return `"${text}"`;
  const shown = cut(text).replace(/["\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => {
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const code = sign.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
  return `"${shown}"`;
}

/** A text as part of a stable key: lowercase letters and digits joined by dashes; undefined when none is left. */
export function keyText(text: string): string | undefined {
  const key = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return key === '' ? undefined : key;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : Array.from(text).slice(0, MAX_TEXT).join('');
}
