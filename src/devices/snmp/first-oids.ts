import type { Ask, IdentityPlaces } from '../../core/place.ts';
import { emptyAfter } from './known-rows.ts';
import type { DeviceMemory, FirstOids } from './memory.ts';

/**
 * The objects of a read's first request, found out by `make` and remembered until something they follow from is another: what is asked, which rows
 * and turns are known of the device, and how many objects it takes.
 * Units: `now` milliseconds since 1970.
 */
export function firstOids(
  device: DeviceMemory,
  of: { asks: Ask[]; identity: IdentityPlaces; now: number },
  make: () => readonly string[],
): readonly string[] {
  const { rows } = device;
  if (rows === undefined) return make();
  const now: Omit<FirstOids, 'oids'> = {
    asks: of.asks,
    identity: of.identity,
    layout: rows.layout,
    turns: rows.turns,
    owner: rows.owner,
    lacks: rows.lacks?.size ?? 0,
    isBlunt: rows.isBlunt,
    isEmptyOld: emptyAfter(rows, of.now),
    version: device.version,
    varbinds: device.varbinds,
  };
  const { first } = rows;
  if (first !== undefined && isSame(first, now)) return first.oids;
  const oids = make();
  rows.first = { ...now, oids };
  return oids;
}

function isSame(one: FirstOids, other: Omit<FirstOids, 'oids'>): boolean {
  return (
    one.asks === other.asks &&
    one.identity === other.identity &&
    one.layout === other.layout &&
    one.turns === other.turns &&
    one.owner === other.owner &&
    one.lacks === other.lacks &&
    one.isBlunt === other.isBlunt &&
    one.isEmptyOld === other.isEmptyOld &&
    one.version === other.version &&
    one.varbinds === other.varbinds
  );
}
