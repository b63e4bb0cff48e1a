import type { NumberBaseline } from './baseline.ts';
import type { Figure } from './comparison.ts';
import type { Judged } from './judged.ts';
import { standingInWords } from './percentile.ts';
import { distance, type Sides } from './stats.ts';
import { numberInWords } from './words.ts';

/** Spreads from the median at which a figure is worth watching, and is off; 3.5 is the usual mark for robust scores. */
const WATCH_SPREADS = 2.5;
const OFF_SPREADS = 3.5;
/** How many standard deviations of a normal distribution lie between its median and its p90. */
const TAIL_DEVIATIONS = 1.2816;

/**
 * A number against its peers: how many spreads it lies from their median, on its own side of it.
 * Shape: `sides` are of the values behind the baseline.
 * Units: `minEffect` is that of the figure; less of a difference is never more than normal.
 * Fails: never.
 * Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 1.4826 MAD, 3.5.
 */
export function againstNumbers(
  mine: Extract<Figure, { kind: 'number' }>,
  baseline: NumberBaseline,
  sides: Sides,
  rule: { odd: 'low' | 'high' | 'both'; minEffect: number },
): Omit<Judged, 'baseline'> {
  const effect = distance(mine.number, baseline.median);
  const side = mine.number < baseline.median ? 'low' : 'high';
  const { tail } = sides[side];
  const spread = spreadOn(sides[side], baseline.median, rule.minEffect / OFF_SPREADS);
  const spreads = spread > 0 ? Math.min(effect / spread, 99) : effect > 0 ? 99 : 0;
  const median = `the median of ${baseline.n} peers (${numberInWords(baseline.median, baseline.unit)})`;
  const where =
    effect === 0
      ? `equals ${median}`
      : `${numberInWords(effect, mine.unit)} ${side === 'low' ? 'below' : 'above'} ${median}`;
  const matters =
    effect >= rule.minEffect &&
    (rule.odd === 'both' || rule.odd === side) &&
    (side === 'low' ? mine.number < tail : mine.number > tail);
  if (!matters || spreads < WATCH_SPREADS) {
    return { verdict: 'normal', ...(effect > 0 ? { side } : {}), because: where, oddness: Math.min(spreads, 9) };
  }
  const standing = standingInWords(baseline);
  const because = standing === '' ? where : `${where}, ${standing}`;
  return spreads >= OFF_SPREADS
    ? { verdict: 'off', side, because, oddness: 100 + spreads }
    : { verdict: 'watch', side, because, oddness: 50 + spreads };
}

/**
 * The spread on one side. Where most peers there say nearly the same, half of them tell nothing of how far the others go: the tail is measured
 * then, and where it tells nothing either the smallest difference that matters stands in.
 */
function spreadOn({ spread, tail }: Sides['low'], median: number, least: number): number {
  return spread > least ? spread : Math.max(spread, least, distance(tail, median) / TAIL_DEVIATIONS);
}
