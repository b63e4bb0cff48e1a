import { measure, type SketchFigures } from './sketch-figures.ts';
import { keyOf } from './sketch-key.ts';
import { compress, emptyNodes, mergeNodes, type Nodes, nodesOf, segmentsOf, sizeOf, takeOut } from './sketch-nodes.ts';

/** A bucket is told from its neighbours while they count more than this share of all values together. */
const SHARE = 1 / 1000;
/** More buckets than this are put together. */
const MOST_NODES = 4000;
/** Values are gathered and taken in together. */
const GATHERED = 2000;

/** A sketch as it is kept: its buckets, and the sum of all values. */
export type SketchCounters = { nodes: Nodes; sum: number };

/**
 * What many numbers say together, in a few thousand counters.
 * Fails: never; what is no finite number is not counted. Only what was added is to be removed.
 */
export type Sketch = {
  add: (value: number) => void;
  remove: (value: number) => void;
  /** Takes another value of the same device instead of its old one. */
  replace: (before: number, value: number) => void;
  merge: (other: Sketch) => void;
  size: () => number;
  figures: () => SketchFigures | undefined;
  save: () => SketchCounters;
};

/**
 * Opens a sketch, empty or as it was kept.
 * Each value is counted in a bucket of its own. Where there are too many of those, four neighbours go into the bucket that holds them, and again,
 * as long as they count little together: many values are told apart finely, few on a wide range are not. What was put together stays so, and is
 * shared out by what came after.
 * Quantiles are within 1 % of rank of the exact ones; so are those of the distances from the median, which makes the MAD of what has one hump right
 * within 5 %.
 * Shape: the order in which values come, go and are merged matters within that error only.
 * Source: q-digest (Shrivastava and others, Medians and Beyond, 2004), with four in the place of two and room for values that go.
 */
export function openSketch(kept: SketchCounters = { nodes: emptyNodes(), sum: 0 }): Sketch {
  let { nodes, sum } = kept;
  let added: number[] = [];
  let removed: number[] = [];

  function settle(): void {
    if (added.length > 0) nodes = mergeNodes(nodes, nodesOf(Float64Array.from(added).sort()));
    if (removed.length > 0) nodes = takeOut(nodes, Float64Array.from(removed).sort());
    added = [];
    removed = [];
    const size = sizeOf(nodes);
    if (size === 0) sum = 0;
    if (nodes.starts.length > MOST_NODES) nodes = compress(nodes, size * SHARE);
  }

  function gather(into: number[], value: number, sign: 1 | -1): void {
    if (!Number.isFinite(value)) return;
    into.push(keyOf(value));
    sum += sign * value;
    if (into.length >= GATHERED) settle();
  }

  function settled(): Nodes {
    if (added.length > 0 || removed.length > 0) settle();
    return nodes;
  }

  return {
    add: (value) => gather(added, value, 1),
    remove: (value) => gather(removed, value, -1),
    replace(before, value) {
      gather(added, value, 1);
      gather(removed, before, -1);
    },
    merge(other) {
      const given = other.save();
      nodes = mergeNodes(settled(), given.nodes);
      sum += given.sum;
      settle();
    },
    size: () => sizeOf(settled()),
    figures() {
      const size = sizeOf(settled());
      return size === 0 ? undefined : measure(segmentsOf(nodes), size, sum);
    },
    save: () => ({ nodes: settled(), sum }),
  };
}
