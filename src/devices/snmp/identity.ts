import type { IdentityPlaces } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { type Cell, cellValue, evidenceOf } from './cell.ts';

/** Who a device says it is; `proof` is where it said so. */
export type Said = { serial?: string; model?: string; proof?: Evidence };

/** The objects that tell who the device is; they are asked before anything is believed. */
export function identityOids(identity: IdentityPlaces): string[] {
  return [...identity.serial, ...identity.model].flatMap((place) => (place.kind === 'snmp-get' ? [place.oid] : []));
}

/** What the first identity place that says anything says. */
export function readIdentity(identity: IdentityPlaces, cells: Map<string, Cell>): Said {
  const serial = firstText(identity.serial, cells, (text) => plainSerial(text) !== '');
  const model = firstText(identity.model, cells, (text) => text !== '');
  const said: Said = {};
  if (serial !== undefined) {
    said.serial = serial.text;
    said.proof = evidenceOf(serial.cell);
  }
  if (model !== undefined) said.model = model.text;
  return said;
}

/** Whether a device that says a serial at all says another one than it should. */
export function isOther(said: string | undefined, expected: string): said is string {
  return said !== undefined && !isSameSerial(said, expected);
}

function firstText(
  places: IdentityPlaces['model'],
  cells: Map<string, Cell>,
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
