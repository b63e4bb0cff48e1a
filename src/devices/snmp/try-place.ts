import type { Ask, SnmpGetPlace, SnmpPlace } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import type { PlaceResult } from '../place-result.ts';
import { readBits, readColumnBits } from './bits.ts';
import { type Cell, cellValue, evidenceOf, rawOf } from './cell.ts';
import { isGiven } from './given.ts';
import { resolveOid } from './instance.ts';
import { objectOids, readObjects } from './objects.ts';
import { readTable } from './table.ts';
import { planOf } from './table-plan.ts';
import { counted, unitFrom } from './unit.ts';
import type { Column } from './walk.ts';

/** What is known of a device so far: single objects and whole columns. */
export type Known = {
  address: string;
  cells: ReadonlyMap<string, Cell>;
  columns: ReadonlyMap<string, Column>;
  clock: Clock;
};

/** The single objects a place needs, as far as their instance is known. */
export function placeOids(place: SnmpPlace, known: Known): string[] {
  switch (place.kind) {
    case 'snmp-get': {
      const resolved = resolveOid(place, known.address, known.cells);
      const oids = 'oid' in resolved ? [resolved.oid] : 'need' in resolved ? [resolved.need] : [];
      if (place.given !== undefined) oids.push(place.given.oid);
      if (place.unitOf !== undefined) oids.push(place.unitOf.oid);
      return oids;
    }
    case 'snmp-table':
      return place.has ?? [];
    case 'snmp-objects':
      return objectOids(place);
    case 'snmp-bits':
      return place.isColumn === true ? [] : [place.oid];
  }
}

/** The columns a place needs. */
export function placeColumns(place: SnmpPlace): string[] {
  if (place.kind === 'snmp-table') return planOf(place).needed;
  return place.kind === 'snmp-bits' && place.isColumn === true ? [place.oid] : [];
}

/** The name of a place in evidence where nothing of it was read. */
export function placeName(place: SnmpPlace): string {
  switch (place.kind) {
    case 'snmp-get':
    case 'snmp-bits':
      return place.oid;
    case 'snmp-table':
      return planOf(place).needed[0] ?? place.value;
    case 'snmp-objects':
      return objectOids(place).join(' + ');
  }
}

/** What a place gives; undefined while something it needs was not asked. */
export function tryPlace(ask: Ask, place: SnmpPlace, known: Known): PlaceResult | undefined {
  switch (place.kind) {
    case 'snmp-get':
      return tryGet(ask, place, known);
    case 'snmp-table': {
      const isRead =
        planOf(place).needed.every((oid) => known.columns.has(oid)) &&
        (place.has ?? []).every((oid) => known.cells.has(oid));
      return isRead ? readTable(ask, place, known.columns, known.clock(), known.cells) : undefined;
    }
    case 'snmp-objects':
      return readObjects(ask, place, known.cells);
    case 'snmp-bits': {
      if (place.isColumn === true) {
        const column = known.columns.get(place.oid);
        return column === undefined ? undefined : readColumnBits(place, column, known.clock());
      }
      const cell = known.cells.get(place.oid);
      return cell === undefined ? undefined : readBits(place, cell);
    }
  }
}

function tryGet(ask: Ask, place: SnmpGetPlace, known: Known): PlaceResult | undefined {
  const resolved = resolveOid(place, known.address, known.cells);
  if ('need' in resolved) return undefined;
  if ('why' in resolved) {
    if (typeof resolved.why !== 'string') return next(resolved.why);
    const evidence: Evidence = { protocol: 'snmp', place: place.oid, raw: resolved.why, at: known.clock(), tookMs: 0 };
    return { kind: 'next', reason: 'unsupported', evidence };
  }
  const cell = known.cells.get(resolved.oid);
  const given = place.given === undefined ? undefined : known.cells.get(place.given.oid);
  if (cell === undefined || (place.given !== undefined && given === undefined)) return undefined;
  if (cell.kind !== 'value') return next(cell);
  if (given !== undefined && !isGiven(place, known.cells)) {
    const evidence = evidenceOf(cell, place.decode.as);
    evidence.raw += `, beside ${rawOf(given)} at ${given.oid}`;
    return { kind: 'next', reason: 'unsupported', evidence };
  }
  const unit = place.unitOf === undefined ? undefined : known.cells.get(place.unitOf.oid);
  if (place.unitOf !== undefined && unit === undefined) return undefined;
  const decode = unitFrom(place.decode, place.unitOf?.units, unit);
  const value: Value = 'reason' in decode ? { kind: 'absent', reason: decode.reason } : cellValue(cell, ask, decode);
  const evidence = evidenceOf(cell, place.decode.as);
  if (unit !== undefined) evidence.raw += counted(unit);
  return { kind: 'found', found: [{ value, evidence, at: cell.when.at }] };
}

function next(cell: Cell): PlaceResult {
  const reason: AbsentReason = cell.kind === 'failed' ? cell.reason : 'unsupported';
  return { kind: 'next', reason, evidence: evidenceOf(cell) };
}
