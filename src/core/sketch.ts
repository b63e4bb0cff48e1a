import { measure, type Segment, type SketchFigures } from './sketch-figures.ts';
import { bucketOf, FANOUT, keyOf, LEVELS, rangeOf } from './sketch-key.ts';

/** A bucket is split once it holds more than this share of all values, and more than so many. */
const SPLIT_SHARE = 1 / 2000;
const SPLIT_LEAST = 4;
/** From so many buckets on those that have become unimportant are folded. */
const FOLD_FROM = 20_000;

/** A sketch as it is kept: one counter a bucket, named `level:bucket`, and the sum of all values. */
export type SketchCounters = { counters: [string, number][]; sum: number };

/**
 * What many numbers say together, in a few thousand counters.
 * Fails: never; what is no finite number is not counted, and `remove` says whether there was such a value.
 */
export type Sketch = {
  add: (value: number) => void;
  remove: (value: number) => boolean;
  /** Takes another value of the same device instead of its old one. */
  replace: (before: number, value: number) => void;
  merge: (other: Sketch) => void;
  size: () => number;
  figures: () => SketchFigures | undefined;
  save: () => SketchCounters;
};

type Bucket = { count: number; isSplit: boolean };

/**
 * Opens a sketch, empty or as it was kept.
 * Buckets have logarithmic widths. Widths in proportion to the value alone would lose a small spread on a high level (192 ± 3: the spread is a few
 * buckets wide), so a bucket that holds many values is split in sixteen, and again, down to single values. What was counted before the split stays
 * where it is and is shared out by what came after.
 * Quantiles are within 1 % of rank of the exact ones; so are those of the distances from the median, which makes the MAD of what has one hump right
 * within 5 %.
 * Shape: the order in which values come, go and are merged matters within that error only.
 */
export function openSketch(kept: SketchCounters = { counters: [], sum: 0 }): Sketch {
  const levels = Array.from({ length: LEVELS }, () => new Map<number, Bucket>());
  let n = 0;
  let { sum } = kept;
  let foldFrom = FOLD_FROM;

  const at = (level: number, bucket: number): Bucket | undefined => levels[level]?.get(bucket);
  const limit = (): number => Math.max(SPLIT_LEAST, n * SPLIT_SHARE);

  function open(level: number, index: number): Bucket {
    const known = at(level, index);
    if (known !== undefined) return known;
    const bucket = { count: 0, isSplit: false };
    levels[level]?.set(index, bucket);
    return bucket;
  }

  function count(level: number, index: number, by: number): void {
    open(level, index).count += by;
    n += by;
    // What has a bucket below it was split.
    for (let above = level - 1, place = index; above >= 0; above -= 1) {
      place = Math.floor(place / FANOUT);
      const bucket = open(above, place);
      if (bucket.isSplit) break;
      bucket.isSplit = true;
    }
  }

  for (const [name, by] of kept.counters) {
    const [level, index] = name.split(':').map(Number);
    if (level !== undefined && index !== undefined && levels[level] !== undefined) count(level, index, by);
  }

  function add(value: number): void {
    if (!Number.isFinite(value)) return;
    const key = keyOf(value);
    n += 1;
    sum += value;
    for (let level = 0; level < LEVELS; level += 1) {
      const bucket = open(level, bucketOf(key, level));
      if (bucket.isSplit) continue;
      bucket.count += 1;
      bucket.isSplit = level < LEVELS - 1 && bucket.count > limit();
      break;
    }
    if (n % 1000 === 0) foldIfMany();
  }

  function remove(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    const key = keyOf(value);
    let last: Bucket | undefined;
    // The finest bucket that still counts something: the value itself, or one that it was counted with.
    for (let level = 0; level < LEVELS; level += 1) {
      const bucket = at(level, bucketOf(key, level));
      if (bucket === undefined) break;
      if (bucket.count > 0) last = bucket;
    }
    if (last === undefined) return false;
    last.count -= 1;
    n -= 1;
    sum -= value;
    return true;
  }

  function foldIfMany(): void {
    const many = (): number => levels.reduce((total, level) => total + level.size, 0);
    if (many() < foldFrom) return;
    for (let level = LEVELS - 2; level >= 0; level -= 1) {
      for (const [index, bucket] of levels[level] ?? []) if (bucket.isSplit) fold(level, index, bucket);
    }
    foldFrom = Math.max(FOLD_FROM, 2 * many());
  }

  /** Puts a bucket together again that would not be split now. */
  function fold(level: number, index: number, bucket: Bucket): void {
    const below = bucketsBelow(level, index);
    if (below.some(([, { isSplit }]) => isSplit)) return;
    const total = below.reduce((sumOf, [, one]) => sumOf + one.count, bucket.count);
    if (total > limit() / 2) return;
    bucket.count = total;
    bucket.isSplit = false;
    for (const [place] of below) levels[level + 1]?.delete(place);
  }

  function bucketsBelow(level: number, index: number): [number, Bucket][] {
    return Array.from({ length: FANOUT }, (_, place) => index * FANOUT + place).flatMap((place) => {
      const bucket = at(level + 1, place);
      return bucket === undefined ? [] : [[place, bucket]];
    });
  }

  function massOf(level: number, index: number, bucket: Bucket): number {
    if (!bucket.isSplit) return bucket.count;
    return bucketsBelow(level, index).reduce(
      (mass, [place, one]) => mass + massOf(level + 1, place, one),
      bucket.count,
    );
  }

  /** The values in ascending order, those counted before a split shared out by those counted after it. */
  function spread(level: number, index: number, bucket: Bucket, extra: number, into: Segment[]): void {
    const own = bucket.count + extra;
    const below = bucket.isSplit
      ? bucketsBelow(level, index).map(([place, one]) => ({ place, one, mass: massOf(level + 1, place, one) }))
      : [];
    const mass = below.reduce((total, one) => total + one.mass, 0);
    if (mass > 0) {
      for (const part of below) spread(level + 1, part.place, part.one, (own * part.mass) / mass, into);
    } else if (own > 0) {
      into.push({ ...rangeOf(index, level), mass: own });
    }
  }

  function save(): SketchCounters {
    const counters = levels.flatMap((buckets, level) =>
      [...buckets].flatMap(([index, one]): [string, number][] =>
        one.count > 0 ? [[`${level}:${index}`, one.count]] : [],
      ),
    );
    return { counters, sum };
  }

  return {
    add,
    remove,
    replace(before, value) {
      if (remove(before)) add(value);
    },
    merge(other) {
      const given = other.save();
      for (const [name, by] of given.counters) {
        const [level, index] = name.split(':').map(Number);
        if (level !== undefined && index !== undefined) count(level, index, by);
      }
      sum += given.sum;
      foldIfMany();
    },
    size: () => n,
    figures() {
      if (n === 0) return undefined;
      const segments: Segment[] = [];
      const first = [...(levels[0] ?? [])].sort(([one], [other]) => one - other);
      for (const [index, bucket] of first) spread(0, index, bucket, 0, segments);
      return measure(segments, n, sum);
    },
    save,
  };
}
