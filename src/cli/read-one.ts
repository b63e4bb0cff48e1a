import type { Ask } from '../core/place.ts';
import type { Reader } from '../core/ports.ts';
import type { Evidence, Reading } from '../core/reading.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from '../rules/book.ts';
import { askDevice, type DeviceAt, identifyDevice, mannersOf, type Unheard } from './identify.ts';
import { planAll } from './plan-all.ts';

/**
 * One line of what a device says: an item or a part of it. `serviceMode` is where an engineer finds what is absent.
 * Units: `at` milliseconds since 1970, when the value was true.
 */
export type ReadRow = {
  item: string;
  title: string;
  part?: string;
  partTitle?: string;
  value: Value;
  at: number;
  evidence: Evidence[];
  serviceMode?: string;
};

/** A device as it was read: who it says it is (`saidModel` in its own words), the profile that fits, and all items. */
export type ReadDevice = {
  address: string;
  serial?: string;
  model?: string;
  saidModel?: string;
  sysObjectID?: string;
  description?: string;
  profile: string;
  rows: ReadRow[];
};

/** Where an unregistered device is; without `snmpPort`, `port` says it. `isPrintPortShut` leaves the print port (PJL) alone. */
export type ReadAt = DeviceAt & { port?: number | undefined; isPrintPortShut?: boolean | undefined };

/**
 * Identifies a device nobody has registered yet, and reads every item the rules know.
 * Units: `deadlineMs` for all of it; who it is has half of that, the items what is left.
 * Fails: never for the device's sake.
 */
export async function readOne(
  book: RuleBook,
  reader: Reader,
  { port, isPrintPortShut, ...at }: ReadAt,
  deadlineMs: number,
): Promise<ReadDevice | Unheard> {
  const device: DeviceAt = { snmpPort: port, ...at };
  const startedAt = performance.now();
  const identified = await identifyDevice(book, reader, device, { deadlineMs: deadlineMs / 2, overIpp: true });
  if ('silent' in identified) return identified;
  const { who, profile } = identified;
  const { asks } = planAll(book, profile);
  const wanted = isPrintPortShut === true ? asks.map(withoutPjl) : asks;
  const leftMs = deadlineMs - (performance.now() - startedAt);
  const options = { deadlineMs: leftMs, manners: mannersOf(book, profile) };
  const { readings } = await askDevice(reader, device, who, wanted, options);
  return { address: at.address, ...who, profile: profile.id, rows: readings.map((reading) => rowOf(book, reading)) };
}

function withoutPjl(ask: Ask): Ask {
  return { ...ask, places: ask.places.filter(({ kind }) => kind !== 'pjl') };
}

function rowOf(book: RuleBook, reading: Reading): ReadRow {
  const { item, part, partTitle, value, at, evidence } = reading;
  const def = book.items.get(item);
  const row: ReadRow = { item, title: def?.title ?? item, value, at, evidence };
  if (part !== undefined) row.part = part;
  if (partTitle !== undefined) row.partTitle = partTitle;
  if (value.kind === 'absent' && def?.serviceMode !== undefined) row.serviceMode = def.serviceMode;
  return row;
}
