import type { Clock, DeviceAnswer, Reader, ReadRequest } from '../core/ports.ts';
import { openDeviceTurns } from './device-turns.ts';
import { openGate } from './gate.ts';
import { openHttpAgent } from './http/fetch-document.ts';
import type { HttpService } from '../core/http-service.ts';
import type { Head } from './lane/head.ts';
import { openLane } from './lane/open-lane.ts';
import { type LaneReads, openLaneReads } from './lane/lane-reads.ts';
import { readDevice, type ReadDeps, unasked } from './read-device.ts';
import { byTerms, openSameTerms } from './same-terms.ts';
import { type ReadOne, shareReads } from './share-reads.ts';
import { openMemory } from './snmp/memory.ts';
import type { Credential } from './snmp/read-over-snmp.ts';
import { startStop, type Stop } from './stop.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { withReason } from './with-reason.ts';

/**
 * What a reader needs. `credentials` are found by the device's name for one, else `default`; `services` by the name that places use.
 * `concurrency.devices` is how many devices are read at once, `concurrency.connections` how many connections a service gets.
 */
export type ReaderOptions = {
  credentials: Record<string, Credential>;
  services: Record<string, HttpService>;
  clock: Clock;
  log?: ((event: string, facts: Record<string, unknown>) => void) | undefined;
  timing?: Partial<Timing> | undefined;
  concurrency?: { devices?: number | undefined; connections?: number | undefined } | undefined;
};

/** Each device read at once costs one socket; a socket's buffer is ample for one device. */
const DEVICES_AT_ONCE = 512;
const CONNECTIONS = 32;

/**
 * A reader that asks devices directly: SNMP for what they say themselves, HTTP services for what is kept about them.
 * Shape: `readRaw` starts a read whose answer may be left in octets, if this is a read for it.
 * Fails: never for a device's sake; a bug is thrown.
 */
export function openReader(options: ReaderOptions): Reader & Pick<LaneReads, 'readRaw'> {
  const { clock, concurrency = {} } = options;
  const closing = new AbortController();
  const deps: ReadDeps = {
    credentials: options.credentials,
    services: options.services,
    memory: openMemory(),
    agent: openHttpAgent(concurrency.connections ?? CONNECTIONS, closing.signal),
    timing: { ...DEFAULT_TIMING, ...options.timing },
    clock,
  };
  const gate = openGate(concurrency.devices ?? DEVICES_AT_ONCE);
  const reading = new Set<Promise<DeviceAnswer>>();

  const turns = openDeviceTurns();
  const share = shareReads(readInTurn, clock);
  const lane = openLane(deps);
  const sameTerms = openSameTerms();
  const inLane = openLaneReads({ lane, turns, gate, share, log: options.log, readOnce: tracked, readInTurn });

  /** First it must be the device's turn, so that nobody who waits for one device keeps another from being read. */
  async function readInTurn(request: ReadRequest, stop: Stop, head?: Head): Promise<DeviceAnswer> {
    const turn = await turns.enter(request, stop);
    if ('why' in turn) return notAsked(request, turn);
    const leave = await gate.enter(stop.ending);
    if (leave === undefined) {
      turn.leave();
      return notAsked(request, { why: 'no time was left to ask', isTooSoon: false });
    }
    try {
      return await readDevice(request, deps, stop, head);
    } finally {
      leave();
      turn.leave();
    }
  }

  function notAsked(request: ReadRequest, { why, isTooSoon }: { why: string; isTooSoon: boolean }): DeviceAnswer {
    const answer = unasked(request, `nothing: ${why}`, clock());
    return isTooSoon ? withReason(answer, request, why) : answer;
  }

  async function readOnce(request: ReadRequest, read?: ReadOne): Promise<DeviceAnswer> {
    const started = performance.now();
    const stop = startStop(request.deadlineMs, [request.signal, closing.signal]);
    try {
      const answer = await share(request, stop, read);
      const tookMs = Math.round(performance.now() - started);
      options.log?.('device_read', {
        serial: answer.serial,
        ...answer.outcome,
        readings: answer.readings.length,
        tookMs,
      });
      return answer;
    } finally {
      stop.end();
    }
  }

  async function tracked(request: ReadRequest, read?: ReadOne): Promise<DeviceAnswer> {
    const answer = readOnce(request, read);
    reading.add(answer);
    try {
      return await answer;
    } finally {
      reading.delete(answer);
    }
  }

  return {
    read(given) {
      const request = byTerms(given, sameTerms(given));
      return (closing.signal.aborted ? undefined : inLane.read(request)) ?? tracked(request);
    },
    readRaw: (request, listener) => (closing.signal.aborted ? undefined : inLane.readRaw(request, listener)),
    async close() {
      closing.abort();
      lane.close();
      await Promise.allSettled(reading);
      await deps.agent.destroy();
    },
  };
}
