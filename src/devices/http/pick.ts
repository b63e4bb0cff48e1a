import { decodeRaw } from '../../core/decode.ts';
import type { Ask, HttpPlace } from '../../core/place.ts';
import type { Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { cleanText, keyText, MAX_TEXT } from '../text.ts';
import { isMembers, pointAt } from './pointer.ts';

/** Parts of one item at most; a device has four colours and a dozen trays. */
const MOST_PARTS = 64;
/** A clock of the service that runs ahead by more than this is not believed. Units: milliseconds. */
const MOST_AHEAD_MS = 5 * 60_000;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** A document that was checked to be of the device; `url` as it may be shown. Units: `at` is when it came, milliseconds since 1970. */
export type Picked = { document: Record<string, unknown>; url: string; at: number; tookMs: number };

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
  const at = readTime(from);
  if (place.each === undefined) {
    if (picked === undefined) return nowhere(evidence(place.pick, 'not in the document'));
    const value = toValue(ask, place, picked);
    return { kind: 'found', found: [{ value, evidence: evidence(place.pick, show(picked)), at }] };
  }
  const members = membersOf(picked).slice(0, MOST_PARTS);
  if (members.length === 0)
    return nowhere(evidence(place.pick, picked === undefined ? 'not in the document' : 'no parts'));
  const { each } = place;
  const keys = numberParts(members.map(([key, member]) => partKey(key, each.part, member)));
  const found = members.map(([key, member], n): Found => {
    const inner = each.value === undefined ? member : pointAt(member, each.value);
    const pointer = `${place.pick}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${each.value ?? ''}`;
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

/** When the values were true: when the service says it read the machine, unless that is no time or lies ahead of us. */
function readTime(from: Picked): number {
  const said = from.document['readAt'];
  const time = typeof said === 'string' && ISO_TIME.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(time) || time > from.at + MOST_AHEAD_MS ? from.at : time;
}

function nowhere(evidence: Found['evidence']): PlaceResult {
  return { kind: 'next', reason: 'unsupported', evidence };
}

function membersOf(value: unknown): [string, unknown][] {
  return Array.isArray(value) || isMembers(value) ? Object.entries(value) : [];
}

/** The key of a part; an array's member without one is known by its place, from 1. */
function partKey(key: string, pointer: string | undefined, member: unknown): string {
  const said = pointer === undefined ? undefined : textOf(pointAt(member, pointer));
  if (said !== undefined) return keyText(said) ?? key;
  return pointer === undefined && !/^\d+$/.test(key) ? (keyText(key) ?? key) : String(Number(key) + 1);
}

function toValue(ask: Pick<Ask, 'kind' | 'unit'>, place: HttpPlace, picked: unknown): Value {
  if (picked === null) return { kind: 'absent', reason: 'unknown' };
  const text = textOf(picked);
  return text === undefined ? { kind: 'absent', reason: 'malformed' } : decodeRaw(text, ask, place.decode);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return cleanText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function show(value: unknown): string {
  return cleanText(JSON.stringify(value).slice(0, MAX_TEXT));
}
