import type { Device } from './device.ts';
import { evenHash } from './even-hash.ts';
import { isKnown, isLike, leftOutBecause, TIGHTEN_BY } from './peer-facts.ts';
import type { LeftOutBecause, PeerFacts, TightenBy } from './peer-facts.ts';
import { admittedBits, customersOf, hasEnough, type Needs, type Whose } from './withhold.ts';

/** What people ask for: fewer peers that are more alike, the whole engine family, or also the devices of the claimed device's own customer. */
export type CohortOptions = {
  tighten?: readonly TightenBy[] | undefined;
  widen?: boolean | undefined;
  own?: boolean | undefined;
};

/** Why an option that was asked for was not used; `fits` are the devices and customers that fit it. */
export type NotUsed = {
  by: TightenBy | 'family' | 'own';
  why: 'unknown' | 'too-few' | 'nobody' | 'no-family';
  fits?: Needs | undefined;
};

/** How wide the cohort is: the model or its family (asked for, or because the model is too few), narrowed by what; and what was asked for in vain. */
export type CohortStep = {
  scope: 'model' | 'family';
  isAsked: boolean;
  tightened: TightenBy[];
  withOwn: boolean;
  notUsed: NotUsed[];
};

/** A choice that people have, and how many devices it would leave (`tighten`) or add (`widen`, `own`). */
export type Offer = { by: TightenBy | 'family' | 'own'; devices: number };

/** How many devices are no peers, by the reason. */
export type LeftOut = Record<LeftOutBecause, number>;

/**
 * The peers of a claim: all that may stand behind the averages, and in which order they are asked live.
 * `whose` holds each peer, narrowed away or not, with what it fits, and `tight` what those in the cohort fit: values of both
 * go into a comparison where both were spoken of (see frame.ts), and it withholds what would give one of them away. `customers` are other customers.
 */
export type Cohort = {
  eligible: Device[];
  customers: number;
  leftOut: LeftOut;
  step: CohortStep;
  offered: Offer[];
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
  /** What the claim's fetches before this one hold fast (see frame.ts): the options used, and which of them a device fits. */
  frozen?: Frozen | undefined;
};

/** Options that were used, in that order, and what each device was found to fit of them when it was first spoken of. */
export type Frozen = { used: readonly number[]; cellOf: (serial: string) => number | undefined };

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
  const leftOut = noneLeftOut();
  const withOwn = input.options?.own === true;
  const model = peersAmong(input.ofModel, input, leftOut);
  const known = new Set(input.ofModel.map(({ serial }) => serial));
  const ofFamily = (input.ofFamily ?? []).filter(({ serial }) => !known.has(serial));
  const leftOutOfFamily = { ...leftOut };
  const others = peersAmong(ofFamily, input, leftOutOfFamily);
  // A family that adds too few would give those few away beside what the model alone says: then it is never used.
  const foreign = { model: model.filter(isForeign), others: others.filter(isForeign) };
  const isFamilyIn = others.length > 0 && (!hasEnough(foreign.model, needs) || hasEnough(foreign.others, needs));
  const all = isFamilyIn ? [...model, ...others] : model;

  const mine = input.facts?.get(claimed.serial);
  const usedBits = input.frozen?.used ?? [];
  const knownOptions = TIGHTEN_BY.filter((by) => isKnown(by, mine) || usedBits.includes(bitOf(by)));
  const whose = whoseOf(all, { ...input, model: new Set(model), knownOptions, isForeign });
  const bits = [IS_MODEL, ...knownOptions.map(bitOf)];
  const admitted = admittedBits(
    [...whose.values()],
    // What was used before goes first: it stays admitted, and what is new must leave no one over beside it.
    [...usedBits, ...bits.filter((bit) => !usedBits.includes(bit))],
    needs,
  );
  const scene = { isFamilyIn, hasFamily: others.length > 0, admitted, knownOptions, whose };
  const { tight, step } = stepFor(input.options ?? {}, scene);
  const fits = ({ serial }: Device): boolean => ((whose.get(serial)?.cell ?? 0) & tight) === tight;
  const eligible = all.filter(fits);
  const inScope = step.scope === 'family' ? [...input.ofModel, ...ofFamily] : input.ofModel;
  const ownInScope = inScope.filter((device) => !isForeign(device));
  // What is narrowed by holds for the own devices as for all.
  const ownPeers = peersAmong(ownInScope, { ...input, options: { own: true } }, noneLeftOut()).filter(({ serial }) =>
    step.tightened.every((by) => isLike(by, mine, input.facts?.get(serial))),
  ).length;
  return {
    eligible: inOrderOf(input.seed, eligible),
    customers: customersOf(eligible.filter(isForeign)),
    leftOut: step.scope === 'family' ? leftOutOfFamily : leftOut,
    step,
    offered: offersOf({ admitted, tight, isFamilyIn, all, whose, own: withOwn ? 0 : ownPeers }),
    whose,
    tight,
  };

  function isForeign({ customer }: Device): boolean {
    return customer !== claimed.customer;
  }
}

/** Whose each peer is, and which options it fits: as it was found before, where that is held fast. */
function whoseOf(
  peers: readonly Device[],
  scene: CohortInput & {
    model: ReadonlySet<Device>;
    knownOptions: readonly TightenBy[];
    isForeign: (device: Device) => boolean;
  },
): Map<string, Whose> {
  const { facts, frozen, knownOptions } = scene;
  const mine = facts?.get(scene.claimed.serial);
  let held = 0;
  for (const bit of frozen?.used ?? []) held |= bit;
  const whose = new Map<string, Whose>();
  for (const device of peers) {
    const { serial, customer } = device;
    let cell = scene.model.has(device) ? IS_MODEL : 0;
    for (const by of knownOptions) if (isLike(by, mine, facts?.get(serial))) cell |= bitOf(by);
    const before = frozen?.cellOf(serial);
    if (before !== undefined) cell = (cell & ~held) | (before & held);
    whose.set(serial, scene.isForeign(device) ? { serial, customer, cell } : { serial, customer, cell, isOwn: true });
  }
  return whose;
}

/** What people can choose beside what they have chosen, with what it comes to. */
function offersOf(scene: {
  admitted: number;
  tight: number;
  isFamilyIn: boolean;
  all: readonly Device[];
  whose: ReadonlyMap<string, Whose>;
  own: number;
}): Offer[] {
  const { admitted, tight, all, whose } = scene;
  const fitting = (bits: number): number =>
    all.filter(({ serial }) => ((whose.get(serial)?.cell ?? 0) & bits) === bits).length;
  const offers: Offer[] = [];
  for (const by of TIGHTEN_BY) {
    const bit = bitOf(by);
    if ((admitted & bit) === 0 || (tight & bit) !== 0) continue;
    const devices = fitting(tight | bit);
    // A choice that leaves all or nobody is none.
    if (devices > 0 && devices < fitting(tight)) offers.push({ by, devices });
  }
  const isWide = (tight & IS_MODEL) === 0;
  const wider = scene.isFamilyIn && !isWide ? fitting(tight & ~IS_MODEL) - fitting(tight) : 0;
  if (wider > 0) offers.push({ by: 'family', devices: wider });
  if (scene.own > 0) offers.push({ by: 'own', devices: scene.own });
  return offers;
}

/** The step that comes nearest to what was asked for; what nobody fits is let go, the least telling option first. */
function stepFor(
  options: CohortOptions,
  scene: {
    isFamilyIn: boolean;
    hasFamily: boolean;
    admitted: number;
    knownOptions: TightenBy[];
    whose: ReadonlyMap<string, Whose>;
  },
): { tight: number; step: CohortStep } {
  const { admitted, knownOptions, whose } = scene;
  const cells = [...whose.values()];
  const fitting = (bit: number): Needs => {
    const members = cells.filter(({ cell, isOwn }) => (cell & bit) !== 0 && isOwn !== true);
    return { devices: members.length, customers: customersOf(members) };
  };
  const notUsed: NotUsed[] = [];
  const used: TightenBy[] = [];
  for (const by of TIGHTEN_BY.filter((one) => options.tighten?.includes(one))) {
    if (!knownOptions.includes(by)) notUsed.push({ by, why: 'unknown' });
    else if ((admitted & bitOf(by)) === 0) notUsed.push({ by, why: 'too-few', fits: fitting(bitOf(by)) });
    else used.push(by);
  }
  if (options.widen === true && !scene.isFamilyIn)
    notUsed.push({ by: 'family', why: scene.hasFamily ? 'too-few' : 'no-family' });
  const withOwn = cells.some(({ isOwn }) => isOwn === true);
  if (options.own === true && !withOwn) notUsed.push({ by: 'own', why: 'nobody' });
  const isModel = options.widen !== true && (admitted & IS_MODEL) !== 0;
  const bits = (): number => used.reduce((sum, by) => sum | bitOf(by), isModel ? IS_MODEL : 0);
  while (used.length > 0 && !cells.some(({ cell }) => (cell & bits()) === bits())) {
    const by = used.pop();
    if (by !== undefined) notUsed.push({ by, why: 'nobody' });
  }
  const scope = scene.isFamilyIn && !isModel ? 'family' : 'model';
  return { tight: bits(), step: { scope, isAsked: options.widen === true, tightened: used, withOwn, notUsed } };
}

function noneLeftOut(): LeftOut {
  return { claimed: 0, sameCustomer: 0, retired: 0, unmonitored: 0, openClaim: 0, stale: 0 };
}

/** Those that are peers; the others are counted by the reason. */
function peersAmong(devices: readonly Device[], input: CohortInput, leftOut: LeftOut): Device[] {
  const { claimed, facts } = input;
  const withOpenClaim = input.withOpenClaim ?? new Set<string>();
  const staleBefore = input.staleBefore ?? Number.NEGATIVE_INFINITY;
  return devices.filter((device) => {
    const learnt = facts?.get(device.serial)?.learnt;
    const withOwn = input.options?.own === true;
    const because = leftOutBecause(device, { claimed, withOpenClaim, staleBefore, learnt, withOwn });
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
