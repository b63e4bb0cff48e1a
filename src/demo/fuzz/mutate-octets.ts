import type { Random } from '../fleet/random.ts';

/** Longest answer a mutation makes of a small one; UDP carries no more in one datagram. Units: octets. */
export const MOST_OCTETS = 65_000;

type Mutator = (octets: Buffer, random: Random, other: Buffer) => Buffer;

/**
 * An answer damaged without regard to what it means: flips, cuts, repeats, gaps, swaps, pieces of another answer, noise.
 * Shape: the same octets and the same stream of draws give the same result; `other` is an answer given before.
 */
export function mutateOctets(octets: Buffer, random: Random, other: Buffer): Buffer {
  const mutator = MUTATORS[random.whole(0, MUTATORS.length - 1)] ?? flip;
  return mutator(octets, random, other).subarray(0, MOST_OCTETS);
}

/** Octets without any sense. */
export function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
}

/** Where a piece of the octets begins and ends; may be empty. */
function piece(octets: Buffer, random: Random): [from: number, to: number] {
  const from = random.whole(0, octets.length);
  return [from, Math.min(octets.length, from + random.whole(0, random.chance(0.7) ? 16 : octets.length))];
}

function flip(octets: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(octets);
  for (let left = random.whole(1, 8); left > 0 && flipped.length > 0; left -= 1) {
    const at = random.whole(0, flipped.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.whole(0, 7));
  }
  return flipped;
}

function overwrite(octets: Buffer, random: Random): Buffer {
  const written = Buffer.from(octets);
  const [from, to] = piece(octets, random);
  written.fill(
    random.weighted([
      [0, 2],
      [0xff, 2],
      [0x80, 1],
      [0x7f, 1],
      [0x30, 1],
    ] as const),
    from,
    to,
  );
  return written;
}

function cut(octets: Buffer, random: Random): Buffer {
  return octets.subarray(0, random.whole(0, Math.max(0, octets.length - 1)));
}

function repeat(octets: Buffer, random: Random): Buffer {
  const [from, to] = piece(octets, random);
  const times = Array.from({ length: random.whole(2, random.chance(0.1) ? 200 : 4) }, () => octets.subarray(from, to));
  return Buffer.concat([octets.subarray(0, from), ...times, octets.subarray(to)]);
}

function remove(octets: Buffer, random: Random): Buffer {
  const [from, to] = piece(octets, random);
  return Buffer.concat([octets.subarray(0, from), octets.subarray(to)]);
}

function insert(octets: Buffer, random: Random): Buffer {
  const at = random.whole(0, octets.length);
  return Buffer.concat([octets.subarray(0, at), noise(random.whole(1, 32), random), octets.subarray(at)]);
}

function swap(octets: Buffer, random: Random): Buffer {
  const [from, to] = piece(octets, random);
  return Buffer.concat([octets.subarray(to), octets.subarray(from, to), octets.subarray(0, from)]);
}

function splice(octets: Buffer, random: Random, other: Buffer): Buffer {
  const from = random.chance(0.5) ? random.whole(0, octets.length) : Math.min(octets.length, other.length);
  return Buffer.concat([octets.subarray(0, from), other.subarray(random.chance(0.5) ? from : 0)]);
}

function replace(_octets: Buffer, random: Random): Buffer {
  return noise(random.whole(0, 1500), random);
}

const MUTATORS: Mutator[] = [flip, flip, overwrite, cut, repeat, remove, insert, swap, splice, replace];
