import type { Comparison } from '../../core/comparison.ts';
import { peerValuesOf } from '../../core/figures.ts';
import type { ItemDef } from '../../core/item.ts';
import { type Reading, readingKey } from '../../core/reading.ts';
import { mean } from '../../core/stats.ts';

const NEEDED = 5;

/**
 * What the simplest statistics make of a figure: off when it is more than two standard deviations from the mean, or a state that under a twentieth has.
 * Shape: the comparison with its verdict, side and oddness replaced; stated limits, and the difference that matters, are not looked at.
 */
export function naiveVerdict(
  comparison: Comparison,
  peers: readonly (readonly Reading[])[],
  items: readonly ItemDef[],
): Comparison {
  const item = items.find(({ id }) => id === comparison.item);
  const { figure } = comparison;
  if (item === undefined || item.compare.as === 'none' || figure.kind === 'absent') return comparison;
  const key = readingKey(comparison.reading);
  const values = peers.flatMap((readings) => peerValuesOf(item, readings).get(key)?.value ?? []);
  if (values.length < NEEDED) return { ...comparison, verdict: 'cannot-say', oddness: 15 };
  if (figure.kind !== 'number') {
    const said = figure.kind === 'state' ? figure.state : figure.text;
    const share = values.filter((value) => value === said).length / values.length;
    return share < 0.05
      ? { ...comparison, verdict: 'off', oddness: 101 - share }
      : { ...comparison, verdict: 'normal', oddness: 1 - share };
  }
  const numbers = values.map(Number);
  const average = mean(numbers);
  const deviation = Math.sqrt(mean(numbers.map((value) => (value - average) ** 2)));
  const away = Math.abs(figure.number - average);
  const side = figure.number < average ? 'low' : 'high';
  return away > 2 * deviation
    ? { ...comparison, side, verdict: 'off', oddness: 100 + Math.min(99, deviation > 0 ? away / deviation : 99) }
    : { ...comparison, side, verdict: 'normal', oddness: 1 };
}
