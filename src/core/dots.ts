import { mean, type Numbers } from './stats.ts';

/** More dots than this tell a person no more. */
const MOST_DOTS = 20;

/**
 * Numbers shared out into dots for a chart: neighbours go together, and each dot is their average.
 * Shape: `sorted` ascending; a dot stands for at least `least` numbers, and any two dots for equally many, give or take one.
 * Fails: never; fewer than twice `least` numbers give no dots, for one dot would be their average again.
 */
export function dotsOf(sorted: Numbers, least: number): number[] {
  const count = Math.min(MOST_DOTS, Math.floor(sorted.length / Math.max(least, 1)));
  if (count < 2) return [];
  return Array.from({ length: count }, (_, dot) =>
    mean(sorted, Math.floor((dot * sorted.length) / count), Math.floor(((dot + 1) * sorted.length) / count)),
  );
}
