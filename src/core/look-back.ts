import type { Cause, Claim, ClaimStatus } from './claim.ts';
import type { Pages } from './pages.ts';
import type { Similar } from './similar.ts';
import type { Value } from './value.ts';

/**
 * An earlier claim of a device. `symptoms` are titles; `by` is the title of what ended it, or says that nobody said; `parts` are a person's words, hostile until escaped.
 * Units: milliseconds since 1970.
 */
export type EarlierClaim = {
  id: number;
  at: number;
  symptoms: string[];
  status: ClaimStatus;
  endedAt?: number | undefined;
  cause?: Cause | undefined;
  by?: string | undefined;
  parts?: string | undefined;
  /** Somebody wrote how it ended, and chose no measure; what they wrote stays on its card, since another channel may be a customer's. */
  isNoted?: true | undefined;
};

/** Something of the device that is not what it was. Units: `was` and `at` the times of both readings; `isStored` where the later one is not of this fetch. */
export type SeenChange = {
  item: string;
  title: string;
  part?: string | undefined;
  partTitle?: string | undefined;
  before: Value;
  now: Value;
  was: number;
  at: number;
  isStored?: true | undefined;
};

/**
 * What was before a claim, as it was known at one fetch.
 * Shape: `callback` is the claim of the same symptom that this one comes back after; `pages` is absent while the device is being read; `similar` is absent
 * while nothing was judged.
 */
export type LookBack = {
  callback?: { claim: EarlierClaim; days: number; pages?: Pages | undefined } | undefined;
  claims: EarlierClaim[];
  changes: SeenChange[];
  similar?: Similar | undefined;
};

/** What measures and symptoms are called, by their ids. */
export type Titles = { measure: (id: string) => string; symptom: (id: string) => string };

const DAY_MS = 86_400_000;
/** What is told of an earlier claim. */
export function earlierClaim(claim: Claim, titles: Titles): EarlierClaim {
  const { id, at, status } = claim;
  const symptoms = claim.symptoms.map(titles.symptom);
  const end = status === 'resolved' ? claim.events.findLast(({ what }) => what === 'resolved') : undefined;
  if (end === undefined) return { id, at, symptoms, status };
  const { resolution } = end;
  const noted = (end.note ?? '').trim() === '' ? {} : { isNoted: true as const };
  const by = resolution === undefined ? noted : { cause: resolution.cause, by: titles.measure(resolution.measure) };
  return {
    id,
    at,
    symptoms,
    status,
    endedAt: end.at,
    ...by,
    ...(resolution?.parts === undefined ? {} : { parts: resolution.parts }),
  };
}

/**
 * The claim that a claim comes back after: the newest of the device that was resolved, with one of its symptoms, no longer ago than so much.
 * Shape: `claims` of the device, newest first. Units: `withinMs` milliseconds; 0 for never.
 */
export function callbackAmong(
  claims: readonly Claim[],
  { id, at, symptoms }: Pick<Claim, 'id' | 'at' | 'symptoms'>,
  withinMs: number,
): Claim | undefined {
  return claims.find((claim) => {
    if (claim.id >= id || claim.status !== 'resolved') return false;
    const endedAt = claim.events.findLast(({ what }) => what === 'resolved')?.at;
    if (endedAt === undefined || at - endedAt > withinMs || withinMs === 0) return false;
    return claim.symptoms.some((symptom) => symptoms.includes(symptom));
  });
}

/** Whole days between two moments, never fewer than none. Units: milliseconds since 1970. */
export function daysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / DAY_MS));
}
