import type { Device } from '../core/device.ts';
import { modelName } from '../core/model-name.ts';
import type { Ask, Manners, Place } from '../core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { plainSerial } from '../core/serial.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import type { ProfileDef } from '../rules/schema.ts';
import { planAll } from './plan-all.ts';

/** Where a device is that nobody has registered yet. */
export type DeviceAt = Omit<Device, 'serial' | 'model' | 'customer'>;

/** Who a device says it is, as far as it says so; `model` is the name by which models are the same, `saidModel` the device's own words. */
export type Who = { serial?: string; model?: string; saidModel?: string; sysObjectID?: string; description?: string };

/** A device that answered, with the profile that fits. */
export type Identified = { who: Who; profile: ProfileDef };

/** A device that told nothing: what was tried, or, where it is there and refuses, how it said so. */
export type Unheard = { address: string; silent: string; isRefused: boolean };

/** How to identify. Units: `deadlineMs` for all questions together. `overIpp` also asks over IPP for what SNMP does not say. */
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
  const endsAt = performance.now() + options.deadlineMs;
  const ask = async (profile: ProfileDef, serial: string): Promise<Asked> => {
    const places = identityPlaces(book, profile, options.overIpp ?? false);
    const more = { signal: options.signal, manners: mannersOf(book, profile) };
    for (;;) {
      const deadlineMs = Math.max(1, endsAt - performance.now());
      const answer = await askDevice(reader, at, { serial }, identityAsks(places), { ...more, deadlineMs });
      const said = whoOf(answer.readings);
      if (said.serial === undefined || plainSerial(said.serial) !== '') return { answer, said };
      // Nobody ever wrote a serial there: the places behind it are asked.
      delete said.serial;
      const passed = answer.readings.find(({ item }) => item === 'serial')?.evidence.length ?? 0;
      places.serial = places.serial.slice(Math.max(1, passed));
      if (places.serial.length === 0 || performance.now() >= endsAt) return { answer, said };
    }
  };
  let { answer, said } = await ask(book.generic, '');
  if (answer.outcome.kind === 'wrong-device') {
    // Over IPP a device proves itself by its serial; now that it has told it, it is asked as itself.
    const { said: serial } = answer.outcome;
    ({ answer, said } = await ask(book.generic, serial));
    said = { serial, ...said };
  }
  const unheard = unheardOf(at.address, answer);
  if (unheard !== undefined) return unheard;
  let who = named(said);
  const found = profileFor(book, who);
  if (found === book.generic) return { who, profile: found };
  who = named({ ...who, ...(await ask(found, who.serial ?? '')).said });
  // The maker's own name of the model may fit a more specific profile than the standard's.
  return { who, profile: profileFor(book, who) };
}

type Asked = { answer: DeviceAnswer; said: Who };

/** With the model's name as it is the same on each device of the model. */
function named(said: Who): Who {
  const { saidModel, serial } = said;
  const model = saidModel === undefined ? '' : modelName(saidModel, { serial });
  return model === '' ? said : { ...said, model };
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

type IdentityOf = Record<'serial' | 'model', Place[]>;

function identityPlaces(book: RuleBook, profile: ProfileDef, overIpp: boolean): IdentityOf {
  const { identity } = planAll(book, profile);
  const last = (key: 'serial' | 'model'): Place[] => (overIpp ? [OVER_IPP[key]] : []);
  return { serial: [...identity.serial, ...last('serial')], model: [...identity.model, ...last('model')] };
}

function identityAsks({ serial, model }: IdentityOf): Ask[] {
  const get = (oid: string): Place[] => [{ kind: 'snmp-get', oid, decode: {} }];
  return [
    { item: 'sysObjectID', kind: 'text', places: get(SYS_OBJECT_ID) },
    { item: 'description', kind: 'text', places: get(SYS_DESCR) },
    { item: 'serial', kind: 'text', places: serial },
    { item: 'saidModel', kind: 'text', places: model },
  ];
}

function whoOf(readings: Reading[]): Who {
  const who: Who = {};
  for (const key of ['serial', 'saidModel', 'sysObjectID', 'description'] as const) {
    const value = readings.find(({ item }) => item === key)?.value;
    if (value?.kind === 'text') who[key] = value.text;
  }
  return who;
}
