import type { Ask, Place } from '../core/place.ts';
import { type AskResults, hasValue, type PlaceResult } from './place-result.ts';

/** A place whose turn may come: no place before it gave a value so far. `results` are those of its ask. */
export type LaterPlace<K extends Place['kind']> = {
  ask: Ask;
  results: AskResults;
  n: number;
  place: Extract<Place, { kind: K }>;
};

/** The places of one kind that no earlier place has made needless, in the order of the asks. */
export function laterPlaces<K extends Place['kind']>(asks: Ask[], results: AskResults[], kind: K): LaterPlace<K>[] {
  return asks.flatMap((ask, index) => {
    const own = results[index];
    if (own === undefined) return [];
    return ask.places.flatMap((place, n) =>
      isOfKind(place, kind) && !isNeedless(own, n) ? [{ ask, results: own, n, place }] : [],
    );
  });
}

/** Puts down what each place gave; a place behind one that gave a value meanwhile is left alone. */
export function putResults<K extends Place['kind']>(
  places: LaterPlace<K>[],
  toResult: (ask: Ask, place: Extract<Place, { kind: K }>) => PlaceResult,
): void {
  for (const { ask, results, n, place } of places) if (!isNeedless(results, n)) results[n] = toResult(ask, place);
}

function isNeedless(results: AskResults, n: number): boolean {
  return results.slice(0, n).some((result) => result !== undefined && hasValue(result));
}

function isOfKind<K extends Place['kind']>(place: Place, kind: K): place is Extract<Place, { kind: K }> {
  return place.kind === kind;
}
