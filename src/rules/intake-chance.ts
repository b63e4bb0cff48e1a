/** A source of numbers that gives the same row for the same seed on every machine. */
export type Chance = { below: (limit: number) => number; among: <T>(values: readonly T[], otherwise: T) => T };

/** Source: mulberry32, a public-domain generator of 32 bits. */
export function openChance(seed: number): Chance {
  let state = seed >>> 0;
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
  return { below, among: (values, otherwise) => values[below(values.length)] ?? otherwise };
}
