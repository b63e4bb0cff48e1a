import type { CohortStep, LeftOut, NotUsed } from './cohort.ts';
import type { LeftOutBecause, TightenBy } from './peer-facts.ts';
import { needsInWords, type Needs } from './withhold.ts';

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
export function stepInWords({ scope, isAsked, tightened, notUsed }: CohortStep, needs: Needs): string {
  const why = isAsked ? '' : `, for the model has fewer than ${needsInWords(needs)}`;
  const family = scope === 'family' ? [`Widened to the engine family${why}`] : [];
  const narrowed = tightened.length > 0 ? [`Narrowed to ${tightened.map(tightenInWords).join(' and ')}`] : [];
  return [...family, ...narrowed, ...notUsed.map((one) => notUsedInWords(one, needs))].join('. ');
}

function notUsedInWords({ by, why }: NotUsed, needs: Needs): string {
  if (by === 'family') return `Not widened: the engine family adds fewer than ${needsInWords(needs)}`;
  switch (why) {
    case 'unknown':
      return `Not narrowed to ${tightenInWords(by)}: it is not known of this device`;
    case 'too-few':
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
