import type { Cell } from './cell.ts';
import type { DeviceMemory, KnownRows, Layout, Memory } from './memory.ts';
import { nextIndex } from './oid.ts';
import type { Column } from './walk.ts';

/** How long the device has been up; when that goes back, options may have been fitted. */
export const UPTIME_OID = '1.3.6.1.2.1.1.3.0';

/** Reads that believe known rows before they are walked again, whatever the device shows. */
const MOST_READS = 9;
const WEEK_MS = 7 * 86_400_000;
/** A table without rows shows nothing by which a first row would be noticed, so it is believed for less long. */
const EMPTY_MS = 600_000;
/** Longer tables take fewer requests to walk than to ask for row by row. */
const MOST_KNOWN = 32;
const NO_COLUMNS: Layout = new Map();
/** Objects that a device is remembered to lack; all that a profile asks for are fewer. */
const MOST_LACKS = 1000;
/** Clocks of devices are not exact. */
const DRIFT_MS = 60_000;

/** Whether known rows may be believed once more. */
export function isBelieved({ reads, walkedAt }: KnownRows, now: number): boolean {
  return reads < MOST_READS && now - walkedAt < WEEK_MS;
}

/** Whether it is too long ago that tables were found empty. */
export function emptyAfter(rows: KnownRows | undefined, now: number): boolean {
  return rows?.emptyAt === undefined || now - rows.emptyAt >= EMPTY_MS;
}

/** What is known of a device's rows, to be added to. */
export function knownRows(device: DeviceMemory, now: number): KnownRows {
  device.rows ??= {
    layout: NO_COLUMNS,
    walkedAt: now,
    reads: 0,
    emptyAt: undefined,
    bootedAt: undefined,
    owner: undefined,
    turns: undefined,
    isBlunt: undefined,
    lacks: undefined,
    first: undefined,
  };
  return device.rows;
}

/** The table a column belongs to: the entry it stands in. */
export function tableOf(column: string): string {
  return column.slice(0, column.lastIndexOf('.'));
}

const oidsOf = new WeakMap<readonly string[], { own: readonly string[]; next?: string }>();

/**
 * The objects of a column's known rows, and the one that the next row would have; made once for all devices that share the layout.
 * Shape: `indexes` as they stand in a layout, where each column has a list of its own.
 */
export function rowOids(column: string, indexes: readonly string[]): { own: readonly string[]; next?: string } {
  const known = oidsOf.get(indexes);
  if (known !== undefined) return known;
  const own = indexes.map((index) => `${column}.${index}`);
  const last = indexes.at(-1);
  const made = last === undefined ? { own } : { own, next: `${column}.${nextIndex(last)}` };
  oidsOf.set(indexes, made);
  return made;
}

/** Notes when the device was started, and forgets its rows when that was after they were learnt. */
export function takeUptime(device: DeviceMemory, cell: Cell | undefined): void {
  const { rows } = device;
  if (rows === undefined || cell?.kind !== 'value' || typeof cell.value !== 'number') return;
  const bootedAt = cell.when.at - cell.value * 10;
  if (bootedAt - (rows.bootedAt ?? rows.walkedAt) > DRIFT_MS) device.rows = undefined;
  else rows.bootedAt = bootedAt;
}

/** Remembers the rows of columns that were walked to their end. */
export function learnColumns(
  at: { memory: Memory; device: DeviceMemory; model: string; changing: ReadonlySet<string>; now: number },
  found: Map<string, Column>,
): void {
  const { memory, device, model, changing, now } = at;
  const known = knownRows(device, now);
  const layout = new Map(known.layout);
  let isNew = false;
  let isEmpty = false;
  for (const [oid, { rows, failure }] of found) {
    if (failure !== undefined) continue;
    memory.learnRows(model, oid, rows.size);
    if (known.lacks !== undefined) for (const index of rows.keys()) known.lacks.delete(`${oid}.${index}`);
    const isListed = rows.size <= MOST_KNOWN && !changing.has(oid);
    const entry = isListed ? [...rows.keys()] : rows.size;
    isEmpty ||= isListed && rows.size === 0;
    if (JSON.stringify(layout.get(oid)) === JSON.stringify(entry)) continue;
    layout.set(oid, entry);
    isNew = true;
  }
  if (isNew) known.layout = memory.share(layout);
  if (isEmpty && emptyAfter(known, now)) known.emptyAt = now;
}

/** Remembers an object over which the device failed a request by noSuchName, so that it does not fail the next ones. */
export function learnLack(device: DeviceMemory, oid: string, at: number): void {
  const rows = knownRows(device, at);
  rows.lacks ??= new Map();
  if (rows.lacks.size < MOST_LACKS) rows.lacks.set(oid, at);
}

/** What is said of the objects that the device is not asked for again, because each would fail the request it is in. */
export function lackedCells({ rows }: DeviceMemory): Cell[] {
  return [...(rows?.lacks ?? [])].map(([oid, at]) => {
    const said = `noSuchName at ${new Date(at).toISOString()}, not asked again since`;
    return { kind: 'none', oid, said, when: { at, tookMs: 0 } };
  });
}
