import { ascending, quantile } from '../../core/stats.ts';

/** Median, p95, p99 and worst of some runs. Units: those of the values. */
export type Spread = { median: number; p95: number; p99: number; worst: number; n: number };

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return {
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    worst: sorted.at(-1) ?? Number.NaN,
    n: sorted.length,
  };
}

/** `12.3 / 45.6`: median and p99. Units: milliseconds. */
export function spreadInWords(spread: Spread): string {
  return `${spread.median.toFixed(1)} / ${spread.p99.toFixed(1)}`;
}

/** Rows in aligned columns, the first row as head. */
export function columns(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(rows[0] ?? []), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.slice(1).map(line)].join(
    '\n',
  );
}
