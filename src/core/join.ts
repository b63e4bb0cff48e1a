import type { Claim, ClaimEvent, NewClaim, Origin } from './claim.ts';
import { isSameOptions } from './cohort-options.ts';
import { saysAnything } from './said.ts';

/** Words of one who reports again are kept up to so many characters. */
const MOST_WORDS = 1000;

/**
 * When a claim joins one that stands instead of being another.
 * Units: `notBefore` milliseconds since 1970; one that was last reported before that is left alone.
 */
export type JoinRule = { notBefore: number };

/** The claim that this delivery joined before, if it did. */
export function findJoined(claims: readonly Claim[], sourceKey: string): Claim | undefined {
  return claims.find(({ events }) => events.some(({ source }) => source === sourceKey));
}

/**
 * The newest claim of the same device that a new one is the same complaint as: of the same workspace, for the same readers, not resolved, with all its symptoms, and reported lately.
 * Shape: `claims` are those of the device. A resolved one came to an end; what comes back after it is a new complaint.
 */
export function findJoinable(
  claims: readonly Claim[],
  claim: Pick<NewClaim, 'symptoms' | 'origin'>,
  { notBefore }: JoinRule,
): Claim | undefined {
  const fit = claims.filter(
    (one) =>
      one.status !== 'resolved' &&
      one.origin.team === claim.origin.team &&
      isForSameReaders(one.origin, claim.origin) &&
      claim.symptoms.length > 0 &&
      claim.symptoms.every((id) => one.symptoms.includes(id)) &&
      lastReport(one) >= notBefore,
  );
  return fit.sort((a, b) => b.id - a.id)[0];
}

/**
 * Whether those who see one claim may see what was said for the other: what joins it stands on its card.
 * Shape: a channel that customers read keeps to itself; what a machine says of itself is for anybody.
 */
function isForSameReaders(standing: Origin, said: Origin): boolean {
  if (said.via === 'trap') return true;
  if (standing.isReadByCustomers !== said.isReadByCustomers) return false;
  return said.isReadByCustomers === undefined || standing.channel === said.channel;
}

function lastReport({ at, events }: Claim): number {
  return Math.max(at, ...events.filter(({ what }) => what === 'joined').map((event) => event.at));
}

/** What stands in a claim of another that joined it; one that says how the peers are to be chosen calls for a fetch. */
export function joinEvent(claim: NewClaim): ClaimEvent {
  const { photos = [], asked } = claim.origin;
  const isChoosing = !isSameOptions(claim.options, undefined);
  const note = claim.words.trim().slice(0, MOST_WORDS);
  return {
    at: claim.at,
    by: claim.by,
    what: 'joined',
    ...(note === '' ? {} : { note }),
    source: claim.sourceKey,
    ...(asked === undefined ? {} : { asked }),
    ...(claim.about !== undefined && saysAnything(claim.about) ? { about: claim.about } : {}),
    ...(photos.length === 0 ? {} : { photos }),
    ...(isChoosing ? { options: claim.options, fetchKey: claim.sourceKey } : {}),
  };
}
