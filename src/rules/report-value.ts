import { decodeRaw } from '../core/decode.ts';
import type { ItemDef } from '../core/item.ts';
import type { Decode } from '../core/place.ts';
import type { Unit, Value } from '../core/value.ts';
import type { ReportNumbers } from './report-schema.ts';

/** What a line's words say: a value, and where that is absent `malformed`, why. */
export type SaidValue = { value: Value; why?: string | undefined };

type Words = { value: string; unit: string };

/**
 * The words of one line as a value.
 * Shape: numbers as the format writes them; a code of the field (`----`) is looked up before a number is looked for.
 * Units: the unit that is written, if any, must be the field's or the item's own; none is converted.
 * Fails: never; what the format does not say is absent `malformed` with the reason.
 */
export function reportValue(words: Words, item: ItemDef, decode: Decode, numbers: ReportNumbers): SaidValue {
  const plain = withoutRange(words.value, numbers);
  if (plain === undefined) return malformed(`${JSON.stringify(words.value)} is a range and no value`);
  const { match, ...rest } = decode;
  const said = match === undefined ? plain.value : new RegExp(match, 'iu').exec(plain.value)?.[1]?.trim();
  if (said === undefined) return malformed(`${JSON.stringify(words.value)} is not of the form that is expected`);
  if (item.kind !== 'number' || isCode(said, decode)) return { value: decodeRaw(said, item, rest) };
  const number = plainNumber(said, numbers);
  if (number === undefined) return malformed(`${JSON.stringify(words.value)} is not a number as this list writes them`);
  const wanted = decode.unit ?? item.unit ?? 'count';
  const written = unitOf(words.unit, numbers) ?? unitOf(number.unit, numbers);
  if (written === 'unlisted') return malformed(`the unit of ${JSON.stringify(`${said} ${words.unit}`)} is not known`);
  if (written !== undefined && written !== wanted) return malformed(`it is in ${written}, where ${wanted} is meant`);
  const value = decodeRaw(number.text, item, rest);
  if (value.kind === 'absent') return malformed(`${said} is outside what is possible`);
  if (!isInside(number.text, plain.range, numbers)) return malformed(`${said} is outside its own range`);
  return { value };
}

/** The number of a line that is taken off another, before any scale. Shape: undefined for what is no number. */
export function plainNumber(said: string, numbers: ReportNumbers): { text: string; unit: string } | undefined {
  const units = Object.keys(numbers.units).map(quoted).join('|');
  const digits =
    numbers.thousands === undefined ? String.raw`\d+` : String.raw`\d{1,3}(?:${quoted(numbers.thousands)}\d{3})+|\d+`;
  const pattern = String.raw`^([+\-\u2212]?)(${digits})(?:${quoted(numbers.decimal)}(\d+))?\s*(${units}|)$`;
  const match = new RegExp(pattern, 'u').exec(said);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction, unit = ''] = match;
  const plain = numbers.thousands === undefined ? whole : whole.replaceAll(numbers.thousands, '');
  return {
    text: `${sign === '' || sign === '+' ? '' : '-'}${plain}${fraction === undefined ? '' : `.${fraction}`}`,
    unit,
  };
}

/** A value without the range behind it. Shape: undefined where there is nothing but the range, whose own default is no value. */
export function withoutRange(
  said: string,
  numbers: ReportNumbers,
): { value: string; range?: string | undefined } | undefined {
  const match = numbers.ranges ? /^([^[\]]*)\[([^[\]]*)\]$/u.exec(said.trim()) : null;
  if (match === null) return { value: said.trim() };
  const value = (match[1] ?? '').trim();
  return value === '' ? undefined : { value, range: match[2] ?? '' };
}

/** `-5 to 50 / 0 / 1`: least, most, default and step; a range in other words says nothing. */
function isInside(number: string, range: string | undefined, numbers: ReportNumbers): boolean {
  const [, from = '', to = ''] = /^\s*(\S+?)\s*(?:\bto\b|~|\u2013|(?<=\d)-)\s*([^\s/]+)/iu.exec(range ?? '') ?? [];
  const [least, most] = [plainNumber(from, numbers), plainNumber(to, numbers)];
  if (least === undefined || most === undefined) return true;
  return Number(number) >= Number(least.text) && Number(number) <= Number(most.text);
}

function isCode(said: string, { sentinels, enum: states }: Decode): boolean {
  return [sentinels, states].some((map) => map !== undefined && Object.hasOwn(map, said));
}

function unitOf(written: string, { units }: ReportNumbers): Unit | 'unlisted' | undefined {
  if (written === '') return undefined;
  return Object.hasOwn(units, written) ? units[written] : 'unlisted';
}

function malformed(why: string): SaidValue {
  return { value: { kind: 'absent', reason: 'malformed' }, why };
}

function quoted(words: string): string {
  return words.replaceAll(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
}
