import type { CohortStep, LeftOut, NotUsed, Offer } from './cohort.ts';
import type { LeftOutBecause, TightenBy } from './peer-facts.ts';
import { needsInWords, type Needs } from './withhold.ts';

/** The cohort that nobody asked for. */
export const USUAL_COHORT = 'all of the model';

const OWN_WORDS = 'own devices too';

/** Which devices stand behind the averages, in a few words for the head of a column. */
export function cohortInWords({ scope, tightened, withOwn }: CohortStep): string {
  const scopeWords = scope === 'family' ? ['engine family'] : [];
  const own = withOwn ? [OWN_WORDS] : [];
  const words = [...scopeWords, ...tightened.map((by) => SHORT_WORDS[by]), ...own];
  return words.length === 0 ? USUAL_COHORT : words.join(', ');
}

/** Whether a cohort is neither narrowed nor widened, whatever was asked for. Shape: `cohort` as cohortInWords says it; where it was not kept nobody knows, and it may be. */
export function isUnchosen(cohort: string | undefined): boolean {
  return cohort === USUAL_COHORT || cohort === OWN_WORDS;
}

const SHORT_WORDS: Record<TightenBy, string> = {
  firmware: 'same firmware',
  volume: 'like volume',
  region: 'same region',
  colour: 'like colour share',
};

/** A choice on a button, with the devices that it comes to. */
export function offerInWords({ by, devices }: Offer): string {
  const what = by === 'family' ? 'Engine family' : by === 'own' ? "This customer's too" : SHORT_WORDS[by];
  const count = by === 'family' || by === 'own' ? `+${devices}` : `${devices} devices`;
  return `${what[0]?.toUpperCase()}${what.slice(1)} (${count})`;
}

/** Who is behind the averages, or is not, for what the claim's fetches before have shown; empty where there is nobody. */
export function framedInWords({
  kept = 0,
  late = 0,
}: {
  kept?: number | undefined;
  late?: number | undefined;
}): string {
  const were = kept === 0 ? '' : `${kept} that would be left out now ${kept === 1 ? 'stays' : 'stay'} in as last known`;
  const came = late === 0 ? '' : `${late} that came after the first fetch ${late === 1 ? 'stays' : 'stay'} out`;
  const said = [were, came].filter((part) => part !== '').join('; ');
  return said === '' ? '' : `${said}: so few would be told apart`;
}

const TIGHTEN_WORDS: Record<TightenBy, string> = {
  firmware: 'the same firmware',
  volume: 'half to twice the monthly volume',
  region: 'the same region',
  colour: 'about the same colour share',
};

/** What a cohort is narrowed to by an option. */
export function tightenInWords(by: TightenBy): string {
  return TIGHTEN_WORDS[by];
}

/** Which devices stand behind the averages, and why others than asked for; empty for all devices of the model, which is the usual. */
export function stepInWords({ scope, isAsked, tightened, withOwn, notUsed }: CohortStep, needs: Needs): string {
  const why = isAsked ? '' : `, for the model has fewer than ${needsInWords(needs)}`;
  const family = scope === 'family' ? [`Widened to the engine family${why}`] : [];
  const narrowed = tightened.length > 0 ? [`Narrowed to ${tightened.map(tightenInWords).join(' and ')}`] : [];
  const own = withOwn ? ["With the customer's own devices"] : [];
  return [...family, ...narrowed, ...own, ...notUsed.map((one) => notUsedInWords(one, needs))].join('. ');
}

function notUsedInWords({ by, why, fits }: NotUsed, needs: Needs): string {
  if (by === 'own') return 'The customer has no other device to compare with';
  if (by === 'family') {
    return why === 'no-family'
      ? 'Not widened: no other device of its engine family is known'
      : `Not widened: the engine family adds fewer than ${needsInWords(needs)}`;
  }
  switch (why) {
    case 'unknown':
      return `Not narrowed to ${tightenInWords(by)}: it is not known of this device`;
    case 'no-family':
    case 'too-few':
      if (fits !== undefined && (fits.devices < needs.devices || fits.customers < needs.customers)) {
        return `Not narrowed to ${tightenInWords(by)}: too few, ${fits.devices} of ${needs.devices} devices, ${fits.customers} of ${needs.customers} customers`;
      }
      return `Not narrowed to ${tightenInWords(by)}: it would tell fewer than ${needsInWords(needs)} apart`;
    case 'nobody':
      return `Not narrowed to ${tightenInWords(by)}: no peer fits`;
    default:
      return why satisfies never;
  }
}

const LEFT_OUT_WORDS: Record<LeftOutBecause, (n: number) => string> = {
  claimed: () => 'this device',
  sameCustomer: (n) => `${n} of the same customer`,
  openClaim: (n) => `${n} with an open claim of the same kind`,
  retired: (n) => `${n} retired`,
  unmonitored: (n) => `${n} unmonitored`,
  stale: (n) => `${n} not heard of lately`,
};
const LEFT_OUT_ORDER = ['claimed', 'sameCustomer', 'openClaim', 'retired', 'unmonitored', 'stale'] as const;

/** Which devices of the model are no peers, in one line; empty where there are none. */
export function leftOutInWords(leftOut: LeftOut): string {
  const said = LEFT_OUT_ORDER.flatMap((because) =>
    leftOut[because] > 0 ? [LEFT_OUT_WORDS[because](leftOut[because])] : [],
  );
  return said.length === 0 ? '' : `Left out: ${said.join(', ')}`;
}
