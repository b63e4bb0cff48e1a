import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Device } from '../core/device.ts';
import { foldSerial } from '../core/near-serials.ts';

const text = z.string().trim().min(1, 'must not be empty');
const optional = z
  .string()
  .trim()
  .optional()
  .transform((said) => (said === '' ? undefined : said));
const port = z
  .union([z.number(), z.string().trim()])
  .optional()
  .transform((said) => (said === undefined || said === '' ? undefined : Number(said)))
  .pipe(z.int('must be a port number').min(1).max(65535).optional());

const rowSchema = z.object({
  serial: text,
  model: text,
  customer: text,
  site: optional,
  address: text.regex(/^[^\s/@]+$/, 'must be a host name or an address, without path or user'),
  snmpPort: port,
  credential: optional,
  assetTag: optional,
});

/** How people head their columns; compared without case, spaces, dashes and underscores. */
const HEADERS: Record<string, keyof Device> = {
  serial: 'serial',
  serialnumber: 'serial',
  sn: 'serial',
  model: 'model',
  product: 'model',
  customer: 'customer',
  account: 'customer',
  company: 'customer',
  site: 'site',
  location: 'site',
  address: 'address',
  ip: 'address',
  ipaddress: 'address',
  host: 'address',
  hostname: 'address',
  snmpport: 'snmpPort',
  port: 'snmpPort',
  credential: 'credential',
  credentials: 'credential',
  assettag: 'assetTag',
  asset: 'assetTag',
};

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
  const rows = extname(path).toLowerCase() === '.json' ? jsonRows(path, content) : csvRows(path, content);
  const faults: string[] = [];
  const seen = new Map<string, string>();
  const devices: Device[] = [];
  for (const { at, row, columns } of rows) {
    const result = rowSchema.safeParse(row);
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
  if (rows.length === 0) faults.push(`${path}:1:1: there is no device in the file`);
  if (faults.length > 0) {
    const more = faults.length > 20 ? `\nand ${faults.length - 20} more` : '';
    throw new AppError('bad_input', `Nothing was imported:\n${faults.slice(0, 20).join('\n')}${more}`, { faults });
  }
  return devices;
}

type Row = { at: string; row: Record<string, unknown>; columns?: Map<string, number> };

const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

function csvRows(path: string, content: string): Row[] {
  let records: z.output<typeof recordsSchema>;
  try {
    // Spreadsheets of half of Europe write semicolons.
    const delimiter = (content.split('\n')[0] ?? '').includes(';') ? ';' : ',';
    records = recordsSchema.parse(
      parse(content, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true }),
    );
  } catch (error) {
    const lines: unknown = error instanceof CsvError ? error['lines'] : undefined;
    const line = typeof lines === 'number' ? lines : 1;
    throw new AppError('bad_input', `${path}:${line}:1: the CSV cannot be read`, { path }, error);
  }
  const [header, ...rest] = records;
  const keys = (header?.record ?? []).map((name) => HEADERS[name.toLowerCase().replaceAll(/[\s_-]/g, '')]);
  return rest.map(({ record, info }) => {
    const row: Record<string, unknown> = {};
    const columns = new Map<string, number>();
    for (const [index, cell] of record.entries()) {
      const key = keys[index];
      if (key === undefined) continue;
      row[key] = cell;
      columns.set(key, index + 1);
    }
    return { at: String(info.lines), row, columns };
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
        const key = HEADERS[name.toLowerCase().replaceAll(/[\s_-]/g, '')];
        if (key !== undefined) row[key] = cell;
      }
    }
    return { at: `entry ${index + 1}`, row };
  });
}
