import type { Figure } from './comparison.ts';
import { unitsOf } from './figures.ts';
import type { PeerValue, Units } from './make-baseline.ts';
import type { Unit } from './value.ts';

/** The peers that can be set against a figure, their unit where they say one, and in words those that cannot. */
export type SameUnits = { peers: PeerValue[]; unit?: Unit | undefined; leftOut: string };

/**
 * Leaves out peers that count in another unit than the figure; beside an absent one those stay that count as most peers do.
 * Fails: never; states, texts and numbers that name no unit are all kept.
 */
export function sameUnits(mine: Figure, peers: readonly PeerValue[]): SameUnits {
  const wanted = mine.kind === 'number' && mine.from.length > 0 ? unitsOf(mine) : commonest(peers);
  if (wanted === undefined) return { peers: [...peers], leftOut: '' };
  const kept: PeerValue[] = [];
  const others = new Map<Unit, number>();
  for (const peer of peers) {
    const { units } = peer;
    if (units === undefined || isSameUnits(units, wanted)) {
      kept.push(peer);
      continue;
    }
    const unit = units.unit === wanted.unit ? units.of : units.unit;
    others.set(unit, (others.get(unit) ?? 0) + 1);
  }
  return { peers: kept, unit: wanted.unit, leftOut: [...others].map(leftOutInWords).join('; ') };
}

/** Whether two numbers can be set against each other; what names no units is only like what names none either. */
export function isSameUnits(one: Units | undefined, other: Units | undefined): boolean {
  return one?.unit === other?.unit && one?.of === other?.of;
}

function commonest(peers: readonly PeerValue[]): Units | undefined {
  const counts = new Map<string, { units: Units; n: number }>();
  for (const { units } of peers) {
    if (units === undefined) continue;
    const key = `${units.unit}/${units.of}`;
    const known = counts.get(key) ?? { units, n: 0 };
    counts.set(key, { units, n: known.n + 1 });
  }
  let most: { units: Units; n: number } | undefined;
  for (const count of counts.values()) if (most === undefined || count.n > most.n) most = count;
  return most?.units;
}

/** How many peers are left out because they count otherwise. */
export function leftOutInWords([unit, n]: [Unit, number]): string {
  return `left out: ${n} ${n === 1 ? 'peer that counts' : 'peers that count'} ${unit.startsWith('per ') ? unit : `in ${unit}`}`;
}
