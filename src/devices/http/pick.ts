import { meetsOf } from '../../core/condition.ts';
import { decodeRaw } from '../../core/decode.ts';
import type { Ask, DocumentFormat, HttpPlace } from '../../core/place.ts';
import type { Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { cleanText, keyText, MAX_TEXT } from '../text.ts';
import { isMembers, pointAt, pointText } from './pointer.ts';

/** Parts of one item at most; a device has four colours and a dozen trays. */
const MOST_PARTS = 64;

/**
 * A document that was checked to be of the device; `url` as it may be shown.
 * Units: milliseconds since 1970; `at` is when it came, `readAt` when its values were true where that is known to be another time.
 */
export type Picked = {
  document: object;
  format: DocumentFormat;
  url: string;
  at: number;
  tookMs: number;
  readAt?: number | undefined;
};

type Each = NonNullable<HttpPlace['each']>;

/**
 * What a place picks from a document.
 * Fails: never; a pointer that leads nowhere is a reason to try the next place.
 */
export function pick(ask: Pick<Ask, 'kind' | 'unit'>, place: HttpPlace, from: Picked): PlaceResult {
  const picked = pointAt(from.document, place.pick);
  const evidence = (pointer: string, raw: string): Found['evidence'] => ({
    protocol: 'http',
    place: `${from.url}#${pointer}`,
    raw,
    at: from.at,
    tookMs: from.tookMs,
  });
  const at = from.readAt ?? from.at;
  const { each } = place;
  if (each === undefined) {
    if (picked === undefined) return nowhere(evidence(place.pick, 'not in the document'));
    const value = toValue(ask, place, picked);
    return { kind: 'found', found: [{ value, evidence: evidence(place.pick, show(picked)), at }] };
  }
  const members = membersOf(picked, each, from.format).slice(0, MOST_PARTS);
  if (members.length === 0)
    return nowhere(evidence(place.pick, picked === undefined ? 'not in the document' : 'no parts'));
  const keys = numberParts(members.map(([key, member]) => partKey(key, each, member)));
  const found = members.map(([key, member], n): Found => {
    const inner = each.value === undefined ? member : pointAt(member, each.value);
    const pointer = `${place.pick}/${cleanText(key).replaceAll('~', '~0').replaceAll('/', '~1')}${each.value ?? ''}`;
    const title = each.title === undefined ? undefined : textOf(pointAt(member, each.title));
    const one: Found = {
      part: keys[n] ?? key,
      value: inner === undefined ? { kind: 'absent', reason: 'unsupported' } : toValue(ask, place, inner),
      evidence: evidence(pointer, inner === undefined ? 'not in the document' : show(inner)),
      at,
    };
    if (title !== undefined) one.partTitle = title;
    return one;
  });
  return { kind: 'found', found };
}

function nowhere(evidence: Found['evidence']): PlaceResult {
  return { kind: 'next', reason: 'unsupported', evidence };
}

/**
 * The members that are parts: those that `where` means, and of an object whose keys are the parts only those that `maps` names, for an object holds
 * other things beside them.
 */
function membersOf(value: unknown, each: Each, format: DocumentFormat): [string, unknown][] {
  const wanted = Object.entries(each.where ?? {}).map(([pointer, condition]) => ({
    pointer,
    meets: meetsOf(condition),
  }));
  return entriesOf(value, each, format).filter(([, member]) =>
    wanted.every(({ pointer, meets }) => meets(textOf(pointAt(member, pointer)))),
  );
}

function entriesOf(value: unknown, { part, maps }: Each, format: DocumentFormat): [string, unknown][] {
  if (Array.isArray(value)) return Object.entries(value);
  // An element that is repeated elsewhere may be there once.
  if (format === 'xml') return value === undefined ? [] : [['0', value]];
  if (!isMembers(value)) return [];
  const entries = Object.entries(value);
  return part === undefined && maps !== undefined ? entries.filter(([key]) => Object.hasOwn(maps, key)) : entries;
}

/** The key of a part; an array's member without one is known by its place, from 1. */
function partKey(key: string, { part, maps = {} }: Each, member: unknown): string {
  const own = /^\d+$/.test(key) ? String(Number(key) + 1) : key;
  const said = (part === undefined ? own : textOf(pointAt(member, part))) ?? own;
  return (Object.hasOwn(maps, said) ? maps[said] : undefined) ?? keyText(said) ?? keyText(own) ?? 'other';
}

function toValue(ask: Pick<Ask, 'kind' | 'unit'>, place: HttpPlace, picked: unknown): Value {
  if (picked === null) return { kind: 'absent', reason: 'unknown' };
  const text = textOf(picked);
  return text === undefined ? { kind: 'absent', reason: 'malformed' } : decodeRaw(text, ask, place.decode);
}

function textOf(value: unknown): string | undefined {
  const text = pointText(value);
  return text === undefined ? undefined : cleanText(text);
}

function show(value: unknown): string {
  return cleanText(JSON.stringify(value).slice(0, MAX_TEXT));
}
