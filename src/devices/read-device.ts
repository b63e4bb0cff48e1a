import type { Agent } from 'undici';
import type { Place } from '../core/place.ts';
import type { Clock, DeviceAnswer, ReadRequest } from '../core/ports.ts';
import type { Evidence, Protocol, Reading } from '../core/reading.ts';
import type { AbsentReason } from '../core/value.ts';
import { type HttpEnd, readHttp } from './http/read-http.ts';
import { type PagesEnd, readPages } from './http/read-pages.ts';
import type { HttpService } from '../core/http-service.ts';
import { type IppEnd, readIpp } from './ipp/read-ipp.ts';
import { type PjlEnd, readPjl } from './pjl/read-pjl.ts';
import type { Head } from './lane/head.ts';
import { outcomeOf } from './outcome.ts';
import type { AskResults } from './place-result.ts';
import { protocolOf } from './protocol-of.ts';
import { type Done, settle } from './settle.ts';
import type { Memory } from './snmp/memory.ts';
import { type Credential, readOverSnmp, type SnmpOutcome } from './snmp/read-over-snmp.ts';
import { startStop, type Stop } from './stop.ts';
import type { Timing } from './timing.ts';

/** What every read of a reader shares. */
export type ReadDeps = {
  credentials: Record<string, Credential>;
  services: Record<string, HttpService>;
  memory: Memory;
  agent: Agent;
  timing: Timing;
  clock: Clock;
};

/** What came of the protocols that are asked only for what is still missing. */
type Later = { ipp?: IppEnd | undefined; pages?: PagesEnd | undefined; pjl?: PjlEnd | undefined };

/** Of the time for a device, what SNMP and services have for themselves; and of what is then left each time, what IPP and the device's pages have. */
const FIRST_SHARE = 0.5;
const LATER_SHARE = 0.5;

/**
 * Reads one device: over SNMP and from services at once, then over IPP, its own pages and at last PJL what these did not give. Tells `onReadings` what is settled
 * whenever a protocol is done. `head` is what the lane found out before.
 * Fails: never; each ask has a reading when it resolves, which is at the latest when `stop` comes.
 */
export async function readDevice(request: ReadRequest, deps: ReadDeps, stop: Stop, head?: Head): Promise<DeviceAnswer> {
  const { asks, device, identity, manners } = request;
  const { clock } = deps;
  const { protocols, ownPages } = wantedOf(asks);
  const results: AskResults[] = asks.map(() => []);
  const done: Done = {
    snmp: identity.serial.length + identity.model.length === 0 && !protocols.has('snmp'),
    http: !protocols.has('http'),
    ipp: !protocols.has('ipp'),
    pjl: !protocols.has('pjl'),
  };
  /** What of HTTP is still to come: the services, and later the device's own pages. */
  const open = { services: !done.http, pages: ownPages };
  const settled: (Reading[] | undefined)[] = asks.map(() => undefined);

  function tell(): void {
    const news: Reading[] = [];
    for (const [index, ask] of asks.entries()) {
      if (settled[index] !== undefined) continue;
      const readings = settle(ask, results[index] ?? [], done, clock());
      settled[index] = readings;
      if (readings !== undefined) news.push(...readings);
    }
    if (news.length > 0) request.onReadings?.(news);
  }

  const overSnmp = async (): Promise<SnmpOutcome | undefined> => {
    if (done.snmp) return undefined;
    const outcome = await readOverSnmp({
      device,
      asks,
      results,
      identity,
      manners,
      credentials: deps.credentials,
      memory: deps.memory,
      timing: deps.timing,
      clock,
      signal: stop.ending,
      head,
    });
    done.snmp = true;
    if (outcome.isOther) stop.end();
    else tell();
    return outcome;
  };
  let known: SnmpOutcome | undefined;
  const overHttp = async (): Promise<HttpEnd | undefined> => {
    if (done.http) return undefined;
    const end = await readHttp({ ...deps, device, asks, results, signal: stop.signal });
    open.services = false;
    done.http = !open.pages;
    if (known?.isOther !== true) tell();
    return end;
  };
  const overLater = async (first: Promise<unknown>): Promise<Later> => {
    if (done.ipp && done.pjl && !open.pages) return {};
    await waitAtMost(first, stop, FIRST_SHARE);
    const later: Later = {};
    const isLost = (): boolean =>
      stop.signal.aborted || later.ipp?.saidOther !== undefined || later.pages?.saidOther !== undefined;
    const isKnown = (): boolean => known?.said.serial !== undefined;
    if (!done.ipp && !isLost()) {
      const share = startStop(stop.leftMs() * (done.pjl && !open.pages ? 1 : LATER_SHARE), [stop.signal]);
      later.ipp = await readIpp({ device, asks, results, isKnown: isKnown(), signal: share.signal, clock });
      share.end();
    }
    done.ipp = true;
    if (!isLost()) tell();
    if (open.pages && !isLost()) {
      const share = startStop(stop.leftMs() * (done.pjl ? 1 : LATER_SHARE), [stop.signal]);
      later.pages = await readPages({ device, asks, results, isKnown: isKnown(), stop: share, clock });
      share.end();
    }
    open.pages = false;
    done.http = !open.services;
    if (!isLost()) tell();
    if (!done.pjl && !isLost()) later.pjl = await readPjl({ device, asks, results, signal: stop.signal, clock });
    done.pjl = true;
    if (known?.isOther !== true) tell();
    return later;
  };
  /** Where nothing but SNMP is asked of, nothing else has to be waited for. */
  const isSnmpAlone = done.http && done.ipp && done.pjl && !open.pages;
  async function overAll(): Promise<readonly [SnmpOutcome | undefined, HttpEnd | undefined, Later]> {
    if (isSnmpAlone) return [await overSnmp(), undefined, {}];
    const first = [
      overSnmp().then((outcome) => {
        known = outcome;
        return outcome;
      }),
      overHttp(),
    ] as const;
    return await Promise.all([...first, overLater(Promise.all(first))]);
  }
  const [snmp, http, later] = await overAll();
  if (snmp?.isOther === true) return wrongDevice(request, snmp, clock());
  tell();
  return {
    serial: device.serial,
    outcome: outcomeOf(
      { snmp, http, ...later },
      { asks, results, hasCommunity: hasCommunity(request, deps.credentials) },
    ),
    ...(snmp?.said.serial === undefined ? {} : { saidSerial: snmp.said.serial }),
    ...(snmp?.said.model === undefined ? {} : { saidModel: snmp.said.model }),
    ...(snmp?.said.objectId === undefined ? {} : { saidObjectId: snmp.said.objectId }),
    readings: settled.flatMap((readings) => readings ?? []),
  };
}

/** Waits for what comes first, but not longer than a share of the time left: a device that is silent over SNMP may speak otherwise. */
async function waitAtMost(first: Promise<unknown>, stop: Stop, share: number): Promise<void> {
  const part = startStop(stop.leftMs() * share, [stop.signal]);
  const over = new Promise<void>((resolve) => {
    if (part.signal.aborted) resolve();
    part.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([first, over]);
  part.end();
}

/** The answer of a device that could not even be asked. */
export function unasked(request: ReadRequest, tried: string, at: number): DeviceAnswer {
  const readings = request.asks.map((ask) => absent(ask.item, 'timeout', [], at));
  return { serial: request.device.serial, outcome: { kind: 'silent', tried, isUnasked: true }, readings };
}

/** Nothing another device says is of use: what it said was its serial is the only evidence. */
function wrongDevice(request: ReadRequest, { said }: SnmpOutcome, at: number): DeviceAnswer {
  const evidence = said.proof === undefined ? [] : [said.proof];
  return {
    serial: request.device.serial,
    outcome: { kind: 'wrong-device', said: said.serial ?? '' },
    ...(said.serial === undefined ? {} : { saidSerial: said.serial }),
    ...(said.model === undefined ? {} : { saidModel: said.model }),
    readings: request.asks.map((ask) => absent(ask.item, 'wrong_device', evidence, at)),
  };
}

/** Whether the device is asked with a community, which one that does not know it leaves without an answer. */
function hasCommunity({ device }: ReadRequest, credentials: ReadDeps['credentials']): boolean {
  const name = device.credential ?? 'default';
  return Object.hasOwn(credentials, name) && credentials[name]?.version !== '3';
}

function isOwnPage(place: Place): boolean {
  return place.kind === 'http' && place.service === undefined;
}

/** What asks are of: the protocols that read their places, and whether the device's own pages are among them. */
type Wanted = { protocols: Set<Protocol>; ownPages: boolean };

/** Hundreds of devices are asked the same, and what that is of does not change. */
const wanted = new WeakMap<ReadRequest['asks'], Wanted>();

function wantedOf(asks: ReadRequest['asks']): Wanted {
  let known = wanted.get(asks);
  if (known === undefined) {
    const places = asks.flatMap((ask) => ask.places);
    known = { protocols: new Set(places.map(protocolOf)), ownPages: places.some(isOwnPage) };
    wanted.set(asks, known);
  }
  return known;
}

function absent(item: string, reason: AbsentReason, evidence: Evidence[], at: number): Reading {
  return { item, value: { kind: 'absent', reason }, evidence, at };
}
