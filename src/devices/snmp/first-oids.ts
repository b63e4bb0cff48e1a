import type { Ask, IdentityPlaces } from '../../core/place.ts';
import { emptyAfter, knownRows } from './known-rows.ts';
import type { DeviceMemory, FirstOids, KnownRows, Memory } from './memory.ts';

/** What a read asks. Units: `now` milliseconds since 1970. */
export type Questions = { asks: Ask[]; identity: IdentityPlaces; now: number };

/**
 * The objects of a read's first request, found out by `make` and remembered until something they follow from is another: what is asked, which rows
 * and turns are known of the device, and how many objects it takes.
 */
export function firstOids(
  { device, memory }: { device: DeviceMemory; memory: Memory },
  of: Questions,
  make: () => readonly string[],
): readonly string[] {
  const { rows } = device;
  if (rows === undefined) return make();
  const known = knownFirstOids(device, of);
  if (known !== undefined) return known;
  const oids = memory.shareOids(make());
  rows.first = newFirst(device, rows, of, oids);
  return oids;
}

function newFirst(device: DeviceMemory, rows: KnownRows, of: Questions, oids: readonly string[]): FirstOids {
  return {
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
    oids,
  };
}

/**
 * Remembers what the first read of a device began with, where nothing was learnt of it that would make the next one begin in another way: no rows, no
 * turns, no interface, nothing that it lacks.
 */
export function rememberFirst(
  { device, memory }: { device: DeviceMemory; memory: Memory },
  of: Questions,
  oids: readonly string[],
): void {
  const { rows } = device;
  if (rows === undefined || rows.first !== undefined || !isBare(device)) return;
  rows.first = newFirst(device, rows, of, memory.shareOids(oids));
  if (!of.asks.some(isOfAddress)) memory.learnBareFirst(of.asks, of.identity, rows.first.oids);
}

/** Whether a device was found to have nothing that its first request would have to follow, and so nothing that is to be looked over again. */
export function isBare({ rows, version }: DeviceMemory): boolean {
  if (rows === undefined || version === '1') return false;
  const { layout, turns, owner, lacks, isBlunt } = rows;
  return [turns, owner, lacks, isBlunt].every((learnt) => learnt === undefined) && layout.size === 0;
}

/** Notes that a device which was met with these objects said all, so that nothing more is to be learnt of it. */
export function rememberBare(
  { device, memory }: { device: DeviceMemory; memory: Memory },
  of: Questions,
  oids: readonly string[],
): void {
  device.rows = undefined;
  knownRows(device, of.now);
  rememberFirst({ device, memory }, of, oids);
}

/** Whether what is asked follows from the address the device has. */
function isOfAddress({ places }: Ask): boolean {
  return places.some((place) => place.kind === 'snmp-get' && place.instance !== undefined);
}

/** The objects that are remembered, if they still follow from what is known. */
export function knownFirstOids(
  { rows, version, varbinds }: DeviceMemory,
  of: Questions,
): readonly string[] | undefined {
  const first = rows?.first;
  if (rows === undefined || first === undefined) return undefined;
  const isSame =
    first.asks === of.asks &&
    first.identity === of.identity &&
    isOfRows(first, rows) &&
    first.lacks === (rows.lacks?.size ?? 0) &&
    first.isEmptyOld === emptyAfter(rows, of.now) &&
    first.version === version &&
    first.varbinds === varbinds;
  return isSame ? first.oids : undefined;
}

function isOfRows(one: Pick<KnownRows, 'layout' | 'turns' | 'owner' | 'isBlunt'>, rows: KnownRows): boolean {
  return (
    one.layout === rows.layout && one.turns === rows.turns && one.owner === rows.owner && one.isBlunt === rows.isBlunt
  );
}
