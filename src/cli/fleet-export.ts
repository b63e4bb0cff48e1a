import { open } from 'node:fs/promises';
import type { Device } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { fleetPages } from './fleet-pages.ts';
import { listCell } from './fleet-row.ts';
import { checkOut } from './write-out.ts';

/** The columns of an exported file, in their order. */
const COLUMNS = [
  'serial',
  'model',
  'customer',
  'site',
  'address',
  'snmpPort',
  'credential',
  'ippPort',
  'ippPath',
  'ippTls',
  'pjlPort',
  'httpPort',
  'httpTls',
  'assetTag',
  'aliases',
  'tags',
  'state',
] as const satisfies readonly (keyof Device)[];

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it, which import takes off again. */
const FORMULA = /^'*[=+\-@]/;

/** What an export is written as. */
export type FleetFormat = 'csv' | 'json';

/** The devices of the registry as pieces of a file that import takes back unchanged. Shape: CSV begins with a byte order mark, for spreadsheets. */
export async function* exportPieces(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  format: FleetFormat,
): AsyncGenerator<string> {
  yield format === 'csv' ? `\uFEFF${COLUMNS.join(',')}\n` : '[';
  let isFirst = true;
  for await (const page of fleetPages(store)) {
    const lines = page.map(({ device }) => (format === 'csv' ? csvLine(device) : jsonLine(device)));
    if (lines.length === 0) continue;
    yield format === 'csv' ? lines.join('') : `${isFirst ? '' : ','}${lines.join(',')}`;
    isFirst = false;
  }
  if (format === 'json') yield '\n]\n';
}

/**
 * Writes an export to a file and counts its devices.
 * Fails: AppError `bad_input` when the file is there already and may not be replaced, or cannot be written.
 */
export async function exportFleet(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  file: string,
  { format, mayReplace }: { format: FleetFormat; mayReplace: boolean },
): Promise<void> {
  await checkOut(file, mayReplace);
  try {
    const handle = await open(file, mayReplace ? 'w' : 'wx', 0o600);
    try {
      for await (const piece of exportPieces(store, format)) await handle.write(piece);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad_input', `${file} cannot be written.`, { file }, error);
  }
}

function csvLine(device: Device): string {
  return `${COLUMNS.map((column) => quoted(cellOf(device, column))).join(',')}\n`;
}

function cellOf(device: Device, column: (typeof COLUMNS)[number]): string {
  if (column === 'state') return device.state ?? 'active';
  const value = device[column];
  const text = Array.isArray(value) ? listCell(value) : String(value ?? '');
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function jsonLine(device: Device): string {
  return `\n${JSON.stringify({ ...device, state: device.state ?? 'active' })}`;
}
