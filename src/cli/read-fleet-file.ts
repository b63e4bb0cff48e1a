import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../core/errors.ts';
import type { Device } from '../core/device.ts';
import { foldSerial } from '../core/device-names.ts';
import { decodeFleet } from './decode-fleet.ts';
import { fleetRowSchema } from './fleet-row.ts';
import { fleetCsvRows, fleetJsonRows, type FleetRow } from './fleet-rows.ts';

/** Stands for standard input or output where a file is to be named. */
export const PIPED = '-';

/** More faults than this are counted and not printed; all of them are facts of the error. */
const MOST_SHOWN = 500;

/**
 * The devices of a CSV or JSON file, or of what is piped in, in whatever character set it is.
 * Shape: a field that the file says nothing of is no key of a device; one whose cell is empty is, with undefined for its value. `credentials` are the
 * names that the configuration has, where that matters.
 * Fails: AppError `bad_input` listing every fault as `file:line:column: what`; nothing is returned then.
 */
export async function readFleetFile(
  named: string,
  credentials?: ReadonlySet<string>,
  input: AsyncIterable<Buffer> = process.stdin,
): Promise<Device[]> {
  const isPiped = named === PIPED;
  const path = isPiped ? 'standard input' : named;
  let octets: Buffer;
  try {
    octets = isPiped ? await buffer(input) : await readFile(path);
  } catch (error) {
    throw new AppError('bad_input', `The fleet file ${path} cannot be read.`, { path }, error);
  }
  const { text } = decodeFleet(octets);
  // What comes through a pipe has no name that tells what it is; no heading of a column begins with a bracket.
  const isJson = isPiped ? /^\uFEFF?\s*[[{]/u.test(text) : extname(path).toLowerCase() === '.json';
  const { rows, faults } = (isJson ? fleetJsonRows : fleetCsvRows)(text);
  const seen = new Map<string, number>();
  const devices: Device[] = [];
  for (const row of rows) {
    const result = fleetRowSchema.safeParse(row.cells);
    if (!result.success) {
      for (const issue of result.error.issues) {
        const key = String(issue.path[0]);
        fault(row, key, `${key} ${row.cells[key] === undefined ? 'is missing' : issue.message}`);
      }
      continue;
    }
    const { serial, credential } = result.data;
    const before = seen.get(foldSerial(serial));
    if (before !== undefined) fault(row, 'serial', `serial ${serial} stands in line ${before} already`);
    seen.set(foldSerial(serial), row.line);
    if (credential !== undefined && credentials?.has(credential) === false) {
      fault(row, 'credential', `the configuration has no credential ${credential}, which ${serial} names`);
    }
    devices.push(result.data);
  }
  function fault(row: FleetRow, key: string, what: string): void {
    faults.push({ ...row.placeOf(key), what });
  }
  if (rows.length === 0 && faults.length === 0)
    faults.push({ line: 1, column: 1, what: 'there is no device in the file' });
  if (faults.length === 0) return devices;
  const inOrder = faults.toSorted((one, other) => one.line - other.line || one.column - other.column);
  const said = inOrder.map(({ line, column, what }) => `${path}:${line}:${column}: ${what}`);
  const more = said.length > MOST_SHOWN ? `\nand ${said.length - MOST_SHOWN} more` : '';
  throw new AppError('bad_input', `Nothing was imported:\n${said.slice(0, MOST_SHOWN).join('\n')}${more}`, {
    faults: said,
  });
}
