import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Device } from '../core/device.ts';
import { foldSerial } from '../core/device-names.ts';
import { csvRecords } from './csv-records.ts';
import { fieldOf, fleetRowSchema } from './fleet-row.ts';

/**
 * The devices of a CSV or JSON file.
 * Fails: AppError `bad_input` listing every fault as `file:line:column: what`; nothing is returned then.
 */
export async function readFleetFile(path: string): Promise<Device[]> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('bad_input', `The fleet file ${path} cannot be read.`, { path }, error);
  }
  const faults: string[] = [];
  const isJson = extname(path).toLowerCase() === '.json';
  const rows = isJson ? jsonRows(path, content) : csvRows(path, content, faults);
  const seen = new Map<string, string>();
  const devices: Device[] = [];
  for (const { at, row, columns } of rows) {
    const result = fleetRowSchema.safeParse(row);
    if (!result.success) {
      for (const issue of result.error.issues) {
        const key = String(issue.path[0]);
        const missing = row[key] === undefined ? 'is missing' : issue.message;
        faults.push(`${path}:${at}:${columns?.get(key) ?? 1}: ${key} ${missing}`);
      }
      continue;
    }
    const before = seen.get(foldSerial(result.data.serial));
    if (before !== undefined)
      faults.push(`${path}:${at}:1: serial ${result.data.serial} stands in line ${before} already`);
    seen.set(foldSerial(result.data.serial), at);
    devices.push(result.data);
  }
  if (rows.length === 0 && faults.length === 0) faults.push(`${path}:1:1: there is no device in the file`);
  if (faults.length > 0) {
    const more = faults.length > 20 ? `\nand ${faults.length - 20} more` : '';
    throw new AppError('bad_input', `Nothing was imported:\n${faults.slice(0, 20).join('\n')}${more}`, { faults });
  }
  return devices;
}

type Row = { at: string; row: Record<string, unknown>; columns?: Map<string, number> };

function csvRows(path: string, content: string, faults: string[]): Row[] {
  const { records, faults: broken } = csvRecords(content);
  faults.push(...broken.map(({ line, column, what }) => `${path}:${line}:${column}: ${what}`));
  const [header, ...rest] = records;
  const keys = (header?.cells ?? []).map(fieldOf);
  return rest.map(({ cells, line }) => {
    const row: Record<string, unknown> = {};
    const columns = new Map<string, number>();
    for (const [index, cell] of cells.entries()) {
      const key = keys[index];
      if (key === undefined) continue;
      row[key] = cell;
      columns.set(key, index + 1);
    }
    return { at: String(line), row, columns };
  });
}

function jsonRows(path: string, content: string): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new AppError('bad_input', `${path}:1:1: the JSON cannot be read`, { path }, error);
  }
  if (!Array.isArray(value))
    throw new AppError('bad_input', `${path}:1:1: a JSON fleet is a list of devices`, { path });
  return value.map((entry: unknown, index) => {
    const row: Record<string, unknown> = {};
    if (typeof entry === 'object' && entry !== null) {
      for (const [name, cell] of Object.entries(entry)) {
        const key = fieldOf(name);
        if (key !== undefined) row[key] = cell;
      }
    }
    return { at: `entry ${index + 1}`, row };
  });
}
