import type { Ask, IdentityPlaces, Manners, SnmpPlace } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Evidence } from '../../core/reading.ts';
import { type AskResults, hasValue, type PlaceResult } from '../place-result.ts';
import { isSnmp } from '../protocol-of.ts';
import type { Head } from '../lane/head.ts';
import type { Cell, ValueCell } from './cell.ts';
import { CHARSET_OIDS, declaredCharset, needsCharset } from './charset.ts';
import { type Columns, openColumns } from './columns.ts';
import { getCells } from './get-cells.ts';
import { firstOids, rememberFirst } from './first-oids.ts';
import {
  fromTables,
  identityOids,
  identityTables,
  isModel,
  isOther,
  isSerial,
  readIdentity,
  type Said,
} from './identity.ts';
import { ownerOids } from './instance.ts';
import { type End, reasonOf } from './exchange.ts';
import type { Link } from './link.ts';
import { learnTurns, lookAhead } from './look-ahead.ts';
import type { DeviceMemory, Memory } from './memory.ts';
import { placeColumns, placeName, placeOids, tryPlace } from './try-place.ts';
import type { Column } from './walk.ts';

/** What a device is asked over SNMP. `results` is filled in place, so that a deadline finds what was read by then; `head` is what the lane found out. */
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
  head?: Head | undefined;
};

/** Who the device said it is, and whether that is another one than asked for. */
export type SnmpEnd = { said: Said; isOther: boolean };

type Work = SnmpWork & {
  cells: Map<string, Cell>;
  columns: Map<string, Column>;
  tables: Columns;
  first: readonly string[];
};
type Pending = { ask: Ask; results: AskResults; n: number; place: SnmpPlace };

/**
 * Reads what can be read over SNMP, in as few requests as the device takes: first who it is and single objects, then what is left of them
 * and all tables together; then the next places of what was not offered.
 * Fails: never; each ask has a result for each place that was tried.
 */
export async function readSnmp(given: SnmpWork): Promise<SnmpEnd> {
  const { link, address, serial, model, asks, results, identity, memory, device, manners, clock, head } = given;
  const cells = new Map<string, Cell>();
  const tables = openColumns({ link, asks, cells, memory, device, model, manners, clock });
  const work: Work = {
    link,
    address,
    serial,
    model,
    asks,
    results,
    identity,
    memory,
    device,
    manners,
    clock,
    head,
    cells,
    columns: new Map(),
    tables,
    first: [],
  };
  const said = await readFirst(work);
  if (isOther(said.serial, work.serial)) return { said, isOther: true };
  for (;;) {
    const pending = pendingOf(work, (ask, place) => tryPlace(ask, place, work));
    const end = work.link.end();
    if (end !== undefined) giveUp(pending, end);
    if (pending.length === 0 && end === undefined) {
      learnTurns(work);
      rememberFirst(work, { asks: work.asks, identity: work.identity, now: work.clock() }, work.first);
    }
    if (pending.length === 0 || end !== undefined) return { said, isOther: false };
    await readRound(work, pending);
  }
}

/**
 * The first request: identity, the interface that owns the address, and as many single objects and known rows as fit beside them. Where the
 * device does not say who it is in the usual place, the others are asked as well.
 */
async function readFirst(work: Work): Promise<Said> {
  const { identity } = work;
  const needsOwner = work.asks.some((ask) => ask.places.some(isOfInterface));
  // Version 1 fails a request for the sake of one object that is not there, so the second is asked only where it is needed.
  const owners = needsOwner ? ownerOids(work.address).slice(0, work.device.version === '1' ? 1 : 2) : [];
  const { first, others } = identityOids(identity);
  const of = { asks: work.asks, identity, now: work.clock() };
  const oids = firstOids(work, of, () =>
    besideOids(work, [...first, ...owners], work.device.version === '1' ? [] : CHARSET_OIDS),
  );
  work.first = oids;
  if (work.head?.cells === undefined) await getInto(work, oids);
  else await takeIn(work, work.head.cells);
  work.tables.notice();
  let said = readIdentity(identity, work.cells);
  const isKnown = said.serial !== undefined && (said.model !== undefined || work.model !== '');
  if (!isKnown && others.length > 0 && work.link.end() === undefined) {
    await getInto(work, besideOids(work, others, []));
    said = readIdentity(identity, work.cells);
  }
  return await addFromTables(work, said);
}

/** What tables say of the serial and the model; they are walked only where single objects did not say it. */
async function addFromTables(work: Work, said: Said): Promise<Said> {
  const serials = said.serial === undefined ? work.identity.serial : [];
  const models = said.model === undefined && work.model === '' ? work.identity.model : [];
  const columns = identityTables([...serials, ...models]).flatMap(placeColumns);
  if (columns.length === 0 || work.link.end() !== undefined) return said;
  await readColumns(
    work,
    [...new Set(columns)].filter((oid) => !work.columns.has(oid)),
  );
  const serial = fromTables(serials, work.columns, work.clock(), isSerial);
  const model = fromTables(models, work.columns, work.clock(), isModel);
  return {
    ...said,
    ...(serial === undefined ? {} : { serial: serial.text, proof: serial.proof }),
    ...(model === undefined ? {} : { model: model.text }),
  };
}

/** Objects, and as many of those that are pending as fit into the same request; `last` are there where there is still room. */
function besideOids(work: Work, needed: string[], last: readonly string[]): readonly string[] {
  const pending = pendingOf(work, lookNowhere);
  const ahead = lookAhead(work);
  const { serial, model } = work.identity;
  const whose = identityTables([...serial, ...model]).flatMap(placeColumns);
  const known = work.tables.cellsOf([...columnsOf(work, pending), ...ahead.columns, ...whose]);
  const all = [...new Set([...needed, ...getOids(work, pending), ...ahead.oids, ...known])].filter(
    (oid) => !work.cells.has(oid),
  );
  const oids = all.slice(0, Math.max(work.device.varbinds, needed.length));
  const room = work.asks.some(mayBringText) ? work.device.varbinds - oids.length : 0;
  return room >= last.length ? [...oids, ...last] : oids;
}

async function readRound(work: Work, pending: Pending[]): Promise<void> {
  const ahead = lookAhead(work);
  const columns = [...columnsOf(work, pending), ...ahead.columns];
  const oids = [...getOids(work, pending), ...ahead.oids, ...work.tables.cellsOf(columns)];
  if (oids.length > 0) await getInto(work, oids);
  if (columns.length > 0) await readColumns(work, columns);
}

/** Columns that the pending asks need and that are not known yet. */
function columnsOf(work: Work, pending: Pending[]): string[] {
  return pending.flatMap(({ place }) => placeColumns(place)).filter((oid) => !work.columns.has(oid));
}

async function readColumns(work: Work, columns: string[]): Promise<void> {
  const odd: ValueCell[] = [];
  for (const [oid, column] of await work.tables.read(columns)) {
    work.columns.set(oid, column);
    for (const cell of column.rows.values()) if (needsCharset(cell)) odd.push(cell);
  }
  await setCharset(work, odd);
}

async function getInto(work: Work, oids: readonly string[]): Promise<void> {
  const found = await getCells(work.link, oids, work.device);
  await takeIn(work, found.values());
}

async function takeIn(work: Work, cells: Iterable<Cell>): Promise<void> {
  const odd: ValueCell[] = [];
  for (const cell of cells) {
    work.cells.set(cell.oid, cell);
    if (needsCharset(cell)) odd.push(cell);
  }
  await setCharset(work, odd);
}

/** Gives texts the character set that the device declares; it is asked for when a text needs it and it did not come along. */
async function setCharset(work: Work, odd: ValueCell[]): Promise<void> {
  if (odd.length === 0) return;
  let declared = declaredCharset(work.cells);
  while ('need' in declared) {
    await getInto(work, declared.need);
    declared = declaredCharset(work.cells);
  }
  if (declared.charset !== undefined) for (const cell of odd) cell.charset = declared.charset;
}

/** Objects that the pending asks need and that are not known yet. */
function getOids(work: Work, pending: Pending[]): string[] {
  return pending.flatMap(({ place }) => placeOids(place, work)).filter((oid) => !work.cells.has(oid));
}

/**
 * The place to try next of each ask that has no value yet.
 * Shape: `look` gives what was read of a place already; it is put down, and where it is no value the next place's turn comes.
 */
function pendingOf(work: Work, look: (ask: Ask, place: SnmpPlace) => PlaceResult | undefined): Pending[] {
  const pending: Pending[] = [];
  // This runs several times for each read of each device, so it makes nothing but what it gives back.
  for (let index = 0; index < work.asks.length; index += 1) {
    const ask = work.asks[index];
    const results = work.results[index];
    if (ask === undefined || results === undefined) continue;
    for (let n = 0; n < ask.places.length; n += 1) {
      const place = ask.places[n];
      if (place === undefined || !isSnmp(place)) continue;
      const result = (results[n] ??= look(ask, place));
      if (result === undefined) pending.push({ ask, results, n, place });
      if (result === undefined || hasValue(result)) break;
    }
  }
  return pending;
}

function lookNowhere(): undefined {
  return undefined;
}

/** What could not be asked any more; where a place was cut short already, the next ones are not blamed as well. */
function giveUp(pending: Pending[], end: End): void {
  const reason = reasonOf(end);
  for (const { results, n, place } of pending) {
    if (results.some((result) => result?.kind === 'next' && result.reason === reason)) continue;
    const evidence: Evidence = { protocol: 'snmp', place: placeName(place), raw: end.said, ...end.when };
    results[n] = { kind: 'next', reason, evidence };
  }
}

function isOfInterface(place: Ask['places'][number]): boolean {
  return place.kind === 'snmp-get' && place.instance === 'management-interface';
}

/** Whether something may come of an ask that is a text: of its own, or the device's name of a part. */
function mayBringText({ kind, places }: Ask): boolean {
  return kind !== 'number' || places.some((place) => place.kind === 'snmp-table' && place.part?.title !== undefined);
}
