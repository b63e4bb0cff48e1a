import type { Segment } from './sketch-figures.ts';
import { FANOUT, LEVELS, rangeOf, startOn, widthOn } from './sketch-key.ts';

/**
 * Buckets that count something, from left to right, and what holds others before what it holds.
 * Shape: three lists of one length: where a bucket starts, its level, how many values it counts.
 */
export type Nodes = { starts: Float64Array; levels: Uint8Array; counts: Float64Array };

/** Room for so many buckets. */
export function emptyNodes(length = 0): Nodes {
  return { starts: new Float64Array(length), levels: new Uint8Array(length), counts: new Float64Array(length) };
}

function put(into: Nodes, place: number, start: number, level: number, count: number): void {
  into.starts[place] = start;
  into.levels[place] = level;
  into.counts[place] = count;
}

function first({ starts, levels, counts }: Nodes, length: number): Nodes {
  return { starts: starts.slice(0, length), levels: levels.slice(0, length), counts: counts.slice(0, length) };
}

/** Each of these keys in a bucket of its own. Shape: `keys` ascending. */
export function nodesOf(keys: Float64Array): Nodes {
  const nodes = emptyNodes(keys.length);
  let length = 0;
  for (const key of keys) {
    if (length > 0 && nodes.starts[length - 1] === key) nodes.counts[length - 1] = (nodes.counts[length - 1] ?? 0) + 1;
    else put(nodes, length++, key, 0, 1);
  }
  return first(nodes, length);
}

/** Two lists as one; what is in both is counted together. */
export function mergeNodes(one: Nodes, other: Nodes): Nodes {
  const merged = emptyNodes(one.starts.length + other.starts.length);
  let [i, j, length] = [0, 0, 0];
  while (i < one.starts.length || j < other.starts.length) {
    const left = one.starts[i] ?? Number.POSITIVE_INFINITY;
    const right = other.starts[j] ?? Number.POSITIVE_INFINITY;
    const apart = left - right || (other.levels[j] ?? 0) - (one.levels[i] ?? 0);
    if (apart <= 0) put(merged, length, left, one.levels[i] ?? 0, one.counts[i] ?? 0);
    else put(merged, length, right, other.levels[j] ?? 0, other.counts[j] ?? 0);
    if (apart === 0) merged.counts[length] = (one.counts[i] ?? 0) + (other.counts[j] ?? 0);
    if (apart <= 0) i += 1;
    if (apart >= 0) j += 1;
    length += 1;
  }
  return first(merged, length);
}

/**
 * Takes values out, each from the finest bucket around it that counts something; where none does, from the nearest beside it.
 * Shape: `keys` ascending.
 */
export function takeOut({ starts, levels, counts: before }: Nodes, keys: Float64Array): Nodes {
  const counts = before.slice();
  const around: number[] = [];
  const leave = (key: number): void => {
    for (let last = around.at(-1); last !== undefined && endOf(last) <= key; last = around.at(-1)) around.pop();
  };
  const endOf = (place: number): number => (starts[place] ?? 0) + widthOn(levels[place] ?? 0);
  let next = 0;
  for (const key of keys) {
    for (let start = starts[next]; start !== undefined && start <= key; start = starts[next]) {
      leave(start);
      around.push(next);
      next += 1;
    }
    leave(key);
    const found = around.findLast((place) => (counts[place] ?? 0) > 0) ?? nearest(counts, next);
    if (found === undefined) break;
    counts[found] = (counts[found] ?? 0) - 1;
  }
  const left = emptyNodes(starts.length);
  let length = 0;
  for (const [place, count] of counts.entries()) {
    if (count > 0) put(left, length++, starts[place] ?? 0, levels[place] ?? 0, count);
  }
  return first(left, length);
}

function nearest(counts: Float64Array, place: number): number | undefined {
  for (let far = 1; far <= counts.length; far += 1) {
    const found = [place - far, place + far - 1].find((one) => (counts[one] ?? 0) > 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Puts buckets together: what counts no more than `most` within a bucket that holds it is counted there, but one alone stays as it is. */
export function compress(nodes: Nodes, most: number): Nodes {
  const { starts, levels, counts } = nodes;
  const upTo = new Float64Array(starts.length + 1);
  for (const [place, count] of counts.entries()) upTo[place + 1] = (upTo[place] ?? 0) + count;
  const whole = emptyNodes(starts.length);
  let length = 0;
  const sumOf = (from: number, to: number): number => (upTo[to] ?? 0) - (upTo[from] ?? 0);

  /** The first place from which buckets start at a key or beyond. */
  function find(key: number, from: number, to: number): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function take(from: number, to: number, within: number): void {
    if (to - from === 1) {
      put(whole, length++, starts[from] ?? 0, levels[from] ?? 0, counts[from] ?? 0);
      return;
    }
    const [start, level] = holderOf(starts[from] ?? 0, levels[from] ?? 0, starts[to - 1] ?? 0);
    const sum = sumOf(from, to);
    if (sum <= most && level <= within) {
      put(whole, length++, start, level, sum);
      return;
    }
    let place = from;
    if (levels[from] === level && starts[from] === start) {
      put(whole, length++, start, level, counts[from] ?? 0);
      place += 1;
    }
    const width = widthOn(level - 1);
    for (let child = 1; child <= FANOUT && place < to; child += 1) {
      const end = find(start + child * width, place, to);
      if (end > place) take(place, end, level - 1);
      place = end;
    }
  }

  if (starts.length > 0) take(0, starts.length, LEVELS - 1);
  return first(whole, length);
}

/** The narrowest bucket that holds a bucket and a key to its right. */
function holderOf(start: number, least: number, last: number): [start: number, level: number] {
  let level = least;
  while (level < LEVELS - 1 && startOn(start, level) !== startOn(last, level)) level += 1;
  return [startOn(start, level), level];
}

/** Where the values lie, ascending: what is counted in a bucket that holds others is shared out among them by what they count. */
export function segmentsOf({ starts, levels, counts }: Nodes): Segment[] {
  const length = starts.length;
  const parents = new Int32Array(length).fill(-1);
  const below = new Float64Array(length);
  for (let place = 0, up = -1; place < length; up = place, place += 1) {
    const start = starts[place] ?? 0;
    while (up >= 0 && (starts[up] ?? 0) + widthOn(levels[up] ?? 0) <= start) up = parents[up] ?? -1;
    parents[place] = up;
  }
  for (let place = length - 1; place >= 0; place -= 1) {
    const up = parents[place] ?? -1;
    if (up >= 0) below[up] = (below[up] ?? 0) + (below[place] ?? 0) + (counts[place] ?? 0);
  }
  const factors = new Float64Array(length);
  const segments: Segment[] = [];
  for (let place = 0; place < length; place += 1) {
    const factor = factors[parents[place] ?? -1] ?? 1;
    const held = below[place] ?? 0;
    const count = counts[place] ?? 0;
    factors[place] = held > 0 ? (factor * (count + held)) / held : factor;
    if (held === 0) segments.push({ ...rangeOf(starts[place] ?? 0, levels[place] ?? 0), mass: count * factor });
  }
  return segments;
}

/** How many values are counted. */
export function sizeOf({ counts }: Nodes): number {
  let size = 0;
  for (const count of counts) size += count;
  return size;
}
