import type { Ask, IdentityPlaces, Manners, SnmpGetPlace, SnmpTablePlace } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason } from '../../core/value.ts';
import { type AskResults, hasValue, type PlaceResult } from '../place-result.ts';
import { isSnmp } from '../protocol-of.ts';
import { type Cell, cellValue, evidenceOf } from './cell.ts';
import { type Columns, openColumns } from './columns.ts';
import { getCells } from './get-cells.ts';
import { identityOids, isOther, readIdentity, type Said } from './identity.ts';
import { ownerOid, resolveOid } from './instance.ts';
import { type End, reasonOf } from './exchange.ts';
import type { Link } from './link.ts';
import type { DeviceMemory, Memory } from './memory.ts';
import { readTable } from './table.ts';
import { planOf } from './table-plan.ts';
import type { Column } from './walk.ts';

/** What a device is asked over SNMP. `results` is filled in place, so that a deadline finds what was read by then. */
export type SnmpWork = {
  link: Link;
  address: string;
  serial: string;
  model: string;
  asks: Ask[];
  results: AskResults[];
  identity: IdentityPlaces;
  memory: Memory;
  device: DeviceMemory;
  manners: Manners;
  clock: Clock;
};

/** Who the device said it is, and whether that is another one than asked for. */
export type SnmpEnd = { said: Said; isOther: boolean };

type Work = SnmpWork & { cells: Map<string, Cell>; columns: Map<string, Column>; tables: Columns };
type Pending = { ask: Ask; results: AskResults; n: number; place: SnmpGetPlace | SnmpTablePlace };

/**
 * Reads what can be read over SNMP, in as few requests as the device takes: first who it is and single objects, then what is left of them
 * and all tables together; then the next places of what was not offered.
 * Fails: never; each ask has a result for each place that was tried.
 */
export async function readSnmp(given: SnmpWork): Promise<SnmpEnd> {
  const cells = new Map<string, Cell>();
  const work: Work = { ...given, cells, columns: new Map(), tables: openColumns({ ...given, cells }) };
  const said = await readFirst(work);
  if (isOther(said.serial, work.serial)) return { said, isOther: true };
  for (;;) {
    const pending = takeResults(work);
    const end = work.link.end();
    if (end !== undefined) giveUp(pending, end);
    if (pending.length === 0 || end !== undefined) return { said, isOther: false };
    await readRound(work, pending);
  }
}

/** The first request: identity, the interface that owns the address, and as many single objects and known rows as fit beside them. */
async function readFirst(work: Work): Promise<Said> {
  const needsOwner = work.asks.some((ask) => ask.places.some(isOfInterface));
  const owner = needsOwner ? ownerOid(work.address) : undefined;
  const first = [...identityOids(work.identity), ...(owner === undefined ? [] : [owner])];
  const pending = pendingOf(work);
  const known = work.tables.cellsOf(columnsOf(work, pending));
  const oids = [...new Set([...first, ...getOids(work, pending), ...known])];
  await getInto(work, oids.slice(0, Math.max(work.device.varbinds, first.length)));
  return readIdentity(work.identity, work.cells);
}

async function readRound(work: Work, pending: Pending[]): Promise<void> {
  const columns = columnsOf(work, pending);
  const oids = [...getOids(work, pending), ...work.tables.cellsOf(columns)];
  if (oids.length > 0) await getInto(work, oids);
  if (columns.length === 0) return;
  for (const [oid, column] of await work.tables.read(columns)) work.columns.set(oid, column);
}

/** Columns that the pending asks need and that are not known yet. */
function columnsOf(work: Work, pending: Pending[]): string[] {
  const columns = pending.flatMap(({ place }) => (place.kind === 'snmp-table' ? planOf(place).needed : []));
  return columns.filter((oid) => !work.columns.has(oid));
}

async function getInto(work: Work, oids: string[]): Promise<void> {
  for (const [oid, cell] of await getCells(work.link, oids, work.device)) work.cells.set(oid, cell);
}

/** Objects that the pending asks need and that are not known yet. */
function getOids(work: Work, pending: Pending[]): string[] {
  const owner = ownerOf(work);
  const oids = pending.flatMap(({ place }) => {
    const resolved = place.kind === 'snmp-get' ? resolveOid(place, work.address, owner) : undefined;
    return resolved !== undefined && 'oid' in resolved ? [resolved.oid] : [];
  });
  return oids.filter((oid) => !work.cells.has(oid));
}

/** The place to try next of each ask that has no value yet. */
function pendingOf(work: Work): Pending[] {
  const pending: Pending[] = [];
  for (const [index, ask] of work.asks.entries()) {
    const results = work.results[index] ?? [];
    const n = ask.places.findIndex((place, at) => isSnmp(place) && !isPassed(results[at]));
    const place = ask.places[n];
    const result = results[n];
    if (place !== undefined && isSnmp(place) && result === undefined) pending.push({ ask, results, n, place });
  }
  return pending;
}

/** Whether a place was tried and gave no value, so that the next one's turn has come. */
function isPassed(result: PlaceResult | undefined): boolean {
  return result !== undefined && !hasValue(result);
}

/** Puts down results as long as there are some to be had from what was read; what is left must be asked. */
function takeResults(work: Work): Pending[] {
  for (;;) {
    const pending = pendingOf(work);
    let isNew = false;
    for (const { ask, results, n, place } of pending) {
      const result = place.kind === 'snmp-get' ? fromCell(work, ask, place) : fromTable(work, ask, place);
      if (result === undefined) continue;
      results[n] = result;
      isNew = true;
    }
    if (!isNew) return pending;
  }
}

/** What could not be asked any more; where a place was cut short already, the next ones are not blamed as well. */
function giveUp(pending: Pending[], end: End): void {
  const reason = reasonOf(end);
  for (const { results, n, place } of pending) {
    if (results.some((result) => result?.kind === 'next' && result.reason === reason)) continue;
    const oid = place.kind === 'snmp-get' ? place.oid : (planOf(place).needed[0] ?? place.value);
    const evidence: Evidence = { protocol: 'snmp', place: oid, raw: end.said, ...end.when };
    results[n] = { kind: 'next', reason, evidence };
  }
}

function fromTable(work: Work, ask: Ask, place: SnmpTablePlace): PlaceResult | undefined {
  const isRead = planOf(place).needed.every((oid) => work.columns.has(oid));
  return isRead ? readTable(ask, place, work.columns, work.clock()) : undefined;
}

function fromCell(work: Work, ask: Ask, place: SnmpGetPlace): PlaceResult | undefined {
  const resolved = resolveOid(place, work.address, ownerOf(work));
  if (resolved === undefined) return undefined;
  if ('why' in resolved) {
    if (typeof resolved.why !== 'string') return next(resolved.why);
    const evidence: Evidence = { protocol: 'snmp', place: place.oid, raw: resolved.why, at: work.clock(), tookMs: 0 };
    return { kind: 'next', reason: 'unsupported', evidence };
  }
  const cell = work.cells.get(resolved.oid);
  if (cell === undefined) return undefined;
  if (cell.kind !== 'value') return next(cell);
  return {
    kind: 'found',
    found: [{ value: cellValue(cell, ask, place.decode), evidence: evidenceOf(cell), at: cell.when.at }],
  };
}

function next(cell: Cell): PlaceResult {
  const reason: AbsentReason = cell.kind === 'failed' ? cell.reason : 'unsupported';
  return { kind: 'next', reason, evidence: evidenceOf(cell) };
}

function ownerOf(work: Work): Cell | undefined {
  const oid = ownerOid(work.address);
  return oid === undefined ? undefined : work.cells.get(oid);
}

function isOfInterface(place: Ask['places'][number]): boolean {
  return place.kind === 'snmp-get' && place.instance === 'management-interface';
}
