import type { Claim } from './claim.ts';

/**
 * How often a measure was tried, and how often it was what ended the claim.
 * Shape: a claim counts once. `first` are those in which it was proposed first; whoever was proposed later and is counted only because it was taken has
 * mostly worked, so that only these tell how well a proposal does.
 */
export type Tries = { tried: number; worked: number; first: number; firstWorked: number };

/** What became of a measure on the model of a claim, and on all models. */
export type TrackRecord = { model: Tries; all: Tries };

/** What a record has moved. Units: `byRule` the confidence by the rules alone, 0 to 1; `worked` of `tried` claims in which it was proposed first. */
export type Learning = { byRule: number; worked: number; tried: number; where: 'model' | 'all' };

/** One claim's say about one measure. `model` is absent where the claim ended before it was kept. */
export type Trial = { measure: string; model?: string | undefined; worked: boolean; isFirst: boolean };

/** Nothing was tried. */
export const NO_TRIES: Tries = { tried: 0, worked: 0, first: 0, firstWorked: 0 };

/** Fewer claims than these tell nothing. */
export const FEWEST_CLAIMS = 5;
/** The rules' confidence counts as much as so many claims, and a record as no more than these, so that it moves a confidence half of the way at most. */
export const PRIOR_CLAIMS = 20;

/** What a person chooses where no measure ended the claim. */
const NO_MEASURES = new Set(['', 'other', 'none']);

/**
 * What a claim tells of measures: of those that were said to have ended it, and of those that were proposed first.
 * Shape: a measure worked where the claim stands as resolved by it; a claim that was opened again tells against what was said to have ended it.
 */
export function trialsOf({ status, events }: Pick<Claim, 'status' | 'events'>): Trial[] {
  const ends = events.filter(({ what }) => what === 'resolved');
  const last = ends.at(-1);
  const worked = status === 'resolved' ? last?.resolution?.measure : undefined;
  const firsts = new Set(ends.flatMap(({ resolution }) => resolution?.proposed.slice(0, 1) ?? []));
  const taken = ends.flatMap(({ resolution }) => resolution?.measure ?? []);
  const model = last?.ended?.model;
  return [...new Set([...firsts, ...taken])]
    .filter((measure) => !NO_MEASURES.has(measure))
    .map((measure) => ({
      measure,
      ...(model === undefined ? {} : { model }),
      worked: measure === worked,
      isFirst: firsts.has(measure),
    }));
}

/**
 * The claims that a confidence may learn from: those of the model where they are enough, else those of all models.
 * Shape: undefined where neither are.
 */
export function learnsFrom({ model, all }: TrackRecord): Pick<Learning, 'worked' | 'tried' | 'where'> | undefined {
  if (model.first >= FEWEST_CLAIMS) return { worked: model.firstWorked, tried: model.first, where: 'model' };
  if (all.first >= FEWEST_CLAIMS) return { worked: all.firstWorked, tried: all.first, where: 'all' };
  return undefined;
}

/**
 * A confidence that has learnt from a record: the mean of a Beta distribution whose prior is the confidence by the rules with the weight of PRIOR_CLAIMS.
 * Units: 0 to 1. Shape: lies between the confidence and the share that worked, and never beyond their middle.
 */
export function withRecord(confidence: number, { worked, tried }: Pick<Learning, 'worked' | 'tried'>): number {
  if (tried === 0) return confidence;
  const counted = Math.min(tried, PRIOR_CLAIMS);
  return (PRIOR_CLAIMS * confidence + (worked / tried) * counted) / (PRIOR_CLAIMS + counted);
}
