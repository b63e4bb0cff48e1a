import { decodeRaw } from '../../core/decode.ts';
import type { Ask, SnmpTablePlace } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import { numberParts } from '../number-parts.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { keyText } from '../text.ts';
import { type Cell, cellValue, evidenceOf, rawOf, textOf, type ValueCell } from './cell.ts';
import { isStated, percentOf } from './percent.ts';
import { planOf, type TablePlan, type Template } from './table-plan.ts';
import { cellIn, fillTemplate, lastNumber, rowIndexes, type TableRead, wordIn } from './table-row.ts';
import { counted, unitFrom } from './unit.ts';
import type { Column } from './walk.ts';

type AskKind = Pick<Ask, 'kind' | 'unit'>;
type Table = TableRead & { ask: AskKind; place: SnmpTablePlace; now: number };

/** Rows whose figures are named one by one in the evidence of a sum. */
const MOST_NAMED = 16;

/**
 * The parts of an item, from the columns of its table (all that `planOf` says are needed) and the objects of `has`.
 * Shape: one value for each row that `where` keeps, in the order of the rows; rows of the same key are numbered, added up or counted.
 * Units: `now` milliseconds since 1970.
 * Fails: never; without such rows it is the state of `empty` where the device has the table, or a reason to try the next place.
 */
export function readTable(
  ask: AskKind,
  place: SnmpTablePlace,
  columns: ReadonlyMap<string, Column>,
  now: number,
  cells: ReadonlyMap<string, Cell> = new Map(),
): PlaceResult {
  const table: Table = { ask, place, plan: planOf(place), columns, now };
  for (const needed of table.plan.needed) {
    const failure = columns.get(needed)?.failure;
    if (failure === undefined || isSpared(place, needed, failure.reason)) continue;
    const { when, reason, said } = failure;
    return { kind: 'next', reason, evidence: { protocol: 'snmp', place: needed, raw: said, ...when } };
  }
  const indexes = rowIndexes(table, place.value);
  const kept = indexes.filter((index) => isKept(table, index));
  const [first] = kept;
  if (first === undefined) return withoutRows(table, indexes.length, cells);
  const { key } = table.plan;
  if (place.same === 'only')
    return kept.length === 1 ? { kind: 'found', found: [soleRow(table, first)] } : amongSeveral(table, kept.length);
  if (place.same === 'sum' || place.same === 'count') return { kind: 'found', found: together(table, kept) };
  if (key === undefined) return { kind: 'found', found: [toFound(table, first, undefined)] };
  const named = kept.map((index) => partKey(table, key, index));
  const keys = numberParts(place.same === 'by-index' ? withIndexes(named, kept) : named);
  return { kind: 'found', found: kept.map((index, n) => toFound(table, index, keys[n] ?? index)) };
}

/** Whether rows can do without a column: one of another table that only helps to name them, which the device cannot or will not read. */
function isSpared({ columns, value }: SnmpTablePlace, oid: string, reason: AbsentReason): boolean {
  if (reason !== 'malformed' && reason !== 'refused') return false;
  return Object.entries(columns).some(([name, of]) => name !== value && typeof of === 'object' && of.oid === oid);
}

/** Keys that several rows have, each with the number of its row: a row that is missing elsewhere renames none of the others. */
function withIndexes(keys: string[], indexes: string[]): string[] {
  return keys.map((key, n) => {
    const isShared = keys.indexOf(key) !== keys.lastIndexOf(key);
    return isShared ? `${key}-${lastNumber(indexes[n] ?? '')}` : key;
  });
}

/** A table without rows is only known to be there when the device has what belongs to it. */
function withoutRows({ place, plan, now }: Table, rows: number, cells: ReadonlyMap<string, Cell>): PlaceResult {
  const raw = rows === 0 ? 'no rows' : `${rows} ${rows === 1 ? 'row' : 'rows'}, none that is meant`;
  const evidence: Evidence = { protocol: 'snmp', place: plan.needed[0] ?? place.value, raw, at: now, tookMs: 0 };
  if (place.empty === undefined) return { kind: 'next', reason: 'unsupported', evidence };
  const witnesses = (place.has ?? []).flatMap((oid) => cells.get(oid) ?? []);
  const witness = witnesses.find((cell) => cell.kind === 'value');
  if (rows === 0 && witness === undefined) {
    const failed = witnesses.find((cell) => cell.kind === 'failed');
    if (failed?.kind !== 'failed') return { kind: 'next', reason: 'unsupported', evidence };
    return { kind: 'next', reason: failed.reason, evidence: evidenceOf(failed) };
  }
  if (rows === 0 && witness !== undefined) evidence.raw = `no rows; ${witness.oid}: ${rawOf(witness)}`;
  return { kind: 'found', found: [{ value: { kind: 'state', state: place.empty }, evidence, at: now }] };
}

function soleRow(table: Table, index: string): Found {
  const found = toFound(table, index, undefined);
  found.evidence.raw += ', the only row of its kind';
  return found;
}

function amongSeveral({ plan, place, now }: Table, rows: number): PlaceResult {
  const raw = `${rows} rows, and which is meant is not said`;
  const evidence: Evidence = { protocol: 'snmp', place: plan.needed[0] ?? place.value, raw, at: now, tookMs: 0 };
  return { kind: 'next', reason: 'unsupported', evidence };
}

/** Rows of the same key as one part: their values added up, or how many they are. */
function together(table: Table, kept: string[]): Found[] {
  const { key } = table.plan;
  const groups = new Map<string | undefined, string[]>();
  for (const index of kept) {
    const part = key === undefined ? undefined : partKey(table, key, index);
    const group = groups.get(part);
    if (group === undefined) groups.set(part, [index]);
    else group.push(index);
  }
  return [...groups].map(([part, rows]) => togetherIn(table, part, rows));
}

function togetherIn(table: Table, part: string | undefined, rows: string[]): Found {
  const { ask, place } = table;
  const each = rows.map((index) => toFound(table, index, part));
  const named = each.slice(0, MOST_NAMED).map(({ evidence }) => evidence);
  const more = each.length > named.length ? [`${each.length - named.length} more`] : [];
  const raw = [...named.map((one) => one.raw), ...more].join(' + ');
  const evidence: Evidence = {
    protocol: 'snmp',
    place: [...named.map((one) => one.place), ...more].join(' + '),
    raw: place.same === 'count' ? `${rows.length} rows: ${raw}` : raw,
    at: Math.max(...each.map(({ at }) => at)),
    tookMs: Math.max(...named.map(({ tookMs }) => tookMs)),
  };
  const { scale, offset, unit, least, most } = place.decode;
  const value =
    place.same === 'count'
      ? decodeRaw(String(rows.length), ask, { scale, offset, unit, least, most })
      : sumOf(each.map((one) => one.value));
  const [{ partTitle } = {}] = each;
  return {
    ...(part === undefined ? {} : { part }),
    ...(partTitle === undefined ? {} : { partTitle }),
    value,
    evidence,
    at: evidence.at,
  };
}

/** Numbers of one unit added up; one that is absent makes the sum absent, and so does another unit. */
function sumOf(values: Value[]): Value {
  let sum: Value | undefined;
  for (const value of values) {
    if (value.kind !== 'number') return value;
    if (sum === undefined) sum = value;
    else if (sum.kind !== 'number' || sum.unit !== value.unit) return { kind: 'absent', reason: 'unsupported' };
    else sum = decodeRaw(String(sum.number + value.number), { kind: 'number', unit: sum.unit }, {});
  }
  return sum ?? { kind: 'absent', reason: 'unsupported' };
}

function toFound(table: Table, index: string, part: string | undefined): Found {
  const { place, plan, now } = table;
  const cell = cellIn(table, place.value, index);
  const most = place.outOf === undefined ? undefined : cellIn(table, place.outOf, index);
  const evidence: Evidence =
    cell === undefined
      ? { protocol: 'snmp', place: index, raw: 'no such row', at: now, tookMs: 0 }
      : evidenceOf(cell, place.decode.as);
  const unitCell = place.unitOf === undefined ? undefined : cellIn(table, place.unitOf.column, index);
  const isPercent = isPercentItself(table, most, index);
  const value = valueOf(table, cell, { most, unit: unitCell, isPercent });
  if (isPercent && value.kind === 'number') evidence.raw += ', in percent itself';
  else if (place.outOf !== undefined) evidence.raw += ` out of ${most === undefined ? 'nothing' : rawOf(most)}`;
  if (unitCell !== undefined) evidence.raw += counted(unitCell);
  const found: Found = { value, evidence, at: evidence.at };
  if (part !== undefined) found.part = part;
  if (plan.title !== undefined) {
    found.partTitle = fillTemplate(plan.title, (name) => wordIn(table, name, index) ?? '').trim();
  }
  return found;
}

function valueOf(
  { ask, place }: Table,
  cell: Cell | undefined,
  { most, unit, isPercent }: { most: Cell | undefined; unit: Cell | undefined; isPercent: boolean },
): Value {
  if (cell === undefined || cell.kind === 'none') return { kind: 'absent', reason: 'unsupported' };
  if (cell.kind === 'failed') return { kind: 'absent', reason: cell.reason };
  if (place.outOf !== undefined && !isPercent) return shareOf(ask, place, cell, most);
  const decode = unitFrom(place.decode, place.unitOf?.units, unit);
  return 'reason' in decode ? { kind: 'absent', reason: decode.reason } : cellValue(cell, ask, decode);
}

/** Whether a row without a capacity says that its value is in percent. */
function isPercentItself(table: Table, most: Cell | undefined, index: string): boolean {
  if (table.plan.percentWhen.length === 0) return false;
  const capacity = most?.kind === 'value' ? Number(textOf(most)) : undefined;
  return !isStated(capacity) && isMet(table, table.plan.percentWhen, index);
}

/** A level that is no code, out of a capacity. */
function shareOf(ask: AskKind, place: SnmpTablePlace, level: ValueCell, most: Cell | undefined): Value {
  const { match, sentinels } = place.decode;
  const said = cellValue(level, { kind: 'number' }, { match, sentinels });
  if (said.kind !== 'number') return said;
  return percentOf(said.number, most?.kind === 'value' ? Number(textOf(most)) : undefined, ask, place.decode);
}

function isKept(table: Table, index: string): boolean {
  return table.plan.where.some((all) => isMet(table, all, index));
}

function isMet(table: Table, all: TablePlan['where'][number], index: string): boolean {
  return all.every(([name, meets]) => meets(wordIn(table, name, index)));
}

function partKey(table: Table, key: Template, index: string): string {
  return fillTemplate(key, (name) => {
    const said = wordIn(table, name, index);
    if (said === undefined) return lastNumber(index);
    const map = own(table.place.part?.maps ?? {}, name);
    return (map === undefined ? undefined : own(map, said)) ?? wordKey(said) ?? lastNumber(index);
  });
}

/** A word as part of a key; a number below zero keeps its sign in words, because -1 is another code than 1. */
function wordKey(said: string): string | undefined {
  return keyText(/^-\d+$/.test(said) ? `minus${said}` : said);
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
