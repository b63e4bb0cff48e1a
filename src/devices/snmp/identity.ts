import type { IdentityPlaces, SnmpTablePlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { type Cell, cellValue, evidenceOf, textOf } from './cell.ts';

/** Who a device says it is; `proof` is where it said its serial. */
export type Said = { serial?: string; model?: string; objectId?: string; proof?: Evidence };

/** sysObjectID. */
const OBJECT_ID = '1.3.6.1.2.1.1.2.0';

/**
 * The objects that tell who the device is; they are asked before anything is believed.
 * Shape: `first` are those that nearly every device answers, `others` those that are asked where it does not.
 */
export function identityOids({ serial, model }: IdentityPlaces): { first: string[]; others: string[] } {
  const oids = [serial, model].map((places) =>
    places.flatMap((place) => (place.kind === 'snmp-get' ? [place.oid] : [])),
  );
  const first = [...oids.flatMap((own) => own.slice(0, 1)), ...(serial.length + model.length > 0 ? [OBJECT_ID] : [])];
  return { first, others: oids.flatMap((own) => own.slice(1)) };
}

/** The tables that may tell the model where no single object does. */
export function identityTables({ model }: IdentityPlaces): SnmpTablePlace[] {
  return model.filter((place) => place.kind === 'snmp-table');
}

/** What the first identity place that says anything says. */
export function readIdentity(identity: IdentityPlaces, cells: ReadonlyMap<string, Cell>): Said {
  const serial = firstText(identity.serial, cells, (text) => plainSerial(text) !== '');
  const model = firstText(identity.model, cells, (text) => text !== '');
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
    if (cell?.kind !== 'value') continue;
    const value = cellValue(cell, { kind: 'text' }, place.decode);
    if (value.kind === 'text' && isSaying(value.text)) return { text: value.text, cell };
  }
  return undefined;
}
