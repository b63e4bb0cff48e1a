import type { Baseline, NumberBaseline } from './baseline.ts';
import { judge } from './compare.ts';
import type { Figure } from './comparison.ts';
import { unitsOf } from './figures.ts';
import type { ItemDef } from './item.ts';
import type { Judged } from './judged.ts';
import type { Units } from './make-baseline.ts';
import type { SketchFigures } from './sketch-figures.ts';
import { fewCustomersInWords, type Needs } from './withhold.ts';

/** Peers up to this many are compared one by one; beyond, a sketch stands for them. */
export const EXACT_PEERS = 10_000;

/**
 * What very many peers say of one item and part, without their values.
 * Shape: `figures` of a sketch from which the values of the claimed device's own customer were taken out; `customers` counts those that are left in.
 * Units: `oldest` milliseconds since 1970.
 */
export type PeerSummary = { figures: SketchFigures; customers: number; oldest: number; units: Units };

/**
 * One figure against a summary of its peers; as `compareFigures`, within the error of a sketch.
 * Fails: never; a figure in other units, or too few peers or customers, give `cannot-say` with the reason.
 */
export function compareWithSummary(input: { item: ItemDef; mine: Figure; summary: PeerSummary; needs: Needs }): Judged {
  const { item, mine, summary, needs } = input;
  const baseline = baselineOf(summary, needs, mine);
  return judge(item, mine, baseline, { sides: () => summary.figures.sides, states: () => [] });
}

function baselineOf({ figures, customers, oldest, units }: PeerSummary, needs: Needs, mine: Figure): Baseline {
  const { n, average, median, p10, p90, mad } = figures;
  const own = mine.kind === 'number' && mine.from.length > 0 ? unitsOf(mine) : units;
  if (own.unit !== units.unit || own.of !== units.of) return { kind: 'too-few', n: 0, needed: needs.devices };
  if (n < needs.devices) return { kind: 'too-few', n, needed: needs.devices };
  if (customers < needs.customers) {
    return { kind: 'withheld', n, why: fewCustomersInWords(customers) };
  }
  const baseline: NumberBaseline = { kind: 'number', average, median, p10, p90, mad, n, oldest, unit: units.unit };
  if (mine.kind !== 'number') return baseline;
  const { below, same } = figures.countAt(mine.number);
  return { ...baseline, percentile: ((below + same / 2) / n) * 100, same };
}
