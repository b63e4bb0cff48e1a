import type { Claim } from './claim.ts';

/** Which claims somebody wants to see: those that are theirs, those that are not resolved, or all. */
export const WHICH = ['mine', 'open', 'all'] as const;
export type Which = (typeof WHICH)[number];

/** Claims a person wants listed; `words` narrows them, every word must be found. */
export type ListWish = { which: Which; words: string };

/** Whether a claim is somebody's to see to: they are in charge, they took it, or they brought it in. */
export function isMine({ by, handler, status, events }: Claim, user: string): boolean {
  const took = status === 'taken' && events.findLast(({ what }) => what === 'taken')?.by === user;
  return took || by === user || (handler.kind === 'user' && handler.id === user);
}

const RANK: Record<Claim['status'], number> = { open: 0, taken: 1, resolved: 2 };

/** The most urgent first: what nobody has taken, the longest waiting before the rest; then what is taken; what is resolved comes last, the newest first. */
export function byUrgency(claims: readonly Claim[]): Claim[] {
  return claims.toSorted((a, b) => {
    const rank = RANK[a.status] - RANK[b.status];
    if (rank !== 0) return rank;
    return a.status === 'resolved' ? b.id - a.id : a.at - b.at || a.id - b.id;
  });
}

/** Whether every word is found in what is known of a claim, whatever its case. Shape: `known` are texts such as serial and customer; no word fits all. */
export function saysAll(words: string, known: readonly string[]): boolean {
  const text = known.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** How long a claim has been waiting for somebody, or for its end. Units: milliseconds. */
export function ageOf({ at }: Claim, now: number): number {
  return Math.max(0, now - at);
}
