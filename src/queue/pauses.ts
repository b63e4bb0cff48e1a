/** How long work that failed waits before it is done again. Units: milliseconds; each pause is twice the one before, up to `most`. */
export type Pauses = { first: number; most: number };

/** From a hiccup of Slack's to an outage of an hour: soon at first, and never so rarely that people notice the end of it late. */
export const PAUSES: Pauses = { first: 1_000, most: 60_000 };

/** The pause after so many failures in a row, the first being 1. */
export function pauseAfter(failures: number, pauses: Pauses): number {
  return Math.min(pauses.most, pauses.first * 2 ** Math.min(failures - 1, 30));
}
