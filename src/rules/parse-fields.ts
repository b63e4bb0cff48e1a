import { OPTION_KEYS } from '../core/cohort-options.ts';
import { fold, type Folded } from './parse-fold.ts';
import { SPACELESS } from './parse-words.ts';

/**
 * One `key=value` (or `key: value` of a known key) of a text.
 * Shape: `start` to `end` are offsets in the folded text, key included; `valueStart` to `segmentEnd` reaches to the next known key, for values of
 * several words without quotes; `value` keeps its case.
 */
export type Field = {
  kind: 'serial' | 'symptom' | 'note' | 'repeat' | 'option' | 'unknown';
  key: string;
  sign: '=' | ':';
  start: number;
  valueStart: number;
  end: number;
  segmentEnd: number;
  value: string;
};

type Head = Pick<Field, 'kind' | 'key' | 'sign' | 'start'> & { afterSign: number };

/** What people call the serial number, as they write it. */
export const SERIAL_KEYS: readonly string[] = [
  'serial number|serial no|serial nr|serial|serialnumber|serial-number|s/n|sn',
  'Seriennummer|Serien-Nr|Seriennr|Serien-Nummer|Gerätenummer|Maschinennummer',
  'numéro de série|n° de série|no de série|num de série|número de serie|nº de serie|núm. de serie',
  'シリアル番号|シリアルナンバー|シリアルNo|シリアル|製造番号|機番|機械番号',
].flatMap((keys) => keys.split('|'));
const ALIASES = {
  serial: [...SERIAL_KEYS, 'Nr', 'N°', 'Nº'],
  symptom: [
    'symptom|symptoms|problem|problems|issue|Symptome|Störung|Probleme',
    'symptôme|symptômes|problème|problèmes|síntoma|síntomas|problema|problemas|症状|問題|不具合|現象',
  ].flatMap((keys) => keys.split('|')),
  note: 'note|notes|words|comment|Notiz|Bemerkung|remarque|nota|備考|メモ'.split('|'),
  repeat: ['repeat', 'pitch'],
  option: OPTION_KEYS,
} as const;
const KINDS = ['serial', 'symptom', 'note', 'repeat', 'option'] as const;
/** Keys that are also words of a sentence: only an equals sign makes them one. */
const WITH_EQUALS: ReadonlySet<Field['kind']> = new Set(['note', 'repeat', 'option']);
/** Longest first, so that `serial number` is not read as `number`. */
const KNOWN = KINDS.flatMap((kind) => ALIASES[kind].map((alias) => ({ kind, alias: fold(alias) }))).sort(
  (a, b) => b.alias.length - a.alias.length,
);
/** Keys an unknown one is compared with when a better spelling is suggested. */
export const KEY_WORDS: readonly string[] = KNOWN.map(({ alias }) => alias);

const BEFORE_SIGN = /[\s.'"*_~]/;
const WORD_CHARACTER = /[\p{L}\p{N}_-]/u;
const LONGEST_KEY = 40;
const DECORATION = /^[\s'"*_~([]+|[\s'"*_~)\].,;:!?]+$/g;

/**
 * Every field of a folded text, in order. `searched` is the same text with what must not be read (addresses) blanked out.
 * Fails: never; an unclosed quote ends at the next space.
 */
export function findFields(folded: Folded, searched: string): Field[] {
  const heads = findHeads(searched);
  const fields: Field[] = [];
  let end = 0;
  let nextKnown = searched.length;
  // From the back, so that every head knows where the next known one begins without searching for it.
  const segmentEnds = new Map<Head, number>();
  for (const head of heads.toReversed()) {
    segmentEnds.set(head, nextKnown);
    if (head.kind !== 'unknown') nextKnown = head.start;
  }
  for (const head of heads) {
    if (head.start < end) continue;
    const field = readField(folded, head, segmentEnds.get(head) ?? searched.length);
    fields.push(field);
    end = field.end;
  }
  return fields;
}

function findHeads(searched: string): Head[] {
  const heads: Head[] = [];
  for (const match of searched.matchAll(/[=:]/g)) {
    const head = headAt(searched, heads.at(-1)?.afterSign ?? 0, match.index);
    if (head !== undefined) heads.push(head);
  }
  return heads;
}

function headAt(searched: string, from: number, at: number): Head | undefined {
  const sign = searched[at] === '=' ? '=' : ':';
  if (/[=!<>:]/.test(searched[at - 1] ?? '') || /[=:/]/.test(searched[at + 1] ?? '')) return undefined;
  let end = at;
  while (end > from && BEFORE_SIGN.test(searched[end - 1] ?? '')) end -= 1;
  const before = searched.slice(Math.max(from, end - LONGEST_KEY), end);
  const known = KNOWN.find(({ alias }) => before.endsWith(alias) && startsWord(before, before.length - alias.length));
  if (known !== undefined && (sign === '=' || !WITH_EQUALS.has(known.kind))) {
    return { kind: known.kind, key: known.alias, sign, start: end - known.alias.length, afterSign: at + 1 };
  }
  // An unknown word with a colon is ordinary prose ("Monday: paper jams again").
  const key = sign === '=' ? /\p{L}[\p{L}\p{N}_-]*$/u.exec(before)?.[0] : undefined;
  return key === undefined ? undefined : { kind: 'unknown', key, sign, start: end - key.length, afterSign: at + 1 };
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || SPACELESS.test(text[at] ?? '') || !WORD_CHARACTER.test(text[at - 1] ?? '');
}

function readField(folded: Folded, head: Head, nextKnown: number): Field {
  const { kind, key, sign, start, afterSign } = head;
  let valueStart = afterSign;
  while (/[\s*_~]/.test(folded.text[valueStart] ?? '')) valueStart += 1;
  const common = { kind, key, sign, start };

  const close = closingQuote(folded.text, valueStart, kind === 'note' ? nextKnown : 0);
  if (close !== undefined) {
    const value = plainOf(folded, valueStart + 1, close);
    return { ...common, valueStart: valueStart + 1, end: close + 1, segmentEnd: close, value };
  }
  // `serial= symptom=x` has no serial: the next key is not a value.
  if (nextKnown <= valueStart) return { ...common, valueStart, end: valueStart, segmentEnd: valueStart, value: '' };
  const end =
    kind === 'note'
      ? nextKnown
      : Math.min(tokenEnd(folded.text, valueStart, kind === 'symptom' || kind === 'option'), nextKnown);
  const segmentEnd = kind === 'symptom' ? nextKnown : end;
  return { ...common, valueStart, end, segmentEnd, value: plainOf(folded, valueStart, end) };
}

/**
 * The end of an unquoted value: a space, a separator, or the step from letters into a script without spaces (`X-1の印刷が`). A list goes on over a
 * comma without a space.
 */
function tokenEnd(text: string, from: number, isList: boolean): number {
  const isSpaceless = SPACELESS.test(text[from] ?? '');
  let end = from;
  while (end < text.length && !/[\s;、。]/.test(text[end] ?? '')) {
    if (!isSpaceless && SPACELESS.test(text[end] ?? '')) break;
    if (text[end] === ',' && !(isList && /\S/.test(text[end + 1] ?? ' '))) break;
    end += 1;
  }
  return end;
}

/** Where a quoted value ends; a note may hold quotes of its own, so its last one before `noteEnd` is taken. */
function closingQuote(text: string, at: number, noteEnd: number): number | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  const last = noteEnd > at ? text.lastIndexOf(quote, noteEnd - 1) : -1;
  if (last > at) return last;
  for (let end = text.indexOf(quote, at + 1); end !== -1; end = text.indexOf(quote, end + 1)) {
    const next = text[end + 1];
    const isApostrophe = quote === "'" && next !== undefined && WORD_CHARACTER.test(next);
    if (!isApostrophe) return text.slice(at + 1, end).includes('=') ? undefined : end;
  }
  return undefined;
}

function plainOf(folded: Folded, start: number, end: number): string {
  return folded.plain.slice(start, end).join('').replace(/^tel:/, '').replace(DECORATION, '');
}
