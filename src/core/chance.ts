/**
 * Logarithm of the gamma function (Lanczos, g = 7, nine terms), right to some 1e-13 for arguments from 1 on.
 * Source: Numerical Recipes, 6.1; coefficients of Godfrey.
 */
function lnGamma(x: number): number {
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i += 1) sum += (LANCZOS[i] ?? 0) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Chances smaller than this are left out of a sum once they fall. */
const NEGLIGIBLE = 1e-18;

/**
 * The chance of at least `least` successes in `n` tries of one chance each, exactly (binomial).
 * Shape: whole numbers, `chance` 0 to 1; 1 where none are asked for, 0 where more than there are tries. Fails: never.
 */
export function chanceOfAtLeast(least: number, n: number, chance: number): number {
  if (least <= 0) return 1;
  if (least > n || chance <= 0) return 0;
  if (chance >= 1) return 1;
  let sum = 0;
  for (let k = least; k <= n; k += 1) {
    const one = Math.exp(lnChoose(n, k) + k * Math.log(chance) + (n - k) * Math.log1p(-chance));
    sum += one;
    if (one < NEGLIGIBLE && k > n * chance) break;
  }
  return Math.min(1, sum);
}

/**
 * The same where each try has a chance of its own, exactly (Poisson binomial). Shape: `chances` 0 to 1 each. Fails: never.
 */
export function chanceOfAtLeastAmong(least: number, chances: readonly number[]): number {
  if (least <= 0) return 1;
  /** Of so many successes among the tries so far, the last for `least` or more. */
  const of = [1, ...Array.from({ length: least }, () => 0)];
  for (const chance of chances) {
    for (let k = least; k > 0; k -= 1) {
      of[k] = (of[k] ?? 0) * (k === least ? 1 : 1 - chance) + (of[k - 1] ?? 0) * chance;
    }
    of[0] = (of[0] ?? 0) * (1 - chance);
  }
  return Math.min(1, of[least] ?? 0);
}

/**
 * The chance that at least `least` of those drawn are of the marked, where so many are drawn out of all without putting back, exactly (hypergeometric).
 * Shape: whole numbers, `marked` and `drawn` at most `all`. Fails: never.
 * Source: Fisher's exact test, one-sided.
 */
export function chanceOfMarked(
  least: number,
  { all, marked, drawn }: Record<'all' | 'marked' | 'drawn', number>,
): number {
  if (least <= Math.max(0, drawn + marked - all)) return 1;
  const ways = lnChoose(all, drawn);
  let sum = 0;
  for (let k = least; k <= Math.min(marked, drawn); k += 1) {
    sum += Math.exp(lnChoose(marked, k) + lnChoose(all - marked, drawn - k) - ways);
  }
  return Math.min(1, sum);
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}
