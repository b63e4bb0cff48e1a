import type { Ask, Manners } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Cell } from './cell.ts';
import { getCells } from './get-cells.ts';
import {
  emptyAfter,
  isBelieved,
  lackedCells,
  learnColumns,
  rowOids,
  tableOf,
  takeUptime,
  UPTIME_OID,
} from './known-rows.ts';
import type { Link } from './link.ts';
import type { DeviceMemory, Memory } from './memory.ts';
import { planOf } from './table-plan.ts';
import { type Column, walkColumns } from './walk.ts';

/** What reading columns works with; `cells` holds what single objects said in this read, and is added to. */
export type ColumnsOptions = {
  link: Link;
  asks: Ask[];
  cells: Map<string, Cell>;
  memory: Memory;
  device: DeviceMemory;
  model: string;
  manners: Manners;
  clock: Clock;
};

/**
 * Columns of tables on one device in one read: rows that are known from the last reads are asked for by GET, the others are walked.
 * `cellsOf` gives the objects that known rows need, so that they go into the same requests as single objects; `notice` looks whether the device has
 * restarted, once these were asked; `read` gives whole columns.
 */
export type Columns = {
  cellsOf(columns: string[]): string[];
  notice(): void;
  read(columns: string[]): Promise<Map<string, Column>>;
};

/**
 * Opens the columns of one read.
 * Fails: never. Known rows are believed for nine reads and a day; the table is walked within the same read when one of them is gone, when the row
 * after the last one is there, or when the device has restarted since. Version 1 has no way to ask for a row that may not be there beside others,
 * so a new row waits for one of the other signs. Tables whose rows come and go (alerts, and rows that are only counted) and long ones are walked
 * each time. Objects over which the device failed whole requests are believed to be lacking for as long.
 */
export function openColumns({ link, asks, cells, memory, device, model, manners, clock }: ColumnsOptions): Columns {
  const changing = changingColumns(asks);
  if (device.rows !== undefined && !isBelieved(device.rows, clock())) device.rows = undefined;
  if (device.rows !== undefined) device.rows.reads += 1;
  const lacked = lackedCells(device);
  for (const cell of lacked) cells.set(cell.oid, cell);

  /** The rows a column is believed to have; undefined when it must be walked. */
  function indexesOf(column: string): readonly string[] | undefined {
    const known = device.rows?.layout.get(column);
    if (known === undefined || typeof known === 'number' || changing.has(column)) return undefined;
    return known.length === 0 && emptyAfter(device.rows, clock()) ? undefined : known;
  }

  /** The object that is there if the table has got another row; of the longest column, because others may leave rows out. */
  function witnessOf(columns: string[]): string | undefined {
    if (device.version === '1' || device.rows?.isBlunt === true) return undefined;
    let longest: { column: string; indexes: readonly string[] } | undefined;
    for (const column of columns) {
      const indexes = indexesOf(column) ?? [];
      if (indexes.length > (longest?.indexes.length ?? 0)) longest = { column, indexes };
    }
    return longest === undefined ? undefined : rowOids(longest.column, longest.indexes).next;
  }

  function cellsOf(columns: string[]): string[] {
    if (columns.length === 0 && lacked.length === 0) return [];
    const oids = [UPTIME_OID];
    for (const table of byTable(columns)) {
      for (const column of table) oids.push(...rowOids(column, indexesOf(column) ?? []).own);
      const witness = witnessOf(table);
      if (witness !== undefined) oids.push(witness);
    }
    return oids.filter((oid) => !cells.has(oid));
  }

  /** The columns of one table from what single objects said; undefined when its rows are not those that are known. */
  function fromCells(columns: string[]): Column[] | undefined {
    const witness = witnessOf(columns);
    const said = witness === undefined ? undefined : cells.get(witness);
    if (said?.kind === 'value') return undefined;
    if (device.rows !== undefined && said !== undefined && isBluntly(said)) device.rows.isBlunt = true;
    const built: Column[] = [];
    for (const column of columns) {
      const one = columnFrom(column, indexesOf(column) ?? [], cells);
      if (one === undefined) return undefined;
      built.push(one);
    }
    return built;
  }

  function notice(): void {
    takeUptime(device, cells.get(UPTIME_OID));
    // A device that has restarted may have got what it lacked.
    if (device.rows === undefined) for (const { oid } of lacked) cells.delete(oid);
  }

  async function read(columns: string[]): Promise<Map<string, Column>> {
    const wanted = [...new Set(columns)];
    const missing = cellsOf(wanted).filter((oid) => oid !== UPTIME_OID);
    if (missing.length > 0) for (const [oid, cell] of await getCells(link, missing, device)) cells.set(oid, cell);
    takeUptime(device, cells.get(UPTIME_OID));
    const done = new Map<string, Column>();
    const walked: string[] = [];
    const changed = new Set<string>();
    for (const table of byTable(wanted)) {
      const known = table.filter((column) => indexesOf(column) !== undefined);
      const built = fromCells(known);
      if (built === undefined) {
        walked.push(...table);
        for (const column of table) changed.add(column);
      } else {
        for (const column of built) done.set(column.oid, column);
        walked.push(...table.filter((column) => !known.includes(column)));
      }
    }
    if (walked.length === 0) return done;
    const rowsOf = (column: string): number | undefined => {
      const known = device.rows?.layout.get(column);
      const rows = typeof known === 'object' ? known.length : (known ?? memory.rows(model, column));
      // A table that changed has most likely got one row more.
      return rows === undefined || !changed.has(column) ? rows : rows + 1;
    };
    const bulk = manners.bulk === true && manners.fragile !== true;
    const found = await walkColumns(link, walked, { rowsOf, bulk, atOnce: device.varbinds });
    learnColumns({ memory, device, model, changing, now: clock() }, found);
    takeUptime(device, cells.get(UPTIME_OID));
    for (const [oid, column] of found) done.set(oid, column);
    return done;
  }

  return { cellsOf, notice, read };
}

/** A column whose rows were asked for one by one; undefined when one of them is not there any more. */
function columnFrom(oid: string, indexes: readonly string[], cells: Map<string, Cell>): Column | undefined {
  const column: Column = { oid, rows: new Map() };
  const { own } = rowOids(oid, indexes);
  for (const [n, index] of indexes.entries()) {
    const cell = cells.get(own[n] ?? '');
    if (cell === undefined || cell.kind === 'none') return undefined;
    if (cell.kind === 'failed' && cell.reason !== 'malformed') {
      column.failure ??= { reason: cell.reason, said: cell.said, when: cell.when };
    } else {
      column.rows.set(index, cell);
    }
  }
  return column;
}

/** Whether a device failed a whole request, or could not answer, for the sake of one object that is not there. */
function isBluntly(cell: Cell): boolean {
  return cell.kind === 'failed' || (cell.kind === 'none' && cell.said === 'noSuchName');
}

function byTable(columns: string[]): string[][] {
  const tables = new Map<string, string[]>();
  for (const column of new Set(columns)) {
    const table = tables.get(tableOf(column));
    if (table === undefined) tables.set(tableOf(column), [column]);
    else table.push(column);
  }
  return [...tables.values()];
}

const changingOf = new WeakMap<Ask[], ReadonlySet<string>>();

/** Columns of tables whose rows come and go: a table that may be empty says so by its state, and rows that are counted are events. */
function changingColumns(asks: Ask[]): ReadonlySet<string> {
  const known = changingOf.get(asks);
  if (known !== undefined) return known;
  const places = asks.flatMap((ask) => ask.places);
  const found = places.flatMap((place) => {
    if (place.kind !== 'snmp-table') return [];
    return place.empty !== undefined || place.same === 'count' ? planOf(place).needed : [];
  });
  const changing = new Set(found);
  changingOf.set(asks, changing);
  return changing;
}
