import { csvRecords, type CsvFault } from './csv-records.ts';
import { fieldOf } from './fleet-headings.ts';
import { jsonPlaces, placeOfJsonFault, type TextPlace } from './json-places.ts';

/** A device as a file has it, and where in the file each of its fields stands. `line` is where it begins. */
export type FleetRow = { line: number; cells: Record<string, unknown>; placeOf: (field: string) => TextPlace };

/** What a file holds, with what is wrong about its form. */
export type FleetRows = { rows: FleetRow[]; faults: CsvFault[] };

const NEEDED = ['serial', 'model', 'customer', 'address'] as const;
/** An apostrophe that keeps a spreadsheet from taking a cell for a formula; export writes it. */
const GUARDED = /^'+[=+\-@]/;

/** Rows of a CSV text. Columns whose heading means nothing are passed over; a heading that is needed and missing, or there twice, is a fault. */
export function fleetCsvRows(text: string): FleetRows {
  const { records, faults } = csvRecords(text);
  const [header, ...rest] = records;
  if (header === undefined) return { rows: [], faults };
  const keys = header.cells.map(fieldOf);
  for (const [index, key] of keys.entries()) {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) continue;
    const what = `two columns are the ${key}: ${header.cells[first]?.trim() ?? ''} and ${header.cells[index]?.trim() ?? ''}`;
    faults.push({ line: header.line, column: index + 1, what });
  }
  const missing = NEEDED.filter((key) => !keys.includes(key));
  if (missing.length > 0) {
    faults.push({ line: header.line, column: 1, what: `no column is the ${missing.join(', none the ')}` });
    return { rows: [], faults };
  }
  const rows = rest.map(({ cells, line }) => {
    const row: FleetRow = { line, cells: {}, placeOf: (field) => ({ line, column: columnOf(field) }) };
    for (const [index, cell] of cells.entries()) {
      const key = keys[index];
      if (key !== undefined) row.cells[key] = GUARDED.test(cell) ? cell.slice(1) : cell;
      else if (index >= keys.length && cell.trim() !== '') {
        faults.push({
          line,
          column: index + 1,
          what: `a cell more than there are headings: is a separator not in quotes?`,
        });
        break;
      }
    }
    return row;
  });
  function columnOf(field: string): number {
    return Math.max(1, keys.findIndex((key) => key === field) + 1);
  }
  return { rows, faults };
}

/** Entries of a JSON text. What cannot be read at all is one fault. */
export function fleetJsonRows(text: string): FleetRows {
  const bare = text.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    return { rows: [], faults: [{ ...placeOfJsonFault(bare), what: 'the JSON cannot be read' }] };
  }
  if (!Array.isArray(value)) {
    return { rows: [], faults: [{ line: 1, column: 1, what: 'a JSON fleet is a list of devices' }] };
  }
  const places = jsonPlaces(bare);
  const faults: CsvFault[] = [];
  const rows = value.map((entry: unknown, index) => {
    const { line = 1, column = 1, keys = new Map<string, TextPlace>() } = places[index] ?? {};
    const at = new Map<string, TextPlace>();
    const cells: Record<string, unknown> = {};
    const own = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.entries(entry) : [];
    for (const [name, cell] of own) {
      const key = fieldOf(name);
      if (key === undefined) continue;
      const place = keys.get(name) ?? { line, column };
      if (at.has(key)) faults.push({ ...place, what: `two keys are the ${key}` });
      at.set(key, place);
      // An explicit nothing is an empty cell.
      cells[key] = cell ?? '';
    }
    return { line, cells, placeOf: (field: string) => at.get(field) ?? { line, column } };
  });
  return { rows, faults };
}
