import type { EarlierClaim, LookBack, SeenChange } from './look-back.ts';
import type { Pages } from './pages.ts';
import type { Similar } from './similar.ts';
import { ageInWords, causeInWords, numberInWords, valueInWords } from './words.ts';

/** That a complaint has come back, in one sentence; undefined where it has not. Shape: not escaped. */
export function callbackInWords({ callback }: LookBack): string | undefined {
  if (callback === undefined) return undefined;
  const { claim, days, pages } = callback;
  const ago = days === 0 ? 'on the same day' : `${days} ${days === 1 ? 'day' : 'days'} ago`;
  return `It has come back: claim ${claim.id} was resolved ${ago}${pagesInWords(pages)}, ${endInWords(claim)}`;
}

function pagesInWords(pages: Pages | undefined): string {
  if (pages === undefined) return '';
  if (pages.kind === 'unknown') return ' (pages since unknown)';
  return ` (${numberInWords(pages.number, pages.unit)} since)`;
}

function endInWords({ cause, by, parts, isNoted }: EarlierClaim): string {
  if (by === undefined) return isNoted === true ? 'its card says how' : 'nobody said by what';
  const because = cause === undefined ? '' : `${causeInWords(cause)}, `;
  return `${because}by: ${by}${parts === undefined ? '' : ` (${parts})`}`;
}

/** The last claims of a device, a line each. Shape: not escaped. Units: `now` milliseconds since 1970. */
export function claimsInWords({ claims }: Pick<LookBack, 'claims'>, now: number): string[] {
  return claims.map((claim) => {
    const end =
      claim.endedAt === undefined ? claim.status : `resolved ${ageInWords(claim.endedAt, now)}, ${endInWords(claim)}`;
    return `Claim ${claim.id}, ${ageInWords(claim.at, now)}: ${claim.symptoms.join(', ')}; ${end}`;
  });
}

/** What of a device is not as it was, a line each. Shape: not escaped. Units: `now` milliseconds since 1970. */
export function changesInWords({ changes }: Pick<LookBack, 'changes'>, now: number): string[] {
  return changes.map((change: SeenChange) => {
    const { title, part, partTitle = part, before, isStored } = change;
    const name = partTitle === undefined ? title : `${title}, ${partTitle}`;
    const read = isStored === true ? `, as read ${ageInWords(change.at, now)}` : '';
    return `${name}: ${valueInWords(before)} ${ageInWords(change.was, now)}, now ${valueInWords(change.now)}${read}`;
  });
}

/** Claims with evidence like this one's. Shape: at most two lines, not escaped; none where nothing may be told. */
export function similarInWords(similar: Similar | undefined): string[] {
  if (similar === undefined) return [];
  const { own, others, needed } = similar;
  if (own.length === 0 && others === undefined) return [];
  const ofOwn = own.map(({ id, by }) => `claim ${id} (ended by: ${by})`);
  const ends = others?.ended.map(({ by, claims }) => `${claims} ended by: ${by}`) ?? [];
  return [
    ...(own.length === 0 ? [] : [`At this customer: ${ofOwn.join(', ')}`]),
    others === undefined
      ? `At other customers: none, or too few to be shown (fewer than ${needed} customers)`
      : `${others.claims} similar at other customers: ${ends.join(', ')}`,
  ];
}
