import { meetsOf } from '../../core/condition.ts';
import { decodeRaw } from '../../core/decode.ts';
import type { Ask, IppPlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { cleanText, keyText } from '../text.ts';
import type { IppValue } from './ipp-value.ts';

/** Parts of one item at most; a device has a dozen markers. */
const MOST_PARTS = 64;

/** The attributes a device sent; `url` is where they came from. Units: `at` milliseconds since 1970, `tookMs` milliseconds. */
export type Attributes = { attributes: Map<string, IppValue[]>; url: string; at: number; tookMs: number };

type AskKind = Pick<Ask, 'kind' | 'unit'>;

/**
 * What a place picks from a device's attributes.
 * Fails: never; an attribute that is not there is a reason to try the next place.
 */
export function pickAttribute(ask: AskKind, place: IppPlace, from: Attributes): PlaceResult {
  const values = from.attributes.get(place.attribute) ?? [];
  const index = place.index ?? 0;
  const rows = place.each === undefined ? [index].filter((n) => n < values.length) : keptRows(place, values, from);
  if (rows.length === 0) {
    const raw = values.length === 0 ? 'no such attribute' : `${values.length} values, none that is meant`;
    return { kind: 'next', reason: 'unsupported', evidence: evidenceOf(place, undefined, raw, from) };
  }
  const { each } = place;
  const keys = each === undefined ? [] : numberParts(rows.map((row) => partKey(each.part, row, from)));
  const found = rows.map((row, n): Found => {
    const value = values[row];
    const isOne = each === undefined && place.index === undefined;
    const evidence = evidenceOf(place, isOne ? undefined : row, value?.shown ?? 'no such value', from);
    const one: Found = { value: toValue(ask, place, value), evidence, at: from.at };
    const part = keys[n];
    if (part !== undefined) one.part = part;
    const title = each?.part.title;
    if (title !== undefined) one.partTitle = fill(title, (name) => wordOf(name, row, from) ?? '').trim();
    return one;
  });
  return { kind: 'found', found };
}

/** Where a value is found: the printer's address and the attribute, with the position (from 0) where it has several. */
export function evidenceOf(
  place: IppPlace,
  row: number | undefined,
  raw: string,
  from: Omit<Attributes, 'attributes'>,
): Evidence {
  const position = row === undefined ? '' : `[${row}]`;
  const where = `${from.url}#${place.attribute}${position}`;
  return { protocol: 'ipp', place: where, raw, at: from.at, tookMs: from.tookMs };
}

function keptRows({ each }: IppPlace, values: IppValue[], from: Attributes): number[] {
  const where = Object.entries(each?.where ?? {}).map(([name, condition]) => [name, meetsOf(condition)] as const);
  const kept = [...values.keys()].filter((row) => where.every(([name, meets]) => meets(wordOf(name, row, from))));
  return kept.slice(0, MOST_PARTS);
}

function toValue(ask: AskKind, place: IppPlace, said: IppValue | undefined): Value {
  if (said === undefined) return { kind: 'absent', reason: 'unsupported' };
  if (said.kind === 'none') return { kind: 'absent', reason: said.reason };
  return decodeRaw(cleanText(said.text), ask, place.decode);
}

type Part = NonNullable<IppPlace['each']>['part'];

function partKey(part: Part, row: number, from: Attributes): string {
  return fill(part.key, (name) => {
    const said = wordOf(name, row, from);
    if (said === undefined) return String(row + 1);
    const map = own(part.maps ?? {}, name);
    return (map === undefined ? undefined : own(map, said)) ?? keyText(said) ?? String(row + 1);
  });
}

/** What a name in a template stands for: the position, from 1, or the text of the attribute at the same position. */
function wordOf(name: string, row: number, from: Attributes): string | undefined {
  if (name === 'index') return String(row + 1);
  const value = from.attributes.get(name)?.[row];
  return value?.kind === 'value' ? cleanText(value.text) : undefined;
}

function fill(template: string, word: (name: string) => string): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => word(name));
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
