import type { Ask } from '../../core/place.ts';
import type { AskResults } from '../place-result.ts';
import { isSnmp } from '../protocol-of.ts';
import { ownerOf, ownerOids } from './instance.ts';
import { knownRows } from './known-rows.ts';
import type { DeviceMemory } from './memory.ts';
import { type Known, placeColumns, placeOids } from './try-place.ts';

/** A read of a device, as far as its places are concerned. */
export type Places = Known & { asks: Ask[]; results: AskResults[]; device: DeviceMemory };

/**
 * What the last read of the device came to need: the places behind those it does not offer, and objects of the interface that owns the address.
 * They are asked for with the first ones, and used only where their turn comes again.
 */
export function lookAhead(work: Places): { oids: string[]; columns: string[] } {
  const { rows } = work.device;
  if (rows?.turns === undefined && rows?.owner === undefined) return { oids: [], columns: [] };
  const assumed = withOwner(work, rows.owner);
  const places = work.asks.flatMap(({ item, places }) => places.slice(0, (rows.turns?.get(item) ?? 0) + 1));
  const needed = places.filter(isSnmp);
  return {
    oids: needed.flatMap((place) => placeOids(place, assumed)).filter((oid) => !work.cells.has(oid)),
    columns: needed.flatMap(placeColumns).filter((oid) => !work.columns.has(oid)),
  };
}

/** Remembers how far each ask had to go. */
export function learnTurns(work: Places): void {
  const rows = knownRows(work.device, work.clock());
  // Made only where something has changed, which is seldom.
  let turns: Map<string, number> | undefined;
  for (let index = 0; index < work.asks.length; index += 1) {
    const ask = work.asks[index];
    if (ask === undefined) continue;
    const last = lastTurn(ask, work.results[index] ?? []);
    if (last === (rows.turns?.get(ask.item) ?? 0)) continue;
    turns ??= new Map(rows.turns);
    if (last > 0) turns.set(ask.item, last);
    else turns.delete(ask.item);
  }
  if (turns !== undefined) rows.turns = turns.size === 0 ? undefined : turns;
  const owner = ownerOf(work.address, work.cells);
  if (owner !== undefined && 'kind' in owner && owner.kind === 'value' && typeof owner.value === 'number') {
    rows.owner = owner.value;
  }
}

function lastTurn({ places }: Ask, results: AskResults): number {
  for (let n = places.length - 1; n > 0; n -= 1) {
    const place = places[n];
    if (place !== undefined && isSnmp(place) && results[n] !== undefined) return n;
  }
  return 0;
}

/** The read as it looks once the device has said which interface owns the address, if that is still the one. */
function withOwner(work: Places, owner: number | undefined): Known {
  const [oid] = ownerOids(work.address);
  if (owner === undefined || oid === undefined || work.cells.has(oid)) return work;
  const cells = new Map(work.cells);
  cells.set(oid, { kind: 'value', oid, type: 2, value: owner, when: { at: work.clock(), tookMs: 0 } });
  return { ...work, cells };
}
