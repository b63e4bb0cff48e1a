import type { Ask, IdentityPlaces } from '../core/place.ts';
import type { Device } from '../core/device.ts';
import type { DeviceAnswer, Reader } from '../core/ports.ts';
import type { Evidence, Reading } from '../core/reading.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import type { ProfileDef } from '../rules/schema.ts';
import { planAll } from './plan-all.ts';

/** One line of what a device says: an item or a part of it. `serviceMode` is where an engineer finds what is absent. */
export type ReadRow = {
  item: string;
  title: string;
  part?: string;
  partTitle?: string;
  value: Value;
  evidence: Evidence[];
  serviceMode?: string;
};

/** A device as it was read: who it says it is, the profile that fits, and all items. */
export type ReadDevice = {
  address: string;
  serial?: string;
  model?: string;
  sysObjectID?: string;
  description?: string;
  profile: string;
  rows: ReadRow[];
};

/** A device that did not answer, and what was tried. */
export type Silent = { address: string; silent: string };

type Who = { serial?: string; model?: string; sysObjectID?: string; description?: string };

const NOBODY: IdentityPlaces = { serial: [], model: [] };
const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const SYS_DESCR = '1.3.6.1.2.1.1.1.0';

/**
 * Identifies a device nobody has registered yet, and reads every item the rules know.
 * Units: `deadlineMs` for the items; who it is has half of that.
 * Fails: never for the device's sake.
 */
export async function readOne(
  book: RuleBook,
  reader: Reader,
  at: { address: string; port?: number | undefined },
  deadlineMs: number,
): Promise<ReadDevice | Silent> {
  const device: Device = { serial: '', model: '', customer: '', address: at.address, snmpPort: at.port };
  const ask = (asks: Ask[], who: Who, ms: number): Promise<DeviceAnswer> =>
    reader.read({
      device: { ...device, serial: who.serial ?? '', model: who.model ?? '' },
      asks,
      identity: NOBODY,
      deadlineMs: ms,
    });
  let profile: ProfileDef = book.generic;
  const first = await ask(identityAsks(book, profile), {}, deadlineMs / 2);
  if (first.outcome.kind === 'silent') return { address: at.address, silent: first.outcome.tried };
  let who = whoOf(first.readings);
  const found = profileFor(book, who);
  if (found !== profile) {
    who = { ...who, ...whoOf((await ask(identityAsks(book, found), who, deadlineMs / 2)).readings) };
    // The maker's own name of the model may fit a more specific profile than the standard's.
    profile = profileFor(book, who);
  }
  const { readings } = await ask(planAll(book, profile).asks, who, deadlineMs);
  return { address: at.address, ...who, profile: profile.id, rows: readings.map((reading) => rowOf(book, reading)) };
}

function profileFor(book: RuleBook, who: Who): ProfileDef {
  return matchProfile(book, { model: who.model ?? '', sysObjectID: who.sysObjectID });
}

function identityAsks(book: RuleBook, profile: ProfileDef): Ask[] {
  const { identity } = planAll(book, profile);
  const get = (oid: string): Ask['places'] => [{ kind: 'snmp-get', oid, decode: {} }];
  return [
    { item: 'sysObjectID', kind: 'text', places: get(SYS_OBJECT_ID) },
    { item: 'description', kind: 'text', places: get(SYS_DESCR) },
    { item: 'serial', kind: 'text', places: identity.serial },
    { item: 'model', kind: 'text', places: identity.model },
  ];
}

function whoOf(readings: Reading[]): Who {
  const who: Who = {};
  for (const key of ['serial', 'model', 'sysObjectID', 'description'] as const) {
    const value = readings.find(({ item }) => item === key)?.value;
    if (value?.kind === 'text') who[key] = value.text;
  }
  return who;
}

function rowOf(book: RuleBook, reading: Reading): ReadRow {
  const { item, part, partTitle, value, evidence } = reading;
  const def = book.items.get(item);
  const row: ReadRow = { item, title: def?.title ?? item, value, evidence };
  if (part !== undefined) row.part = part;
  if (partTitle !== undefined) row.partTitle = partTitle;
  if (value.kind === 'absent' && def?.serviceMode !== undefined) row.serviceMode = def.serviceMode;
  return row;
}
