import type { Decode } from './place.ts';
import type { Unit, Value } from './value.ts';

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * One raw answer as a value: match, sentinel, enum, scale, offset, bounds, in this order.
 * Shape: `raw` is the answer as text, numbers in decimal. A state that the profile does not list keeps its code: `unlisted (7)`.
 * Units: `decode.unit`, else the item's own, else `count`.
 * Fails: never; what is no number where one is wanted is absent `malformed`, an empty text is absent `unknown`.
 */
export function decodeRaw(
  raw: string,
  ask: { kind: 'number' | 'state' | 'text'; unit?: Unit | undefined },
  decode: Decode,
): Value {
  const said = decode.match === undefined ? raw.trim() : matched(raw, decode.match);
  if (said === undefined) return { kind: 'absent', reason: 'unsupported' };
  const sentinel = own(decode.sentinels, said);
  if (sentinel !== undefined) return { kind: 'absent', reason: sentinel };
  if (said === '') return { kind: 'absent', reason: 'unknown' };
  const listed = own(decode.enum, said);
  if (ask.kind === 'state') {
    if (listed !== undefined) return { kind: 'state', state: listed };
    return { kind: 'state', state: decode.enum === undefined ? said : `unlisted (${said})` };
  }
  if (ask.kind === 'text') return { kind: 'text', text: listed ?? said };
  if (!NUMBER.test(said)) return { kind: 'absent', reason: 'malformed' };
  const number = scaled(Number(said), decode);
  const unit = decode.unit ?? ask.unit;
  return isWithin(number, unit, decode)
    ? { kind: 'number', number, unit: unit ?? 'count' }
    : { kind: 'absent', reason: 'malformed' };
}

/** Whether `decodeRaw` takes a whole number for a value, where a number is wanted and the place has neither a pattern nor sentinels. */
export function isNumberTaken(raw: number, ask: { unit?: Unit | undefined }, decode: Decode): boolean {
  return isWithin(scaled(raw, decode), decode.unit ?? ask.unit, decode);
}

function scaled(raw: number, { scale = 1, offset = 0 }: Decode): number {
  return withoutNoise(raw * scale + offset);
}

/** What a pattern's group found; patterns are few and are compiled once. */
function matched(raw: string, source: string): string | undefined {
  const pattern = patterns.get(source) ?? new RegExp(source, 'iu');
  patterns.set(source, pattern);
  return pattern.exec(raw)?.[1]?.trim();
}

const patterns = new Map<string, RegExp>();

/** What is counted from nothing up. */
const COUNTED: readonly (Unit | undefined)[] = ['impressions', 'sheets', 'count', 'seconds', 'bits-per-second'];

/** Nothing counted is less than nothing, and no share is above the whole, unless the place says that it may be; a number without a unit may be anything. */
function isWithin(number: number, unit: Unit | undefined, { least, most }: Decode): boolean {
  const isShare = unit === 'percent';
  const low = least ?? (isShare || COUNTED.includes(unit) ? 0 : Number.NEGATIVE_INFINITY);
  const high = most ?? (isShare ? 100 : Number.POSITIVE_INFINITY);
  return Number.isFinite(number) && number >= low && number <= high;
}

/** A key of the rule file itself, never one that every object has (`constructor`): raw answers are not ours. */
function own<T>(map: Record<string, T> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** 0.1 * 3 is 0.30000000000000004 in binary; twelve digits are more than any device measures. Whole numbers have no such noise. */
function withoutNoise(number: number): number {
  return Number.isSafeInteger(number) ? number : Number(number.toPrecision(12));
}
