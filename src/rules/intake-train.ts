import { openChance } from './intake-chance.ts';
import { FEATURES, featuresOf } from './intake-features.ts';
import type { Sample } from './intake-samples.ts';

const PASSES = 4;
/** The weights after each of the last passes are averaged: what the last few texts happened to be then counts less. */
const PASSES_AVERAGED = 2;
const STEP = 5;
/** What a place starts with, so that its first steps are not too long. */
const SLACK = 0.05;
/** How many features of a text are kept in each pass, in a hundred: what rests on one word alone must also do without it. */
const KEPT = 60;
/** What the right class leaves to the others, so that no text is taken for more certain than people are. */
const DOUBT = 0.05;
/** A class that a text hardly speaks for is left as it is: most are, and skipping them saves most of the work. */
const SMALLEST_SHARE = 0.003;

/**
 * Weights of a multinomial logistic regression over the features of texts.
 * Shape: `classes` weights for each of FEATURES places, one place after the other; the last class is talk.
 * Fails: never; the same samples give the same weights.
 */
export function train(samples: readonly Sample[], classes: number): Float32Array {
  const weights = new Float32Array(FEATURES * classes);
  const sums = new Float32Array(FEATURES * classes);
  const seen = new Float32Array(FEATURES);
  const rows = samples.map(({ text }) => featuresOf(text));
  const order = samples.map((_, index) => index);
  const chance = openChance(samples.length);
  const shares = new Float64Array(classes);
  for (let pass = 0; pass < PASSES; pass += 1) {
    shuffle(order, chance.below);
    for (const index of order) {
      const row = rows[index]?.filter(() => chance.below(100) < KEPT);
      const sample = samples[index];
      if (row !== undefined && sample !== undefined) learn({ weights, seen, shares, row, label: sample.label });
    }
    if (pass >= PASSES - PASSES_AVERAGED)
      for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (weights[at] ?? 0) / PASSES_AVERAGED;
  }
  return sums;
}

type Lesson = { weights: Float32Array; seen: Float32Array; shares: Float64Array; row: Int32Array; label: number };

/** One step down the gradient; a place that was seen often takes smaller ones (AdaGrad, one rate a place). */
function learn({ weights, seen, shares, row, label }: Lesson): void {
  const value = valueOf(row);
  scoreInto(shares, weights, row);
  softmax(shares);
  for (let at = 0; at < shares.length; at += 1)
    shares[at] = (shares[at] ?? 0) - (at === label ? 1 - DOUBT : DOUBT / (shares.length - 1));
  const touched: number[] = [];
  for (let at = 0; at < shares.length; at += 1) if (Math.abs(shares[at] ?? 0) > SMALLEST_SHARE) touched.push(at);
  if (touched.length === 0) return;
  for (let index = 0; index < row.length; index += 1) {
    const place = row[index] ?? 0;
    const count = (seen[place] ?? 0) + value * value;
    seen[place] = count;
    const step = (STEP * value) / Math.sqrt(count + SLACK);
    const from = place * shares.length;
    for (const at of touched) weights[from + at] = (weights[from + at] ?? 0) - step * (shares[at] ?? 0);
  }
}

/** What each feature of a text counts: a long text has more of them, and each says less. */
function valueOf(row: Int32Array): number {
  return 1 / Math.sqrt(row.length + 1);
}

/** Adds up the weights of a text's places for each class. */
export function scoreInto(scores: Float64Array, weights: ArrayLike<number>, row: Int32Array): void {
  const classes = scores.length;
  scores.fill(0);
  for (let index = 0; index < row.length; index += 1) {
    const from = (row[index] ?? 0) * classes;
    for (let at = 0; at < classes; at += 1) scores[at] = (scores[at] ?? 0) + (weights[from + at] ?? 0);
  }
  const value = valueOf(row);
  for (let at = 0; at < classes; at += 1) scores[at] = (scores[at] ?? 0) * value;
}

/** Scores to shares that add up to one, in place. */
export function softmax(scores: Float64Array): void {
  let most = -Infinity;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const share = Math.exp((scores[at] ?? 0) - most);
    scores[at] = share;
    sum += share;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}

function shuffle(order: number[], below: (limit: number) => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
