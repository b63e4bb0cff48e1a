import type { Panel } from './panels.ts';

/** Where a number lies on a strip. `beyond` tells that it lies outside, and the place is the end it is nearest to. */
export type Spot = { x: number; beyond?: 'low' | 'high' };

/** How far this machine may lie outside its peers, in widths of what they fill, before the strip would show them as one heap. */
const FAR = 4;

/**
 * The scale of one strip: all peers and this machine, or the peers alone where it lies so far out that they would be one heap.
 * Units: `from` and `to` in pixels.
 * Fails: never; equal numbers stand in the middle.
 */
export function scaleOf({ own, baseline }: Panel, from: number, to: number): (number: number) => Spot {
  const peers = [...(baseline.dots ?? []), baseline.p10, baseline.p90, baseline.average];
  let [least, most] = [Math.min(...peers), Math.max(...peers)];
  const width = most - least;
  const isFar = width > 0 && (own.number < least - FAR * width || own.number > most + FAR * width);
  if (!isFar) [least, most] = [Math.min(least, own.number), Math.max(most, own.number)];
  const span = most - least;
  return (number) => {
    if (!Number.isFinite(span) || span <= 0) return { x: (from + to) / 2 };
    const x = from + ((number - least) / span) * (to - from);
    if (x < from) return { x: from, beyond: 'low' };
    if (x > to) return { x: to, beyond: 'high' };
    return { x };
  };
}

/** A dot and how many lie below it in the same column. */
export type StackedDot = { x: number; level: number };

/** Dots that would cover each other stand on each other. Units: pixels; `x` of the dots ascending. */
export function stack(places: readonly number[], apart: number): StackedDot[] {
  const columns: { x: number; height: number }[] = [];
  return places.map((x) => {
    const column = columns.at(-1);
    if (column !== undefined && x - column.x < apart) {
      column.height += 1;
      return { x: column.x, level: column.height - 1 };
    }
    columns.push({ x, height: 1 });
    return { x, level: 0 };
  });
}
