/**
 * How much a point is worth, and how many the cause that no value shows has: the likeliest for the claims of the evaluation's seeds for development
 * (`npm run evaluate`), which are others than those its figures are given for.
 */
const POINT = 1.7;
const UNSEEN_POINTS = 2;

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
