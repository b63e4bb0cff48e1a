import type { Evidence } from '../core/reading.ts';
import type { AbsentReason, Value } from '../core/value.ts';

/** One value that a place gave; a table gives one for each row. Units: `at` milliseconds since 1970. */
export type Found = { part?: string; partTitle?: string; value: Value; evidence: Evidence; at: number };

/** What trying one place came to: values, or the reason to try the next one. */
export type PlaceResult =
  | { kind: 'found'; found: Found[] }
  | { kind: 'next'; reason: AbsentReason; evidence: Evidence };

/** The results of an ask's places, in the places' order; undefined where a place was not tried (yet). */
export type AskResults = (PlaceResult | undefined)[];

/** Whether a place gave a value at all; "unknown" or "some left" is worth trying the next place for. */
export function hasValue(result: PlaceResult): boolean {
  if (result.kind !== 'found') return false;
  for (const { value } of result.found) if (value.kind !== 'absent') return true;
  return false;
}
