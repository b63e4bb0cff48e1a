import type { Ask, SnmpTablePlace } from '../../core/place.ts';
import type { Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { keyText } from '../text.ts';
import { type Cell, cellValue } from './cell.ts';
import type { Column } from './walk.ts';

type Cells = Map<string, Column>;
type ValueCell = Extract<Cell, { kind: 'value' }>;

/** The columns a table place needs, its joins included; columns that nothing refers to are not read. */
export function columnsOf(place: SnmpTablePlace): string[] {
  const names = new Set([place.value, ...Object.keys(place.where ?? {}), ...namesIn(place.part.key)]);
  if (place.outOf !== undefined) names.add(place.outOf);
  if (place.part.title !== undefined) for (const name of titleNames(place)) names.add(name);
  for (const name of names) {
    const column = own(place.columns, name);
    if (typeof column === 'object') names.add(column.by);
  }
  const oids = [...names].map((name) => own(place.columns, name));
  return oids.flatMap((column) => (column === undefined ? [] : [typeof column === 'string' ? column : column.oid]));
}

/**
 * The parts of an item, from the columns of its table.
 * Shape: one value for each row that `where` keeps, in the order of the rows.
 * Fails: never; without such rows it is the state of `empty`, or a reason to try the next place.
 */
export function readTable(
  ask: Pick<Ask, 'kind' | 'unit'>,
  place: SnmpTablePlace,
  columns: Cells,
  now: number,
): PlaceResult {
  const valueColumn = own(place.columns, place.value);
  const oid = typeof valueColumn === 'object' ? valueColumn.oid : (valueColumn ?? place.value);
  for (const needed of columnsOf(place)) {
    const failure = columns.get(needed)?.failure;
    if (failure === undefined) continue;
    const { at, tookMs, reason, said } = failure;
    return { kind: 'next', reason, evidence: { protocol: 'snmp', place: needed, raw: said, at, tookMs } };
  }
  const indexes = [...rowsOf(place, columns).keys()];
  const kept = indexes.filter((index) => isKept(place, columns, index));
  if (kept.length === 0) {
    const raw = indexes.length === 0 ? 'no rows' : `${indexes.length} rows, none that is meant`;
    const evidence = { protocol: 'snmp' as const, place: oid, raw, at: now, tookMs: 0 };
    if (place.empty === undefined) return { kind: 'next', reason: 'unsupported', evidence };
    return { kind: 'found', found: [{ value: { kind: 'state', state: place.empty }, evidence, at: now }] };
  }
  const keys = numberParts(kept.map((index) => partKey(place, columns, index)));
  return { kind: 'found', found: kept.map((index, n) => toFound(ask, place, columns, index, keys[n] ?? index)) };
}

function toFound(
  ask: Pick<Ask, 'kind' | 'unit'>,
  place: SnmpTablePlace,
  columns: Cells,
  index: string,
  part: string,
): Found {
  const cell = cellOf(place, columns, place.value, index);
  const most = place.outOf === undefined ? undefined : cellOf(place, columns, place.outOf, index);
  const title = place.part.title === undefined ? undefined : fill(titleOf(place), place, columns, index);
  const at = cell?.at ?? 0;
  const raw = place.outOf === undefined ? cell?.raw : `${cell?.raw} out of ${most?.raw ?? 'nothing'}`;
  const evidence = {
    protocol: 'snmp' as const,
    place: cell?.oid ?? index,
    raw: raw ?? '',
    at,
    tookMs: cell?.tookMs ?? 0,
  };
  const found: Found = { part, value: valueOf(ask, place, cell, most), evidence, at };
  if (title !== undefined) found.partTitle = title;
  return found;
}

function valueOf(
  ask: Pick<Ask, 'kind' | 'unit'>,
  place: SnmpTablePlace,
  cell: Cell | undefined,
  most: Cell | undefined,
): Value {
  if (cell === undefined || cell.kind === 'none') return { kind: 'absent', reason: 'unsupported' };
  if (cell.kind === 'failed') return { kind: 'absent', reason: cell.reason };
  if (place.outOf === undefined) return cellValue(cell, ask, place.decode);
  return percentOf(ask, place, cell, most);
}

/** A level out of a capacity. A code in place of either (-3: some left) is never turned into a number. */
function percentOf(
  ask: Pick<Ask, 'kind' | 'unit'>,
  place: SnmpTablePlace,
  level: ValueCell,
  most: Cell | undefined,
): Value {
  const said = cellValue(level, { kind: 'number' }, { sentinels: place.decode.sentinels });
  if (said.kind !== 'number') return said;
  const capacity = most?.kind === 'value' ? Number(most.text) : Number.NaN;
  if (!(capacity > 0) || said.number < 0) return { kind: 'absent', reason: 'unknown' };
  const percent = (said.number / capacity) * 100;
  if (percent > 100) return { kind: 'absent', reason: 'malformed' };
  const { scale, offset, unit } = place.decode;
  return cellValue({ ...level, text: String(Number(percent.toFixed(4))) }, ask, {
    scale,
    offset,
    unit: unit ?? 'percent',
  });
}

/** Cells of the column that says which rows there are: the value's, or for a joined value the column it is joined by. */
function rowsOf(place: SnmpTablePlace, columns: Cells): Map<string, Cell> {
  const column = own(place.columns, place.value);
  const named = typeof column === 'object' ? own(place.columns, column.by) : column;
  return (typeof named === 'string' ? columns.get(named)?.rows : undefined) ?? new Map();
}

function isKept(place: SnmpTablePlace, columns: Cells, index: string): boolean {
  return Object.entries(place.where ?? {}).every(([name, wanted]) => {
    const cell = cellOf(place, columns, name, index);
    return cell?.kind === 'value' && wanted.includes(cell.text);
  });
}

/** The cell of a named column in a row; for a joined column, the row of the other table whose last index number is the one found in `by`. */
function cellOf(place: SnmpTablePlace, columns: Cells, name: string, index: string): Cell | undefined {
  const column = own(place.columns, name);
  if (column === undefined) return undefined;
  if (typeof column === 'string') return columns.get(column)?.rows.get(index);
  const by = cellOf(place, columns, column.by, index);
  if (by?.kind !== 'value') return undefined;
  const rows = columns.get(column.oid)?.rows;
  const [parent] = splitLast(index);
  const near = rows?.get(parent === '' ? by.text : `${parent}.${by.text}`);
  if (near !== undefined) return near;
  const far = [...(rows?.entries() ?? [])].find(([other]) => splitLast(other)[1] === by.text);
  return far?.[1];
}

function splitLast(index: string): [string, string] {
  const dot = index.lastIndexOf('.');
  return [index.slice(0, Math.max(0, dot)), index.slice(dot + 1)];
}

function partKey(place: SnmpTablePlace, columns: Cells, index: string): string {
  return place.part.key.replace(/\{([^}]+)\}/g, (_all, name: string) => {
    const last = splitLast(index)[1];
    if (name === 'index') return last;
    const cell = cellOf(place, columns, name, index);
    if (cell?.kind !== 'value') return last;
    const map = own(place.part.maps ?? {}, name);
    return (map === undefined ? undefined : own(map, cell.text)) ?? keyText(cell.text) ?? last;
  });
}

function fill(template: string, place: SnmpTablePlace, columns: Cells, index: string): string {
  return template.replace(/\{([^}]+)\}/g, (_all, name: string) => {
    if (name === 'index') return splitLast(index)[1];
    const cell = cellOf(place, columns, name, index);
    return cell?.kind === 'value' ? cell.text : '';
  });
}

/** A title may be a template or, for short, the name of a column. */
function titleOf(place: SnmpTablePlace): string {
  const title = place.part.title ?? '';
  return own(place.columns, title) === undefined ? title : `{${title}}`;
}

function titleNames(place: SnmpTablePlace): string[] {
  return namesIn(titleOf(place));
}

function namesIn(template: string): string[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].flatMap((match) => match[1] ?? []);
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
