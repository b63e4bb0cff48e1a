import type { IdentityPlaces, SnmpGetPlace, SnmpTablePlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { type Cell, cellValue, evidenceOf, textOf } from './cell.ts';
import { isGiven } from './given.ts';
import { readTable } from './table.ts';
import { planOf } from './table-plan.ts';
import type { Column } from './walk.ts';

/** Who a device says it is; `proof` is where it said its serial. */
export type Said = { serial?: string; model?: string; objectId?: string; proof?: Evidence };

/** sysObjectID. */
export const OBJECT_ID = '1.3.6.1.2.1.1.2.0';

/**
 * The objects that tell who the device is; they are asked before anything is believed.
 * Shape: `first` are those that nearly every device answers, `others` those that are asked where it does not.
 */
export function identityOids({ serial, model }: IdentityPlaces): { first: string[]; others: string[] } {
  const oids = [serial, model].map((places) =>
    places.flatMap((place) => (place.kind === 'snmp-get' ? [oidsOf(place)] : [])),
  );
  const first = [...oids.flatMap(([own = []]) => own), ...(serial.length + model.length > 0 ? [OBJECT_ID] : [])];
  return { first, others: oids.flatMap((own) => own.slice(1).flat()) };
}

function oidsOf({ oid, given }: SnmpGetPlace): string[] {
  return given === undefined ? [oid] : [oid, given.oid];
}

/** The tables that may tell the serial or the model where no single object does. */
export function identityTables(places: IdentityPlaces['model']): SnmpTablePlace[] {
  return places.filter((place) => place.kind === 'snmp-table');
}

/** What the first of the tables that were read says, and where. */
export function fromTables(
  places: IdentityPlaces['model'],
  columns: ReadonlyMap<string, Column>,
  now: number,
  isSaying: (text: string) => boolean,
): { text: string; proof: Evidence } | undefined {
  for (const place of identityTables(places)) {
    if (!planOf(place).needed.every((oid) => columns.has(oid))) continue;
    const result = readTable({ kind: 'text' }, place, columns, now);
    if (result.kind !== 'found') continue;
    for (const { value, evidence } of result.found) {
      if (value.kind === 'text' && isSaying(value.text)) return { text: value.text, proof: evidence };
    }
  }
  return undefined;
}

/** What the first identity place that says anything says. */
export function readIdentity(identity: IdentityPlaces, cells: ReadonlyMap<string, Cell>): Said {
  const serial = firstText(identity.serial, cells, isSerial);
  const model = firstText(identity.model, cells, isModel);
  const objectId = cells.get(OBJECT_ID);
  const said: Said = {};
  if (serial !== undefined) {
    said.serial = serial.text;
    said.proof = evidenceOf(serial.cell);
  }
  if (model !== undefined) said.model = model.text;
  if (objectId?.kind === 'value') said.objectId = textOf(objectId);
  return said;
}

/** Whether a text is a serial at all, and no placeholder for one. */
export function isSerial(text: string): boolean {
  return plainSerial(text) !== '';
}

/** Whether a text may be a model. */
export function isModel(text: string): boolean {
  return text !== '';
}

/** Whether a device that says a serial at all says another one than it should. */
export function isOther(said: string | undefined, expected: string): said is string {
  return said !== undefined && !isSameSerial(said, expected);
}

function firstText(
  places: IdentityPlaces['model'],
  cells: ReadonlyMap<string, Cell>,
  isSaying: (text: string) => boolean,
): { text: string; cell: Cell } | undefined {
  for (const place of places) {
    const cell = place.kind === 'snmp-get' ? cells.get(place.oid) : undefined;
    if (place.kind !== 'snmp-get' || cell?.kind !== 'value' || !isGiven(place, cells)) continue;
    const value = cellValue(cell, { kind: 'text' }, place.decode);
    if (value.kind === 'text' && isSaying(value.text)) return { text: value.text, cell };
  }
  return undefined;
}
