import { distance, type Sides } from './stats.ts';

/** Values that lie evenly between two numbers, or all on one. */
export type Segment = { from: number; to: number; mass: number };

/** What the values of a sketch say; the same figures as of values that are held one by one. */
export type SketchFigures = {
  n: number;
  average: number;
  median: number;
  p10: number;
  p90: number;
  /** Median absolute deviation from the median. */
  mad: number;
  quantile: (q: number) => number;
  /** How wide the usual values lie on either side of the median, and how far they go. */
  sides: Sides;
  /** How many values are less than this one, and how many the same. */
  countAt: (value: number) => { below: number; same: number };
};

/** Halvings that find a distance to the last digit of a double. */
const HALVINGS = 80;

/**
 * Figures of values that are known by where they lie.
 * Shape: `segments` ascending and apart from each other, at least one; `n` whole, the sum of their masses.
 */
export function measure(segments: readonly Segment[], n: number, sum: number): SketchFigures {
  const upTo: number[] = [];
  let mass = 0;
  for (const segment of segments) upTo.push((mass += segment.mass));
  const first = segments[0]?.from ?? 0;
  const last = segments.at(-1)?.to ?? 0;

  /** The first segment whose end lies beyond. */
  function find(isBeyond: (index: number) => boolean): number {
    let [low, high] = [0, segments.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBeyond(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function valueAt(rank: number): number {
    const wanted = rank + 0.5;
    const index = find((place) => (upTo[place] ?? 0) >= wanted);
    const segment = segments[index];
    if (segment === undefined) return first;
    const share = (wanted - (upTo[index] ?? 0) + segment.mass) / segment.mass;
    return between(segment.from, segment.to, Math.min(Math.max(share, 0), 1));
  }

  /** How many values are at most `value`, or less than it. */
  function countTo(value: number, isWith: boolean): number {
    if (value > last || (isWith && value === last)) return upTo.at(-1) ?? 0;
    const index = find((place) => {
      const to = segments[place]?.to ?? 0;
      return isWith ? to > value : to >= value;
    });
    const segment = segments[index];
    if (segment === undefined || value <= segment.from) return upTo[index - 1] ?? 0;
    const share = distance(value, segment.from) / distance(segment.to, segment.from);
    return (upTo[index - 1] ?? 0) + segment.mass * Math.min(share, 1);
  }

  function quantile(q: number): number {
    return atPlace(q, valueAt);
  }

  function atPlace(q: number, at: (rank: number) => number): number {
    const place = (n - 1) * q;
    const [below, above] = [at(Math.floor(place)), at(Math.ceil(place))];
    return between(below, above, place - Math.floor(place));
  }

  const median = quantile(0.5);

  function distanceAt(rank: number): number {
    const isIn = (far: number): boolean =>
      countTo(median + far, true) - countTo(median - far, false) >= rank + 0.5 - 1e-6;
    if (isIn(0)) return 0;
    let [near, far] = [0, Math.max(distance(last, median), distance(median, first))];
    for (let step = 0; step < HALVINGS; step += 1) {
      const middle = near + (far - near) / 2;
      if (isIn(middle)) far = middle;
      else near = middle;
    }
    return far;
  }

  // The middle of the values on one side, those on the median among them.
  const atMost = Math.max(Math.round(countTo(median, true)), 1);
  const atLeast = Math.max(n - Math.round(countTo(median, false)), 1);
  const lowMiddle = valueAt((atMost - 1) / 2);
  const highMiddle = valueAt(n - 1 - (atLeast - 1) / 2);

  return {
    n,
    // Rounding of a sum must not bring the average out of the range of the values.
    average: Math.min(Math.max(sum / n, first), last),
    median,
    p10: quantile(0.1),
    p90: quantile(0.9),
    mad: atPlace(0.5, distanceAt),
    quantile,
    sides: {
      low: { spread: 1.4826 * distance(median, lowMiddle), tail: quantile(0.1) },
      high: { spread: 1.4826 * distance(highMiddle, median), tail: quantile(0.9) },
    },
    countAt(value) {
      const below = Math.round(countTo(value, false));
      return { below, same: Math.round(countTo(value, true)) - below };
    },
  };
}

function between(from: number, to: number, share: number): number {
  if (from === to) return from;
  const gap = to - from;
  return Number.isFinite(gap) ? from + gap * share : from * (1 - share) + to * share;
}
