import { AppError } from '../../core/errors.ts';

/** Draws that depend on nothing but the seed's text. */
export type Random = {
  /** 0 up to, not including, 1. */
  next(): number;
  between(min: number, max: number): number;
  /** Both ends included. */
  whole(min: number, max: number): number;
  chance(probability: number): boolean;
  normal(mean: number, deviation: number): number;
  /** `sigma` is the deviation of the logarithm. */
  logNormal(median: number, sigma: number): number;
  poisson(mean: number): number;
  /** One of the choices, as often as its weight says. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
};

/**
 * A stream of draws from a text such as `1/SIM-3500-0042`; the same text gives the same stream on every machine.
 * Source: sfc32 (Doty-Humphrey's PractRand), seeded by FNV-1a.
 */
export function createRandom(seed: string): Random {
  const next = sfc32(seed);
  function normal(mean: number, deviation: number): number {
    return mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }
  function poisson(mean: number): number {
    if (mean > 60) {
      return Math.max(0, Math.round(normal(mean, Math.sqrt(mean))));
    }
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > floor; product *= next()) {
      count += 1;
    }
    return count;
  }
  return {
    next,
    normal,
    poisson,
    between: (min, max) => min + (max - min) * next(),
    whole: (min, max) => min + Math.floor((max - min + 1) * next()),
    chance: (probability) => next() < probability,
    logNormal: (median, sigma) => median * Math.exp(normal(0, sigma)),
    weighted: (choices) => drawWeighted(choices, next()),
  };
}

function drawWeighted<T>(choices: readonly (readonly [T, number])[], draw: number): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = draw * total;
  for (const [choice, weight] of choices) {
    rest -= weight;
    if (rest < 0) {
      return choice;
    }
  }
  throw new AppError('bug', 'weighted draw from no choices');
}

function sfc32(seed: string): () => number {
  let a = fnv1a(`a${seed}`);
  let b = fnv1a(`b${seed}`);
  let c = fnv1a(`c${seed}`);
  let counter = 1;
  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }
  // The first draws of similar seeds resemble each other.
  for (let i = 0; i < 12; i += 1) {
    next();
  }
  return next;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}
