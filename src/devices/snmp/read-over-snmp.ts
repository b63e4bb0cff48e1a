import type { Ask, IdentityPlaces, Manners } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import type { Device } from '../../core/device.ts';
import type { AbsentReason } from '../../core/value.ts';
import type { Head } from '../lane/head.ts';
import type { AskResults } from '../place-result.ts';
import { isSnmp } from '../protocol-of.ts';
import type { Timing } from '../timing.ts';
import type { Ending } from '../stop.ts';
import type { Credential } from '../../core/credential.ts';
import type { Said } from './identity.ts';
import { openLink } from './link.ts';
import { type Memory, setSize } from './memory.ts';
import { readSnmp } from './read-snmp.ts';
import { placeName } from './try-place.ts';
import { laterUdp } from './later-udp.ts';
import { openUdp } from './udp.ts';

export type { Credential } from '../../core/credential.ts';

/** What reading one device over SNMP needs. `results` is filled in place; `head` is what the lane found out before. */
export type OverSnmp = {
  device: Device;
  asks: Ask[];
  results: AskResults[];
  identity: IdentityPlaces;
  manners?: Manners | undefined;
  credentials: Record<string, Credential>;
  memory: Memory;
  timing: Timing;
  clock: Clock;
  signal: Ending;
  head?: Head | undefined;
};

/** How the device answered; `tried` says in words what was done, `isOther` that it is another device than the one meant. */
export type SnmpOutcome = { hasAnswered: boolean; isOther: boolean; said: Said; tried: string };

/**
 * Opens a socket to the device, reads, and closes it.
 * Fails: never; without credential, address or answer each SNMP place that comes first says so.
 */
export async function readOverSnmp(given: OverSnmp): Promise<SnmpOutcome> {
  const { device, clock } = given;
  const started = performance.now();
  const name = device.credential ?? 'default';
  const credential = Object.hasOwn(given.credentials, name) ? given.credentials[name] : undefined;
  if (credential === undefined) {
    return failAll(given, 'refused', `no credential "${name}" is configured, so it was not asked`);
  }
  const port = device.snmpPort ?? 161;
  const open = () => openUdp(device.address, port, given.signal);
  // Where the first answer is there already, there may be nothing left to ask.
  const udp = given.head?.cells === undefined ? await open() : laterUdp(device.address, open);
  if ('said' in udp) return failAll(given, 'unreachable', udp.said);
  const known = given.memory.device(udp.address, port);
  const { asks, results, identity, memory, manners = {}, timing, signal, head } = given;
  setSize(known, manners);
  const link = openLink({ udp, credential, memory: known, manners, timing, clock, signal, head });
  const { serial, model } = device;
  const end = await readSnmp({
    link,
    address: udp.address,
    serial,
    model,
    asks,
    results,
    identity,
    memory,
    device: known,
    manners,
    clock,
    head,
  });
  link.close();
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const last = link.end();
  const why = last?.kind === 'stopped' ? last.onlyEngine : last?.said;
  return {
    said: end.said,
    isOther: end.isOther,
    hasAnswered: link.hasAnswered(),
    tried: `${link.tried()}, ${seconds} s${why === undefined ? '' : `, ${why}`}`,
  };
}

function failAll({ asks, results, clock }: OverSnmp, reason: AbsentReason, raw: string): SnmpOutcome {
  for (const [index, ask] of asks.entries()) {
    const n = ask.places.findIndex(isSnmp);
    const place = ask.places[n];
    const own = results[index];
    if (place === undefined || !isSnmp(place) || own === undefined) continue;
    const named = placeName(place);
    own[n] = { kind: 'next', reason, evidence: { protocol: 'snmp', place: named, raw, at: clock(), tookMs: 0 } };
  }
  return { hasAnswered: false, isOther: false, said: {}, tried: `SNMP: ${raw}` };
}
