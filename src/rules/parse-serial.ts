import { fold } from './parse-fold.ts';
import { SERIAL_KEYS } from './parse-fields.ts';

const SHAPE = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const CHUNK = /[^\s,;()[\]"'、。!?\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC]+/gu;
const SHORTEST = 5;
const LONGEST = 40;

const UNIT = String.raw`(?:k|x|h|%|dpi|gsm|ppm|mm|cm|m|kg|g|mb|gb|mbps|mbit|gbit|hz|mhz|ghz|min|minutes?|hours?|days?|years?|st|nd|rd|th|er|e|am|pm|uhr|pages?|sheets?|copies|copy|prints?|impressions?|seiten?|blatt|kopien|feuilles?|copias?|hojas|paginas|eur|euros?|usd|dollars?|yen|chf|gbp)`;
const NOT_SERIALS: readonly RegExp[] = [
  /^(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:t[\d-]*)?$/,
  /^\d{1,2}-\d{1,2}-(?:\d{2}|\d{4})$/,
  /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  /^\d{1,2}-?(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|okt|oct|nov|dec|dez)[a-z]*-?\d*$/,
  /^\d{1,2}h\d{2}$/,
  // A telephone number: groups of digits alone, or a long run that begins with 0.
  /^\d+(?:-\d+)+$/,
  /^0\d{8,12}$/,
  // Error and service codes, as panels show them.
  /^(?:sc|c|e|f|u|j|cf|w|h|err|error)-?\d{3,4}(?:-\d{1,4})?$/,
  /^[ceftu]\d{1,2}-\d{2,4}$/,
  /^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$/,
  new RegExp(`^\\d+(?:-\\d+)?-?${UNIT}(?:-[a-z]+)*$`),
  /^\d{1,2}-[a-z]+(?:-[a-z]+)*$/,
  /^[ab]\d-?[a-z]*$/,
  // A word with a short number behind it is a place or a product: tray-2, floor12, windows11.
  /^[a-z]{4,}-?\d{1,2}$/,
  /^(?:windows|office|server|ipv|wpa|room|raum|zimmer|salle|floor|etage|tray|fach|bac|bandeja)-?\d{1,4}$/,
];
/** A word before a number that says it is something else. */
const SAYS_OTHERWISE =
  /(?:^|[^\p{L}])(?:tel|telefon|telephone|phone|mobile|fax|call me at|call me on|ticket|order|bestellung|bestellnummer|commande|pedido|invoice|rechnung|rechnungsnummer|facture|factura|po|error|code|fehler|fehlercode|erreur|codigo|firmware|version|port|vlan|注文|電話|えらーこーど)(?: (?:no|nr|number|nummer))?[\s.:#]*$/u;
const COUNTED = new RegExp(`^\\s?${UNIT}(?![\\p{L}\\p{N}])|^\\s?[€$£¥%]|^枚|^円|^ペ`, 'u');
const escaped = SERIAL_KEYS.map((key) => fold(key).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
const MARKED = new RegExp(`(?:^|[^\\p{L}])(?:${escaped})[\\s.:#]*(?:is|ist|lautet|est|es|は|が)?[\\s:]*$`, 'u');
const LOOK_BACK = 40;

/**
 * The word of a text that is most likely its serial number, as it was typed: one that is called a serial first, then letters with digits,
 * then digits alone; among equals the one with more digits. The registry decides whether it is one.
 * Shape: `folded` is the folded text with fields and addresses blanked out; `plain` gives the characters behind it; `start` and `end` are offsets in it.
 * Fails: never; undefined when no word could be one.
 */
export function findSerial(
  folded: string,
  plain: readonly string[],
): { serial: string; start: number; end: number } | undefined {
  let best: { serial: string; start: number; end: number; rank: number } | undefined;
  for (const match of folded.matchAll(CHUNK)) {
    const chunk = match[0].replace(/^[*_~]+|[*_~.:]+$/g, '');
    const start = match.index + match[0].indexOf(chunk);
    const before = folded.slice(Math.max(0, start - LOOK_BACK), start);
    const after = folded.slice(start + chunk.length, start + chunk.length + LOOK_BACK);
    const isMarked = MARKED.test(before);
    if (!looksLikeSerial(chunk, isMarked) || (!isMarked && (SAYS_OTHERWISE.test(before) || isAmount(chunk, after))))
      continue;
    const digits = chunk.replaceAll(/\D/g, '').length;
    const rank = (isMarked ? 200 : /[a-z]/.test(chunk) ? 100 : 0) + digits;
    if (best === undefined || rank > best.rank) {
      const end = start + chunk.length;
      best = { serial: plain.slice(start, end).join(''), start, end, rank };
    }
  }
  return best;
}

function isAmount(chunk: string, after: string): boolean {
  return /^\d+$/.test(chunk) && COUNTED.test(after);
}

/**
 * Whether a word could be a serial number: letters, digits and dashes with a digit, and not a date, a time, a telephone number, an amount or a code.
 * A word that is called a serial may be any of these.
 */
export function looksLikeSerial(word: string, isMarked: boolean): boolean {
  const folded = word.toLowerCase();
  if (!SHAPE.test(word) || !/\d/.test(word) || word.length > LONGEST) return false;
  if (isMarked) return word.length >= SHORTEST - 1;
  return word.length >= SHORTEST && !NOT_SERIALS.some((pattern) => pattern.test(folded));
}
