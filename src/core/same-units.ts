import type { Figure } from './comparison.ts';
import { unitsOf } from './figures.ts';
import { keepOf, type PeerColumn, type Units } from './peer-column.ts';
import type { Unit } from './value.ts';

/** The peers that can be set against a figure, their unit where they say one, and in words those that cannot. */
export type SameUnits = { peers: PeerColumn; unit?: Unit | undefined; leftOut: string };

/**
 * Leaves out peers that count in another unit than the figure; beside an absent one those stay that count as most peers do.
 * Fails: never; states, texts and numbers that name no unit are all kept.
 */
export function sameUnits(mine: Figure, peers: PeerColumn): SameUnits {
  const wanted = mine.kind === 'number' && mine.from.length > 0 ? unitsOf(mine) : commonest(peers.units);
  if (wanted === undefined) return { peers, leftOut: '' };
  const others = new Map<Unit, number>();
  const kept = keepOf(peers, (n) => {
    const units = peers.units[n];
    if (units === undefined || units === wanted || isSameUnits(units, wanted)) return true;
    const unit = units.unit === wanted.unit ? units.of : units.unit;
    others.set(unit, (others.get(unit) ?? 0) + 1);
    return false;
  });
  return { peers: kept, unit: wanted.unit, leftOut: [...others].map(leftOutInWords).join('; ') };
}

/** Whether two numbers can be set against each other; what names no units is only like what names none either. */
export function isSameUnits(one: Units | undefined, other: Units | undefined): boolean {
  return one?.unit === other?.unit && one?.of === other?.of;
}

function commonest(all: readonly (Units | undefined)[]): Units | undefined {
  const counts = new Map<string, { units: Units; n: number }>();
  for (const units of all) {
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
