import { type PastPoint, stepsOf } from './counter.ts';
import type { Unit } from './value.ts';

/** What a machine counts its pages by. */
export const PAGES_ITEM = 'copies.total';

/** Pages between two moments; unknown where the counter was not read about then, or was set back in between. */
export type Pages = { kind: 'known'; number: number; unit: Unit } | { kind: 'unknown' };

const DAY_MS = 86_400_000;
/** The counter as it was about a moment is one that was read no further from it than this. Units: milliseconds. */
const NEAR_MS = 2 * DAY_MS;

/** What a counter rose by between two moments. Shape: readings of one unit, in any order. Units: milliseconds since 1970. */
export function pagesBetween(readings: readonly PastPoint[], unit: Unit, [from, to]: [number, number]): Pages {
  const near = (moment: number): PastPoint | undefined => {
    const close = readings.filter(({ at }) => Math.abs(at - moment) <= NEAR_MS);
    return close.toSorted((a, b) => Math.abs(a.at - moment) - Math.abs(b.at - moment))[0];
  };
  const [first, last] = [near(from), near(to)];
  if (first === undefined || last === undefined || first.at > last.at) return { kind: 'unknown' };
  const steps = stepsOf(readings).filter((step) => step.from.at >= first.at && step.to.at <= last.at);
  if (steps.some((step) => 'broken' in step)) return { kind: 'unknown' };
  return { kind: 'known', number: last.value - first.value, unit };
}
