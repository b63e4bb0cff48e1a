import { type Learning, withRecord } from '../core/track-record.ts';

/**
 * How much a point is worth, and how many the cause that no value shows has: the likeliest for the claims of the evaluation's seeds for development
 * (`npm run evaluate`), which are others than those its figures are given for.
 */
const POINT = 1.7;
const UNSEEN_POINTS = 2;
/** No confidence is further from chance than this, so that a record can speak against it. Units: 0 to 1. */
const SURE = 0.01;

/**
 * The probability that each of several measures is what helps.
 * Shape: `points` of the measures that are proposed; the result is in the same order. They and the cause that nothing shows are one.
 * Units: 0 to 1.
 */
export function confidences(points: readonly number[]): number[] {
  const most = Math.max(UNSEEN_POINTS, ...points);
  const odds = (of: number): number => Math.exp(POINT * (of - most));
  const total = points.reduce((sum, of) => sum + odds(of), odds(UNSEEN_POINTS));
  return points.map((of) => odds(of) / total);
}

/**
 * The points that a record is worth beside a confidence by the rules: those that make its odds what they are once it has learnt (see track-record.ts).
 * Shape: `moved` is what the confidence is changed by where nothing else changes. Fails: never; a confidence of 0 or 1 stays within reach.
 */
export function pointsOfRecord(
  confidence: number,
  record: Pick<Learning, 'worked' | 'tried'>,
): { points: number; moved: number } {
  const before = Math.min(1 - SURE, Math.max(SURE, confidence));
  const after = withRecord(before, record);
  return { points: Math.log((after * (1 - before)) / (before * (1 - after))) / POINT, moved: after - before };
}
