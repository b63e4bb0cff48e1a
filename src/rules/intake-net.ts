import { chanceOf, type Lessons, missBy, study, valueOf } from './intake-lessons.ts';
import { addScores } from './intake-train.ts';

/** How many places the features of a net are hashed to; a power of two. Fewer than of words: what shares one by chance is told apart by the other units. */
export const PLACES = 1 << 17;
/** Units between the places and the classes: what different words for one thing have in common. 32 were hardly worse, 96 hardly better. */
export const UNITS = 40;

/** Shape: UNITS weights for each of PLACES places, and as many weights as there are classes for each unit. */
export type Net<Weights> = { inner: Weights; outer: Weights };

const PASSES = 2;
const STEP = 2;
const OUTER_STEP = 0.1;
const SLACK = 1;
const OUTER_SLACK = 0.001;
const FIRST_INNER = 0.05;
const KEPT = 70;
/** A text that is learnt this well teaches little more, and takes as long. */
const SMALLEST_MISS = 0.05;

/**
 * Weights of a net with one layer between features and classes, which learns what words have in common; `seed` tells one net from another.
 * Fails: never; the same lessons and seed give the same weights.
 */
export function trainNet(lessons: Lessons, classes: number, seed: number): Net<Float32Array> {
  const chance = chanceOf(lessons, seed);
  const around = (size: number) => (): number => size * (chance.below(1 << 30) / (1 << 29) - 1);
  const inner = new Float32Array(PLACES * UNITS).map(around(FIRST_INNER));
  const outer = new Float32Array(UNITS * classes).map(around(Math.sqrt(3 / UNITS)));
  const sums = { inner: new Float32Array(inner.length), outer: new Float32Array(outer.length) };
  const innerSeen = new Float32Array(PLACES);
  const outerSeen = new Float32Array(outer.length);
  const units = new Float64Array(UNITS);
  const misses = new Float64Array(classes);
  /** One step down the gradient (AdaGrad, one rate for each place and for each outer weight). */
  function learn(row: Int32Array, label: number): void {
    const value = valueOf(row);
    units.fill(0);
    addScores(units, inner, row);
    for (let unit = 0; unit < UNITS; unit += 1) units[unit] = Math.tanh((units[unit] ?? 0) * value);
    misses.fill(0);
    addUnits(misses, outer, units);
    if (missBy(misses, label) < SMALLEST_MISS) return;
    learnOuter({ outer, outerSeen, units, misses });
    for (let index = 0; index < row.length; index += 1) {
      const place = row[index] ?? 0;
      const count = (innerSeen[place] ?? 0) + value * value;
      innerSeen[place] = count;
      const step = (STEP * value) / Math.sqrt(count + SLACK);
      const from = place * UNITS;
      for (let unit = 0; unit < UNITS; unit += 1)
        inner[from + unit] = (inner[from + unit] ?? 0) - step * (units[unit] ?? 0);
    }
  }
  study(lessons, { passes: PASSES, kept: KEPT, chance }, learn, [
    { sum: sums.inner, weights: inner },
    { sum: sums.outer, weights: outer },
  ]);
  return sums;
}

type Outer = { outer: Float32Array; outerSeen: Float32Array; units: Float64Array; misses: Float64Array };

/** Steps the outer weights, and turns what each unit was into what it missed by. */
function learnOuter({ outer, outerSeen, units, misses }: Outer): void {
  for (let unit = 0; unit < units.length; unit += 1) {
    const was = units[unit] ?? 0;
    const from = unit * misses.length;
    let slope = 0;
    for (let at = 0; at < misses.length; at += 1) {
      const weight = outer[from + at] ?? 0;
      const miss = misses[at] ?? 0;
      slope += weight * miss;
      const seen = (outerSeen[from + at] ?? 0) + miss * was * miss * was;
      outerSeen[from + at] = seen;
      outer[from + at] = weight - (OUTER_STEP * miss * was) / Math.sqrt(seen + OUTER_SLACK);
    }
    units[unit] = slope * (1 - was * was);
  }
}

/** Adds up what each unit says for each class. */
export function addUnits(sums: Float64Array, outer: ArrayLike<number>, units: Float64Array): void {
  for (let unit = 0; unit < units.length; unit += 1) {
    const size = units[unit] ?? 0;
    const from = unit * sums.length;
    for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + size * (outer[from + at] ?? 0);
  }
}
