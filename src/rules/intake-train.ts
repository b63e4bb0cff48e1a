import { FEATURES } from './intake-features.ts';
import { chanceOf, type Lessons, missBy, study, valueOf } from './intake-lessons.ts';

const PASSES = 4;
const STEP = 5;
/** What a place starts with, so that its first steps are not too long. */
const SLACK = 0.05;
/** How many features of a text are kept in each pass, in a hundred. */
const KEPT = 60;
/** A class that a text hardly speaks for is left as it is: most are, and skipping them saves most of the work. */
const SMALLEST_SHARE = 0.003;

/**
 * Weights of a multinomial logistic regression over the features of texts.
 * Shape: `classes` weights for each of FEATURES places, one place after the other; the last class is talk.
 * Fails: never; the same lessons give the same weights.
 */
export function train(lessons: Lessons, classes: number): Float32Array {
  const weights = new Float32Array(FEATURES * classes);
  const sum = new Float32Array(FEATURES * classes);
  const seen = new Float32Array(FEATURES);
  const misses = new Float64Array(classes);
  /** One step down the gradient; a place that was seen often takes smaller ones (AdaGrad, one rate a place). */
  function learn(row: Int32Array, label: number): void {
    const value = valueOf(row);
    misses.fill(0);
    addScores(misses, weights, row);
    for (let at = 0; at < classes; at += 1) misses[at] = (misses[at] ?? 0) * value;
    if (missBy(misses, label) <= SMALLEST_SHARE) return;
    const touched: number[] = [];
    for (let at = 0; at < classes; at += 1) if (Math.abs(misses[at] ?? 0) > SMALLEST_SHARE) touched.push(at);
    for (const place of row) {
      const count = (seen[place] ?? 0) + value * value;
      seen[place] = count;
      const step = (STEP * value) / Math.sqrt(count + SLACK);
      const from = place * classes;
      for (const at of touched) weights[from + at] = (weights[from + at] ?? 0) - step * (misses[at] ?? 0);
    }
  }
  study(lessons, { passes: PASSES, kept: KEPT, chance: chanceOf(lessons, 0) }, learn, [{ sum, weights }]);
  return sum;
}

/** Adds up the weights of a text's places, each of which has as many as there are sums. */
export function addScores(sums: Float64Array, weights: ArrayLike<number>, row: Int32Array): void {
  const wide = sums.length;
  for (let index = 0; index < row.length; index += 1) {
    const from = (row[index] ?? 0) * wide;
    for (let at = 0; at < wide; at += 1) sums[at] = (sums[at] ?? 0) + (weights[from + at] ?? 0);
  }
}
