import { cleanText, octetsToText } from '../text.ts';

/** A short text of a trap: printable ASCII as it is, anything else left out. Units: at most 64 characters. */
export function cellText(value: unknown): string {
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'string' ? value : '';
  return text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 64);
}

/**
 * What an alert says in its own language, on one line. Shape: octets in UTF-8 or else Latin-1, as no trap declares a character set. Units: at most 255 characters.
 * Source: RFC 3805, prtAlertDescription.
 */
export function descriptionText(value: unknown): string {
  if (!Buffer.isBuffer(value) && typeof value !== 'string') return '';
  return cleanText(typeof value === 'string' ? value : octetsToText(value));
}
