import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** The longest text that is kept of one answer; more than any name or alert needs. Units: characters. */
export const MAX_TEXT = 255;
/** The most octets that are shown of what is no text. */
const MAX_OCTETS = 64;

/** Most texts of devices are printable ASCII and need no more than a look. */
const PLAIN = /^[\x20-\x7e]{0,255}$/;
const QUOTED = /["\\]/;

/**
 * Octets as characters: UTF-8 where they are valid UTF-8 (though the last character may be cut), else the character set the device declares where
 * every octet is one of its characters, else Latin-1, so that no octet is lost.
 * Shape: `charset` is a name iconv-lite knows.
 * Source: devices declare a character set and often send another one; nothing but UTF-8 looks like UTF-8 beyond ASCII.
 */
export function octetsToText(octets: Buffer, charset?: string): string {
  if (isAscii(octets)) return octets.toString('latin1');
  if (isUtf8(octets)) return octets.toString('utf8');
  const whole = withoutCutEnd(octets);
  if (isUtf8(whole) && !isAscii(whole)) return whole.toString('utf8');
  const declared = charset === undefined ? undefined : iconv.decode(octets, charset);
  return declared === undefined || declared.includes('\ufffd') ? octets.toString('latin1') : declared;
}

/** Whether octets are a text at all: no control marks but line ends and NULs behind it. */
export function isText(octets: Buffer, charset?: string): boolean {
  let end = octets.length;
  while (end > 0 && octets[end - 1] === 0) end -= 1;
  if (end === 0) return octets.length === 0;
  return !/(?![\t\n\r])\p{Cc}/u.test(octetsToText(octets.subarray(0, end), charset));
}

/**
 * A text of a device, fit to be a value: line ends become spaces, control and direction marks are dropped, ends are trimmed.
 * Shape: at most 255 characters, or as many as `most` says; still hostile until escaped.
 */
export function cleanText(text: string, most: number = MAX_TEXT): string {
  if (PLAIN.test(text)) return text.trim();
  const plain = text.replace(/[\t\n\r]+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  return cut(plain.trim(), most).trim();
}

/** A text as evidence: in quotes, with everything that cannot be printed written as `\xNN` or `\u{N}`. */
export function showText(text: string): string {
  if (PLAIN.test(text) && !QUOTED.test(text)) return `"${text}"`;
  const shown = cut(text, MAX_TEXT).replace(/["\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => {
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const code = sign.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
  return `"${shown}"`;
}

/** Octets as evidence, in hexadecimal; of many only the first, with how many there are. */
export function showOctets(octets: Buffer): string {
  const shown = `0x${octets.toString('hex', 0, MAX_OCTETS)}`;
  return octets.length <= MAX_OCTETS ? shown : `${shown}... (${octets.length} octets)`;
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

function cut(text: string, most: number): string {
  return text.length <= most ? text : Array.from(text).slice(0, most).join('');
}

/** Octets without the beginning of a UTF-8 character at their end: devices with room for 63 octets cut what is longer. */
function withoutCutEnd(octets: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= octets.length; back += 1) {
    const octet = octets[octets.length - back] ?? 0;
    if (octet >= 0xc0) return octets.subarray(0, octets.length - back);
    if (octet < 0x80) break;
  }
  return octets;
}
