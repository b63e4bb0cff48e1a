/** One reading of a number of one device. Units: `at` milliseconds since 1970. */
export type PastPoint = { at: number; value: number };

/**
 * Why a counter cannot be followed from one reading to the next: it came round to 0, was set back to 0, went on from another number (a board was
 * changed), or rose faster than the machine can work.
 */
export type Break = 'wrap' | 'reset' | 'swap' | 'leap';

/** From one reading of a counter to the next. Units: `rise` counts; absent across a break, for nobody knows what was counted in between. */
export type CounterStep = { from: PastPoint; to: PastPoint } & ({ rise: number } | { broken: Break });

/** Where counters come round: 16 and 32 bits, six digits and eight. */
const ROUNDS = [65_536, 1_000_000, 100_000_000, 2 ** 32];
/** A counter that is this near to its end may come round before it is read again. */
const NEAR_END = 0.9;
/** A rise so many times as fast as usual is none. */
const LEAP = 100;
/** Steps from which it is known what is usual. */
const USUAL_STEPS = 4;

/**
 * The steps of a counter in time, each with what it rose by or why nobody knows.
 * Shape: readings in any order; those that are no finite number, below 0, or of the same moment as another are left out.
 * Fails: never; fewer than two readings make no step.
 */
export function stepsOf(readings: readonly PastPoint[]): CounterStep[] {
  const points = inTime(readings).filter(({ value }) => value >= 0);
  const usual = usualRate(points);
  const steps: CounterStep[] = [];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from === undefined) continue;
    const broken = breakBetween(from, to, usual);
    steps.push(broken === undefined ? { from, to, rise: to.value - from.value } : { from, to, broken });
  }
  return steps;
}

/** The readings in the order of their times, one for each moment; what is no finite number is left out. */
export function inTime(readings: readonly PastPoint[]): PastPoint[] {
  const sorted = readings
    .filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value))
    // Two values of one moment are put in order too, so that it does not matter how they came.
    .toSorted((one, other) => one.at - other.at || one.value - other.value);
  return sorted.filter(({ at }, index) => at !== sorted[index - 1]?.at);
}

function breakBetween(from: PastPoint, to: PastPoint, usual: number | undefined): Break | undefined {
  const time = to.at - from.at;
  const rise = to.value - from.value;
  if (rise >= 0) return usual !== undefined && usual > 0 && rise / time > LEAP * usual ? 'leap' : undefined;
  const isSmall = (count: number): boolean =>
    usual === undefined || usual === 0 ? count <= from.value / 10 : count <= 10 * usual * time + 1;
  const round = ROUNDS.find((end) => from.value < end);
  if (round !== undefined && from.value >= NEAR_END * round && isSmall(round - from.value + to.value)) return 'wrap';
  return isSmall(to.value) ? 'reset' : 'swap';
}

/** The middle one of all rates at which it rose; undefined where too few are known. Units: counts a millisecond. */
function usualRate(points: readonly PastPoint[]): number | undefined {
  const rates: number[] = [];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from !== undefined && to.value >= from.value) rates.push((to.value - from.value) / (to.at - from.at));
  }
  if (rates.length < USUAL_STEPS) return undefined;
  return rates.toSorted((one, other) => one - other)[Math.floor(rates.length / 2)];
}
