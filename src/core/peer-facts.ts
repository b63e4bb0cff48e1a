import { stateOf, type Learnt } from './learnt.ts';
import type { Device } from './device.ts';

/** Ways to narrow a cohort to devices that are more like the claimed one, in the order in which they are preferred. */
export const TIGHTEN_BY = ['firmware', 'volume', 'region', 'colour'] as const;
export type TightenBy = (typeof TIGHTEN_BY)[number];

/**
 * What is known of a device beside the registry; whatever is missing is unknown and fits no option.
 * Units: `monthlyVolume` impressions a month, `colourShare` percent of them in colour.
 */
export type PeerFacts = {
  learnt?: Learnt | undefined;
  firmware?: string | undefined;
  monthlyVolume?: number | undefined;
  region?: string | undefined;
  colourShare?: number | undefined;
};

/** Monthly volumes up to this many times as large or as small are of one band. */
const VOLUME_BAND = 2;
/** Colour shares that differ by no more than this are alike. Units: percentage points. */
const COLOUR_BAND = 15;

/** Whether this much is known of a device that others can be narrowed to those like it. */
export function isKnown(by: TightenBy, facts: PeerFacts | undefined): boolean {
  return facts !== undefined && isLike(by, facts, facts);
}

/** Whether a peer is like the claimed device in one respect; what is not known of either is not alike. */
export function isLike(by: TightenBy, mine: PeerFacts | undefined, peer: PeerFacts | undefined): boolean {
  if (mine === undefined || peer === undefined) return false;
  switch (by) {
    case 'firmware':
      return isSameText(mine.firmware, peer.firmware);
    case 'region':
      return isSameText(mine.region, peer.region);
    case 'volume': {
      const [own, other] = [mine.monthlyVolume ?? 0, peer.monthlyVolume ?? 0];
      return own > 0 && other > 0 && Math.max(own, other) <= VOLUME_BAND * Math.min(own, other);
    }
    case 'colour':
      return (
        mine.colourShare !== undefined &&
        peer.colourShare !== undefined &&
        Math.abs(mine.colourShare - peer.colourShare) <= COLOUR_BAND
      );
    default:
      return by satisfies never;
  }
}

function isSameText(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.trim() !== '' && one.trim() === other?.trim();
}

/** Why a device of the model is no peer. */
export type LeftOutBecause = 'claimed' | 'sameCustomer' | 'retired' | 'unmonitored' | 'openClaim' | 'stale';

/**
 * Why a device does not stand behind averages, the first reason that holds; undefined for a peer.
 * Shape: a device without a state is active; one that did not answer several times in a row is stale, and so is one last heard of before `staleBefore`.
 */
export function leftOutBecause(
  device: Device,
  scene: {
    claimed: Device;
    withOpenClaim: ReadonlySet<string>;
    learnt: Learnt | undefined;
    staleBefore: number;
    /** Whether devices of the claimed device's own customer are wanted too. */
    withOwn?: boolean | undefined;
  },
): LeftOutBecause | undefined {
  if (device.serial === scene.claimed.serial) return 'claimed';
  if (device.customer === scene.claimed.customer && scene.withOwn !== true) return 'sameCustomer';
  const state = stateOf(device, scene.learnt);
  if (state === 'retired' || state === 'unmonitored') return state;
  if (scene.withOpenClaim.has(device.serial)) return 'openClaim';
  const { answeredAt } = scene.learnt ?? {};
  return state === 'silent' || (answeredAt !== undefined && answeredAt < scene.staleBefore) ? 'stale' : undefined;
}
