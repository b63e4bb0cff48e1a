import type { Ask, SnmpTablePlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { keyText } from '../text.ts';
import { type Cell, cellValue, evidenceOf, rawOf, textOf, type ValueCell } from './cell.ts';
import { planOf, type TablePlan, type Template } from './table-plan.ts';
import type { Column } from './walk.ts';

type AskKind = Pick<Ask, 'kind' | 'unit'>;
type Table = { ask: AskKind; place: SnmpTablePlace; plan: TablePlan; columns: Map<string, Column> };

/**
 * The parts of an item, from the columns of its table (all that `planOf` says are needed).
 * Shape: one value for each row that `where` keeps, in the order of the rows.
 * Units: `now` milliseconds since 1970.
 * Fails: never; without such rows it is the state of `empty`, or a reason to try the next place.
 */
export function readTable(ask: AskKind, place: SnmpTablePlace, columns: Map<string, Column>, now: number): PlaceResult {
  const table: Table = { ask, place, plan: planOf(place), columns };
  for (const needed of table.plan.needed) {
    const failure = columns.get(needed)?.failure;
    if (failure === undefined) continue;
    const { when, reason, said } = failure;
    return { kind: 'next', reason, evidence: { protocol: 'snmp', place: needed, raw: said, ...when } };
  }
  const indexes = indexesOf(table);
  const kept = indexes.filter((index) => isKept(table, index));
  const [first] = kept;
  if (first === undefined) return withoutRows(table, indexes.length, now);
  const { key } = table.plan;
  if (key === undefined) return { kind: 'found', found: [toFound(table, first, undefined, now)] };
  const keys = numberParts(kept.map((index) => partKey(table, key, index)));
  return { kind: 'found', found: kept.map((index, n) => toFound(table, index, keys[n] ?? index, now)) };
}

function withoutRows({ place, plan }: Table, rows: number, now: number): PlaceResult {
  const raw = rows === 0 ? 'no rows' : `${rows} ${rows === 1 ? 'row' : 'rows'}, none that is meant`;
  const evidence: Evidence = { protocol: 'snmp', place: plan.needed[0] ?? place.value, raw, at: now, tookMs: 0 };
  if (place.empty === undefined) return { kind: 'next', reason: 'unsupported', evidence };
  return { kind: 'found', found: [{ value: { kind: 'state', state: place.empty }, evidence, at: now }] };
}

function toFound(table: Table, index: string, part: string | undefined, now: number): Found {
  const { place, plan } = table;
  const cell = cellOf(table, place.value, index);
  const most = place.outOf === undefined ? undefined : cellOf(table, place.outOf, index);
  const evidence: Evidence =
    cell === undefined ? { protocol: 'snmp', place: index, raw: 'no such row', at: now, tookMs: 0 } : evidenceOf(cell);
  if (place.outOf !== undefined) evidence.raw += ` out of ${most === undefined ? 'nothing' : rawOf(most)}`;
  const found: Found = { value: valueOf(table, cell, most), evidence, at: evidence.at };
  if (part !== undefined) found.part = part;
  if (plan.title !== undefined) found.partTitle = fill(plan.title, (name) => wordOf(table, name, index) ?? '').trim();
  return found;
}

function valueOf({ ask, place }: Table, cell: Cell | undefined, most: Cell | undefined): Value {
  if (cell === undefined || cell.kind === 'none') return { kind: 'absent', reason: 'unsupported' };
  if (cell.kind === 'failed') return { kind: 'absent', reason: cell.reason };
  return place.outOf === undefined ? cellValue(cell, ask, place.decode) : percentOf(ask, place, cell, most);
}

/**
 * A level out of a capacity, in percent. A code in place of either (-3: some left) is never turned into a number.
 * Source: RFC 3805, prtMarkerSuppliesLevel and prtMarkerSuppliesMaxCapacity.
 */
function percentOf(ask: AskKind, place: SnmpTablePlace, level: ValueCell, most: Cell | undefined): Value {
  const said = cellValue(level, { kind: 'number' }, { sentinels: place.decode.sentinels });
  if (said.kind !== 'number') return said;
  const capacity = most?.kind === 'value' ? Number(textOf(most)) : Number.NaN;
  if (!(capacity > 0) || said.number < 0) return { kind: 'absent', reason: 'unknown' };
  const percent = (said.number / capacity) * 100;
  if (percent > 100) return { kind: 'absent', reason: 'malformed' };
  const { scale, offset, unit = 'percent' } = place.decode;
  return cellValue({ ...level, value: Number(percent.toFixed(4)) }, ask, { scale, offset, unit });
}

/** The rows there are: those of the value's column or, where the value is joined, of the column it is joined by. */
function indexesOf({ place, plan, columns }: Table): string[] {
  let column = plan.columns.get(place.value);
  for (let joins = 0; typeof column === 'object' && joins < plan.columns.size; joins += 1) {
    column = plan.columns.get(column.by);
  }
  return typeof column === 'string' ? [...(columns.get(column)?.rows.keys() ?? [])] : [];
}

function isKept(table: Table, index: string): boolean {
  return table.plan.where.every(([name, meets]) => meets(wordOf(table, name, index)));
}

/** The cell of a named column in a row; of a joined column, the row of the other table that ends in the number found in `by`. */
function cellOf(table: Table, name: string, index: string, joins = 0): Cell | undefined {
  const column = table.plan.columns.get(name);
  if (column === undefined || joins > table.plan.columns.size) return undefined;
  if (typeof column === 'string') return table.columns.get(column)?.rows.get(index);
  const by = cellOf(table, column.by, index, joins + 1);
  const rows = table.columns.get(column.oid)?.rows;
  if (by?.kind !== 'value' || rows === undefined) return undefined;
  const wanted = textOf(by);
  // Both tables hang below the same device index as a rule; where they do not, the last number alone decides.
  const near = rows.get(index.slice(0, index.lastIndexOf('.') + 1) + wanted);
  if (near !== undefined) return near;
  for (const [other, cell] of rows) if (lastNumber(other) === wanted) return cell;
  return undefined;
}

function partKey(table: Table, key: Template, index: string): string {
  return fill(key, (name) => {
    const said = wordOf(table, name, index);
    if (said === undefined) return lastNumber(index);
    const map = own(table.place.part?.maps ?? {}, name);
    return (map === undefined ? undefined : own(map, said)) ?? keyText(said) ?? lastNumber(index);
  });
}

/** What a name in a template stands for in a row: the row's number, or the text of a column. */
function wordOf(table: Table, name: string, index: string): string | undefined {
  if (name === 'index') return lastNumber(index);
  const cell = cellOf(table, name, index);
  return cell?.kind === 'value' ? textOf(cell) : undefined;
}

function fill({ texts, names }: Template, word: (name: string) => string): string {
  return texts.map((text, n) => text + (names[n] === undefined ? '' : word(names[n]))).join('');
}

function lastNumber(index: string): string {
  return index.slice(index.lastIndexOf('.') + 1);
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
