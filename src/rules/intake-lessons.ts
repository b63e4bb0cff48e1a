import { type Chance, openChance } from './intake-chance.ts';

/** Texts to learn from. Shape: a row of places for each text, and the class it is of. */
export type Lessons = { rows: readonly Int32Array[]; labels: readonly number[] };

/** The weights after each of the last passes are averaged: what the last few texts happened to be then counts less. */
const PASSES_AVERAGED = 2;
/** What the right class leaves to the others, so that no text is taken for more certain than people are. */
const DOUBT = 0.05;

/**
 * Goes through all texts in a new order each pass; `kept` places of a hundred are left to each: what rests on one word alone must also do without it.
 * Shape: the row given to `learn` is only good until it returns.
 */
export function study(
  { rows, labels }: Lessons,
  { passes, kept, chance }: { passes: number; kept: number; chance: Chance },
  learn: (row: Int32Array, label: number) => void,
  averaged: readonly { sum: Float32Array; weights: Float32Array }[],
): void {
  const order = rows.map((_, index) => index);
  const left = new Int32Array(rows.reduce((most, { length }) => Math.max(most, length), 0));
  for (let pass = 0; pass < passes; pass += 1) {
    shuffle(order, chance.below);
    for (const index of order) {
      let length = 0;
      for (const place of rows[index] ?? [])
        if (chance.below(100) < kept) {
          left[length] = place;
          length += 1;
        }
      learn(left.subarray(0, length), labels[index] ?? 0);
    }
    if (pass >= passes - PASSES_AVERAGED)
      for (const { sum, weights } of averaged)
        for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (weights[at] ?? 0) / PASSES_AVERAGED;
  }
}

/** Scores to how far each class's share is from what it should be, in place. Shape: out, the size of the largest. */
export function missBy(scores: Float64Array, label: number): number {
  softmax(scores);
  let most = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const miss = (scores[at] ?? 0) - (at === label ? 1 - DOUBT : DOUBT / (scores.length - 1));
    scores[at] = miss;
    most = Math.max(most, Math.abs(miss));
  }
  return most;
}

/** What each feature of a text counts: a long text has more of them, and each says less. */
export function valueOf(row: Int32Array): number {
  return 1 / Math.sqrt(row.length + 1);
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

/** A chance that is the same for the same lessons. */
export function chanceOf({ rows }: Lessons, seed: number): Chance {
  return openChance(rows.length + seed);
}

function shuffle(order: number[], below: (limit: number) => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}
