import type { Device } from './device.ts';
import { evenHash } from './even-hash.ts';
import { isKnown, isLike, leftOutBecause, TIGHTEN_BY } from './peer-facts.ts';
import type { LeftOutBecause, PeerFacts, TightenBy } from './peer-facts.ts';
import { admittedBits, customersOf, hasEnough, type Needs, type Whose } from './withhold.ts';

/** What people ask for: fewer peers that are more alike, or the whole engine family. */
export type CohortOptions = { tighten?: readonly TightenBy[] | undefined; widen?: boolean | undefined };

/** Why an option that was asked for was not used. */
export type NotUsed = { by: TightenBy | 'family'; why: 'unknown' | 'too-few' | 'nobody' };

/** How wide the cohort is: the model or its family (asked for, or because the model is too few), narrowed by what; and what was asked for in vain. */
export type CohortStep = { scope: 'model' | 'family'; isAsked: boolean; tightened: TightenBy[]; notUsed: NotUsed[] };

/** How many devices are no peers, by the reason. */
export type LeftOut = Record<LeftOutBecause, number>;

/**
 * The peers of a claim: all that may stand behind the averages, and in which order they are asked live.
 * `wider` are those that were narrowed away. `whose` holds each of both with what it fits, and `tight` what those in the cohort fit: values of both
 * go into a comparison, which withholds what would give one of them away.
 */
export type Cohort = {
  eligible: Device[];
  customers: number;
  leftOut: LeftOut;
  step: CohortStep;
  offered: { tighten: TightenBy[]; widen: boolean };
  wider: Device[];
  whose: ReadonlyMap<string, Whose>;
  tight: number;
};

export type CohortInput = {
  claimed: Device;
  ofModel: readonly Device[];
  /** Other models of the engine family. */
  ofFamily?: readonly Device[] | undefined;
  /** Any number that belongs to the claim. */
  seed: number;
  needs: Needs;
  facts?: ReadonlyMap<string, PeerFacts> | undefined;
  /** Serials of devices with an open claim of the same symptom: they may have the same trouble. */
  withOpenClaim?: ReadonlySet<string> | undefined;
  /** Devices last heard of before this are stale. Units: milliseconds since 1970. */
  staleBefore?: number | undefined;
  options?: CohortOptions | undefined;
};

const IS_MODEL = 1;
const bitOf = (by: TightenBy): number => 2 << TIGHTEN_BY.indexOf(by);

/**
 * Other customers' devices of the same model, never the claimed one, in an order that differs from claim to claim.
 * The order spreads the load: forty claims on one model at nine o'clock do not all ask the same hundred machines.
 * Too few of the model, and the family stands in; options that would tell too few devices or customers apart are not used, and it is said.
 * Fails: never; an empty cohort is a cohort.
 */
export function chooseCohort(input: CohortInput): Cohort {
  const { claimed, needs } = input;
  const leftOut: LeftOut = { claimed: 0, sameCustomer: 0, retired: 0, unmonitored: 0, openClaim: 0, stale: 0 };
  const model = peersAmong(input.ofModel, input, leftOut);
  const known = new Set(input.ofModel.map(({ serial }) => serial));
  const ofFamily = (input.ofFamily ?? []).filter(({ serial }) => !known.has(serial));
  const leftOutOfFamily = { ...leftOut };
  const others = peersAmong(ofFamily, input, leftOutOfFamily);
  // A family that adds too few would give those few away beside what the model alone says: then it is never used.
  const isFamilyIn = others.length > 0 && (!hasEnough(model, needs) || hasEnough(others, needs));
  const all = isFamilyIn ? [...model, ...others] : model;

  const mine = input.facts?.get(claimed.serial);
  const knownOptions = TIGHTEN_BY.filter((by) => isKnown(by, mine));
  const ofThisModel = new Set(model);
  const whose = new Map<string, Whose>();
  for (const device of all) {
    let cell = ofThisModel.has(device) ? IS_MODEL : 0;
    for (const by of knownOptions) if (isLike(by, mine, input.facts?.get(device.serial))) cell |= bitOf(by);
    whose.set(device.serial, { customer: device.customer, cell });
  }
  const admitted = admittedBits([...whose.values()], [IS_MODEL, ...knownOptions.map(bitOf)], needs);
  const { tight, step } = stepFor(input.options ?? {}, { isFamilyIn, admitted, knownOptions, whose });
  const fits = ({ serial }: Device): boolean => ((whose.get(serial)?.cell ?? 0) & tight) === tight;
  const eligible = all.filter(fits);
  return {
    eligible: inOrderOf(input.seed, eligible),
    customers: customersOf(eligible),
    leftOut: step.scope === 'family' ? leftOutOfFamily : leftOut,
    step,
    offered: {
      tighten: TIGHTEN_BY.filter((by) => (admitted & bitOf(by)) !== 0),
      widen: isFamilyIn && (admitted & IS_MODEL) !== 0,
    },
    wider: all.filter((device) => !fits(device)),
    whose,
    tight,
  };
}

/** The step that comes nearest to what was asked for; what nobody fits is let go, the least telling option first. */
function stepFor(
  options: CohortOptions,
  scene: { isFamilyIn: boolean; admitted: number; knownOptions: TightenBy[]; whose: ReadonlyMap<string, Whose> },
): { tight: number; step: CohortStep } {
  const { admitted, knownOptions, whose } = scene;
  const notUsed: NotUsed[] = [];
  const used: TightenBy[] = [];
  for (const by of TIGHTEN_BY.filter((one) => options.tighten?.includes(one))) {
    if (!knownOptions.includes(by)) notUsed.push({ by, why: 'unknown' });
    else if ((admitted & bitOf(by)) === 0) notUsed.push({ by, why: 'too-few' });
    else used.push(by);
  }
  if (options.widen === true && !scene.isFamilyIn) notUsed.push({ by: 'family', why: 'too-few' });
  const isModel = options.widen !== true && (admitted & IS_MODEL) !== 0;
  const bits = (): number => used.reduce((sum, by) => sum | bitOf(by), isModel ? IS_MODEL : 0);
  const cells = [...whose.values()];
  while (used.length > 0 && !cells.some(({ cell }) => (cell & bits()) === bits())) {
    const by = used.pop();
    if (by !== undefined) notUsed.push({ by, why: 'nobody' });
  }
  const scope = scene.isFamilyIn && !isModel ? 'family' : 'model';
  return { tight: bits(), step: { scope, isAsked: options.widen === true, tightened: used, notUsed } };
}

/** Those that are peers; the others are counted by the reason. */
function peersAmong(devices: readonly Device[], input: CohortInput, leftOut: LeftOut): Device[] {
  const { claimed, facts } = input;
  const withOpenClaim = input.withOpenClaim ?? new Set<string>();
  const staleBefore = input.staleBefore ?? Number.NEGATIVE_INFINITY;
  return devices.filter((device) => {
    const learnt = facts?.get(device.serial)?.learnt;
    const because = leftOutBecause(device, { claimed, withOpenClaim, staleBefore, learnt });
    if (because !== undefined) leftOut[because] += 1;
    return because === undefined;
  });
}

function inOrderOf(seed: number, devices: readonly Device[]): Device[] {
  return devices
    .map((device) => ({ device, rank: evenHash(`${seed}:${device.serial}`) }))
    .sort((a, b) => a.rank - b.rank || (a.device.serial < b.device.serial ? -1 : 1))
    .map(({ device }) => device);
}
