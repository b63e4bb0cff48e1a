import { foldSerial } from '../core/device-names.ts';
import type { Found } from './discover.ts';

/** What goes into each row beside what was found. */
export type FleetColumns = { customer: string; credential?: string | undefined };

/** A fleet file; `leftOut` says of each printer without a row why. */
export type FleetCsv = { text: string; rows: number; leftOut: string[] };

const SNMP_PORT = 161;
/** A spreadsheet would take a cell that begins so for a formula; what a device says must not become one. */
const FORMULA = /^[=+\-@]/;

/**
 * Printers as a file that "fleet import" takes.
 * Shape: a row for each printer that says its serial and model; of two with the same serial the first.
 * Fails: never; what cannot be a row is told.
 */
export function fleetCsv(found: readonly Found[], { customer, credential }: FleetColumns): FleetCsv {
  const lines = [
    ['serial', 'model', 'customer', 'address', 'snmpPort', ...(credential === undefined ? [] : ['credential'])],
  ];
  const leftOut: string[] = [];
  const placeOf = new Map<string, string>();
  for (const { address, port, kind, serial, model } of found) {
    if (kind !== 'printer') continue;
    const where = port === SNMP_PORT ? address : `${address} port ${port}`;
    const missing = serial === undefined ? 'serial number' : model === undefined ? 'model' : undefined;
    if (serial === undefined || model === undefined) {
      leftOut.push(`${where} says no ${missing}`);
      continue;
    }
    const before = placeOf.get(foldSerial(serial));
    if (before !== undefined) {
      leftOut.push(`${where} says the same serial ${serial} as ${before}`);
      continue;
    }
    if ([serial, model].some((cell) => FORMULA.test(cell.trim()))) {
      leftOut.push(`${where} says a name that a spreadsheet would take for a formula: ${serial}, ${model}`);
      continue;
    }
    placeOf.set(foldSerial(serial), where);
    const own = port === SNMP_PORT ? '' : String(port);
    lines.push([serial, model, customer, address, own, ...(credential === undefined ? [] : [credential])]);
  }
  const text = lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
  return { text, rows: lines.length - 1, leftOut };
}

function quoted(cell: string): string {
  return /[",;\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
