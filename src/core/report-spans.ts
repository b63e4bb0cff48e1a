import { FEWEST_FOR_SHARE, type Spans } from './report.ts';
import { ascending, quantile } from './stats.ts';

/** Spans as they are reported. Units: milliseconds; one before its beginning, where clocks differ, counts as none. */
export function spansOf(values: readonly number[]): Spans {
  const sorted = ascending(values.map((value) => Math.max(0, value)));
  if (sorted.length < FEWEST_FOR_SHARE) return { n: sorted.length, values: [...sorted] };
  return { n: sorted.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}
