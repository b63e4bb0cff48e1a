import type { Claim } from './claim.ts';
import type { Comparison } from './comparison.ts';

/**
 * Earlier claims whose evidence was like that of this one, and how they ended.
 * Shape: `own` are the customer's own, by their numbers. Of other customers there are counts alone, and those only where as many stand behind them as `needed`.
 */
export type Similar = {
  own: { id: number; by: string }[];
  needed: number;
  others?: { claims: number; ended: { by: string; claims: number }[] } | undefined;
};

/** Two claims are alike where they share at least this much of what was odd in either (Jaccard). Units: 0 to 1. */
const ALIKE = 0.5;
/** Own claims that are named, and ways in which others ended. */
const MOST_OWN = 3;
const MOST_ENDS = 3;

/** What is out of the ordinary of a device, as one claim is set against another: items with the side or the state, once each. */
export function marksOf(comparisons: readonly Comparison[]): string[] {
  const odd = comparisons.filter(({ verdict }) => verdict === 'off' || verdict === 'watch');
  const marks = odd.map(({ item, side, figure }) => {
    return `${item}:${figure.kind === 'state' ? figure.state : (side ?? '')}`;
  });
  return [...new Set(marks)].sort();
}

/** How much two sets share: what is in both, of what is in either. Units: 0 to 1, 0 where both are empty. */
export function sharedOf(one: readonly string[], other: readonly string[]): number {
  const [first, second] = [new Set(one), new Set(other)];
  const both = [...first].filter((mark) => second.has(mark)).length;
  const either = first.size + second.size - both;
  return either === 0 ? 0 : both / either;
}

/**
 * Which of the resolved claims are like one with these marks.
 * Shape: `titleOf` a measure's title. Claims of the device itself are told elsewhere. `needed` other customers at least stand behind what is said of others.
 */
export function similarAmong(
  claims: readonly Claim[],
  about: { serial: string; customer: string; marks: readonly string[] },
  { needed, titleOf }: { needed: number; titleOf: (measure: string) => string },
): Similar {
  const alike = claims.flatMap((claim) => {
    const end = claim.events.findLast(({ what }) => what === 'resolved');
    if (claim.serial === about.serial || end?.ended?.marks === undefined) return [];
    if (sharedOf(end.ended.marks, about.marks) < ALIKE) return [];
    const by = end.resolution === undefined ? 'nobody said what' : titleOf(end.resolution.measure);
    return [{ id: claim.id, by, customer: end.ended.customer }];
  });
  const own = alike.filter(({ customer }) => customer === about.customer);
  const others = alike.filter(({ customer }) => customer !== about.customer);
  const named = own.slice(0, MOST_OWN).map(({ id, by }) => ({ id, by }));
  if (new Set(others.map(({ customer }) => customer)).size < needed || others.length === 0)
    return { own: named, needed };
  const ends = new Map<string, number>();
  for (const { by } of others) ends.set(by, (ends.get(by) ?? 0) + 1);
  const ended = [...ends].map(([by, count]) => ({ by, claims: count }));
  ended.sort((a, b) => b.claims - a.claims || (a.by < b.by ? -1 : 1));
  return { own: named, needed, others: { claims: others.length, ended: ended.slice(0, MOST_ENDS) } };
}
