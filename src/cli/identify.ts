import type { Device } from '../core/device.ts';
import type { Ask, Manners, Place } from '../core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import type { ProfileDef } from '../rules/schema.ts';
import { planAll } from './plan-all.ts';

/** Where a device is that nobody has registered yet. */
export type DeviceAt = Omit<Device, 'serial' | 'model' | 'customer'>;

/** Who a device says it is, as far as it says so. */
export type Who = { serial?: string; model?: string; sysObjectID?: string; description?: string };

/** A device that answered, with the profile that fits. */
export type Identified = { who: Who; profile: ProfileDef };

/** A device that told nothing: what was tried, or, where it is there and refuses, how it said so. */
export type Unheard = { address: string; silent: string; isRefused: boolean };

/** How to identify. Units: `deadlineMs` for each of the two questions. `overIpp` also asks over IPP for what SNMP does not say. */
export type IdentifyOptions = { deadlineMs: number; overIpp?: boolean | undefined; signal?: AbortSignal | undefined };

const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const SYS_DESCR = '1.3.6.1.2.1.1.1.0';
const OVER_IPP: Record<'serial' | 'model', Place> = {
  serial: { kind: 'ipp', attribute: 'printer-serial-number', decode: {} },
  model: { kind: 'ipp', attribute: 'printer-make-and-model', decode: {} },
};

/**
 * Asks a device who it is, in the places of the generic profile and then of the profile that fits, and finds its profile.
 * Fails: never for the device's sake; silence and refusal come back in words.
 */
export async function identifyDevice(
  book: RuleBook,
  reader: Reader,
  at: DeviceAt,
  options: IdentifyOptions,
): Promise<Identified | Unheard> {
  const ask = (profile: ProfileDef, serial: string): Promise<DeviceAnswer> => {
    const asks = identityAsks(book, profile, options.overIpp ?? false);
    return askDevice(reader, at, { serial }, asks, { ...options, manners: mannersOf(book, profile) });
  };
  let answer = await ask(book.generic, '');
  let said: Who = {};
  if (answer.outcome.kind === 'wrong-device') {
    // Over IPP a device proves itself by its serial; now that it has told it, it is asked as itself.
    said = { serial: answer.outcome.said };
    answer = await ask(book.generic, answer.outcome.said);
  }
  const unheard = unheardOf(at.address, answer);
  if (unheard !== undefined) return unheard;
  let who: Who = { ...said, ...whoOf(answer.readings) };
  const found = profileFor(book, who);
  if (found === book.generic) return { who, profile: found };
  who = { ...who, ...whoOf((await ask(found, who.serial ?? '')).readings) };
  // The maker's own name of the model may fit a more specific profile than the standard's.
  return { who, profile: profileFor(book, who) };
}

/**
 * Asks a device that is in no registry.
 * Shape: without identity places, because nothing is known that it could be checked against.
 */
export function askDevice(
  reader: Reader,
  at: DeviceAt,
  who: Who,
  asks: Ask[],
  { deadlineMs, signal, manners }: Pick<ReadRequest, 'deadlineMs' | 'signal' | 'manners'>,
): Promise<DeviceAnswer> {
  const device = { ...at, serial: who.serial ?? '', model: who.model ?? '', customer: '' };
  return reader.read({ device, asks, identity: { serial: [], model: [] }, deadlineMs, signal, manners });
}

/** How the profile wants its devices spoken to; they are read once here, whatever time it wants between two reads. */
export function mannersOf(book: RuleBook, profile: ProfileDef): Manners {
  return { ...planAll(book, profile).manners, everySeconds: undefined };
}

/** Why there is nothing to be had of a device; undefined when it answered. */
export function unheardOf(address: string, { outcome }: DeviceAnswer): Unheard | undefined {
  switch (outcome.kind) {
    case 'answered':
      return undefined;
    case 'silent':
      return { address, silent: outcome.tried, isRefused: false };
    case 'refused':
      return { address, silent: outcome.said, isRefused: true };
    case 'wrong-device':
      return { address, silent: `it says another serial each time, last ${outcome.said}`, isRefused: false };
  }
}

/** Silence or refusal as a sentence for a terminal. */
export function unheardInWords({ address, silent, isRefused }: Unheard): string {
  return `${address} ${isRefused ? 'is there and refused to answer' : 'did not answer'}: ${silent}`;
}

function profileFor(book: RuleBook, who: Who): ProfileDef {
  return matchProfile(book, { model: who.model ?? '', sysObjectID: who.sysObjectID });
}

function identityAsks(book: RuleBook, profile: ProfileDef, overIpp: boolean): Ask[] {
  const { identity } = planAll(book, profile);
  const get = (oid: string): Place[] => [{ kind: 'snmp-get', oid, decode: {} }];
  const last = (key: 'serial' | 'model'): Place[] => (overIpp ? [OVER_IPP[key]] : []);
  return [
    { item: 'sysObjectID', kind: 'text', places: get(SYS_OBJECT_ID) },
    { item: 'description', kind: 'text', places: get(SYS_DESCR) },
    { item: 'serial', kind: 'text', places: [...identity.serial, ...last('serial')] },
    { item: 'model', kind: 'text', places: [...identity.model, ...last('model')] },
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
