import type { ProposedMeasure } from './measure.ts';
import { FEWEST_CLAIMS, PRIOR_CLAIMS, type TrackRecord, type Tries } from './track-record.ts';

/** What became of a measure in earlier claims: `worked in 17 of 21 on this model`. Shape: says so where there are too few, or none. */
export function recordInWords(record: TrackRecord | undefined): string {
  if (record === undefined || record.all.tried === 0) return 'no record yet';
  const { model, all } = record;
  const ofModel = model.tried === 0 ? 'no record on this model' : triesInWords(model, 'on this model');
  return model.tried >= FEWEST_CLAIMS || all.tried === model.tried
    ? ofModel
    : `${ofModel}; ${triesInWords(all, 'on all models')}`;
}

function triesInWords({ tried, worked }: Tries, where: string): string {
  return tried < FEWEST_CLAIMS
    ? `${worked} of ${tried} ${where}: too few to go by`
    : `worked in ${worked} of ${tried} ${where}`;
}

/** How its record has moved a measure, and from where; undefined where it has not. */
export function learntInWords({ learnt }: Pick<ProposedMeasure, 'learnt'>): string | undefined {
  if (learnt === undefined) return undefined;
  const { byRule, worked, tried, where } = learnt;
  const way = worked / tried > byRule ? 'up' : 'down';
  const here = where === 'model' ? 'here' : 'on all models';
  return `Ranked ${way} because it worked in ${worked} of ${tried} ${here} where it was proposed first (${Math.round(byRule * 100)} % by the rules alone, which count as ${PRIOR_CLAIMS} claims)`;
}
