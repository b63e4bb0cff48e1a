import type { Claim } from './claim.ts';
import { plainSerial } from './serial.ts';

type Ended = { id: number; endedAt: number; comesBack: () => void };

/**
 * Notes which resolved claims come back: the same symptom of the same device again, no longer after its end than so much.
 * Units: `withinMs` milliseconds; 0 for never.
 * Shape: claims are told in the order of their numbers; what cannot come back any more is forgotten.
 */
export function openCallbacks(withinMs: number): {
  /** Whether a claim comes back after one that was told before; `comesBack` is called once, if it comes back itself. */
  add(claim: Claim, comesBack: () => void): boolean;
  /** How many claims are kept in mind. */
  size(): number;
} {
  const ended = new Map<string, Ended[]>();
  let latest = Number.NEGATIVE_INFINITY;
  let untilSwept = 0;

  function sweep(): void {
    for (const [key, claims] of ended) {
      const left = claims.filter(({ endedAt }) => latest - endedAt <= withinMs);
      if (left.length === 0) ended.delete(key);
      else if (left.length < claims.length) ended.set(key, left);
    }
    untilSwept = Math.max(1_000, ended.size);
  }

  return {
    add(claim, comesBack) {
      if (withinMs === 0) return false;
      latest = Math.max(latest, claim.at);
      untilSwept -= 1;
      if (untilSwept < 0) sweep();
      const serial = plainSerial(claim.serial) || claim.serial;
      const keys = claim.symptoms.map((symptom) => JSON.stringify([serial, symptom]));
      const before = keys
        .flatMap((key) => ended.get(key) ?? [])
        .filter(({ endedAt }) => claim.at >= endedAt && claim.at - endedAt <= withinMs)
        .toSorted((a, b) => b.id - a.id)[0];
      before?.comesBack();
      const endedAt = claim.status === 'resolved' ? endOf(claim) : undefined;
      if (endedAt !== undefined) {
        let isTold = false;
        const tell = (): void => {
          if (!isTold) comesBack();
          isTold = true;
        };
        for (const key of keys) ended.set(key, [...(ended.get(key) ?? []), { id: claim.id, endedAt, comesBack: tell }]);
      }
      return before !== undefined;
    },
    size: () => ended.size,
  };
}

/** When a claim was resolved, the last time. Units: milliseconds since 1970; undefined where it never was. */
export function endOf({ events }: Pick<Claim, 'events'>): number | undefined {
  return events.findLast(({ what }) => what === 'resolved')?.at;
}
