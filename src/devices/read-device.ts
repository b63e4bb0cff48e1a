import type { Agent } from 'undici';
import type { Clock, DeviceAnswer, ReadRequest } from '../core/ports.ts';
import type { Evidence, Reading } from '../core/reading.ts';
import type { AbsentReason } from '../core/value.ts';
import { type HttpEnd, readHttp } from './http/read-http.ts';
import type { HttpService } from './http/service.ts';
import type { AskResults } from './place-result.ts';
import { type Done, protocolOf, settle } from './settle.ts';
import type { Memory } from './snmp/memory.ts';
import { type Credential, readOverSnmp, type SnmpOutcome } from './snmp/read-over-snmp.ts';
import type { Stop } from './stop.ts';
import { cleanText } from './text.ts';
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

/**
 * Reads one device over all protocols at once, and tells `onReadings` what is settled whenever one of them is done.
 * Fails: never; each ask has a reading when it resolves, which is at the latest when `stop` comes.
 */
export async function readDevice(request: ReadRequest, deps: ReadDeps, stop: Stop): Promise<DeviceAnswer> {
  const { asks, device, identity } = request;
  const { clock } = deps;
  const results: AskResults[] = asks.map(() => []);
  const done: Done = {
    snmp: !needsSnmp(request),
    http: !asks.some((ask) => ask.places.some((place) => protocolOf(place) === 'http')),
  };
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
    const outcome = await readOverSnmp({ ...deps, device, asks, results, identity, signal: stop.signal });
    done.snmp = true;
    if (outcome.isOther) stop.end();
    else tell();
    return outcome;
  };
  let isOther = false;
  const overHttp = async (): Promise<HttpEnd | undefined> => {
    if (done.http) return undefined;
    const end = await readHttp({ ...deps, serial: device.serial, asks, results, signal: stop.signal });
    done.http = true;
    if (!isOther) tell();
    return end;
  };
  const [snmp, http] = await Promise.all([
    overSnmp().then((outcome) => {
      isOther = outcome?.isOther ?? false;
      return outcome;
    }),
    overHttp(),
  ]);
  if (snmp?.isOther === true) return wrongDevice(request, snmp, clock());
  tell();
  return {
    serial: device.serial,
    outcome: outcomeOf(snmp, http),
    ...(snmp?.said.serial === undefined ? {} : { saidSerial: snmp.said.serial }),
    ...(snmp?.said.model === undefined ? {} : { saidModel: snmp.said.model }),
    readings: settled.flatMap((readings) => readings ?? []),
  };
}

/** The answer of a device that could not even be asked. */
export function unasked(request: ReadRequest, tried: string, at: number): DeviceAnswer {
  const readings = request.asks.map((ask) => absent(ask.item, 'timeout', [], at));
  return { serial: request.device.serial, outcome: { kind: 'silent', tried }, readings };
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

function outcomeOf(snmp: SnmpOutcome | undefined, http: HttpEnd | undefined): DeviceAnswer['outcome'] {
  if (snmp?.hasAnswered === true || http?.hasAnswered === true) return { kind: 'answered' };
  if (http?.saidOther !== undefined) return { kind: 'wrong-device', said: cleanText(http.saidOther) };
  const tried = [...(snmp === undefined ? [] : [snmp.tried]), ...(http?.tried ?? [])];
  return { kind: 'silent', tried: tried.length === 0 ? 'nothing was to be asked' : tried.join('; ') };
}

function needsSnmp({ asks, identity }: ReadRequest): boolean {
  const isNamed = identity.serial.length + identity.model.length > 0;
  return isNamed || asks.some((ask) => ask.places.some((place) => protocolOf(place) === 'snmp'));
}

function absent(item: string, reason: AbsentReason, evidence: Evidence[], at: number): Reading {
  return { item, value: { kind: 'absent', reason }, evidence, at };
}
