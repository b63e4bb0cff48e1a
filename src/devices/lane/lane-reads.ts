import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import { type DeviceTurns, keyOfDevice } from '../device-turns.ts';
import type { Gate } from '../gate.ts';
import { listenOnce } from '../listen-once.ts';
import type { ReadOne, ShareRead } from '../share-reads.ts';
import type { Stop } from '../stop.ts';
import type { Head } from './head.ts';
import type { Landing, Lane, LaneFlight } from './open-lane.ts';

/** What reads in the lane share with all others of a reader. */
export type LaneReadsOptions = {
  lane: Lane;
  turns: DeviceTurns;
  gate: Gate;
  share: ShareRead & { isFlying(key: string): boolean };
  log: ((event: string, facts: Record<string, unknown>) => void) | undefined;
  readOnce(request: ReadRequest, read?: ReadOne): Promise<DeviceAnswer>;
  readInTurn(request: ReadRequest, stop: Stop, head: Head): Promise<DeviceAnswer>;
};

/**
 * Reads in the lane what is fit for it, while nobody else reads the device.
 * Shape: undefined where the read must go the usual way. Who asks for a device that is being read in the lane finds that read among the shared ones.
 */
export function openLaneReads(options: LaneReadsOptions): (request: ReadRequest) => Promise<DeviceAnswer> | undefined {
  const { lane, turns, gate, share, log } = options;
  const signals = listenOnce();

  function leftMs({ endsAt }: LaneFlight): number {
    return Math.max(0, endsAt - performance.now());
  }

  function start(
    request: ReadRequest,
    key: string,
    resolve: (answer: DeviceAnswer | Promise<DeviceAnswer>) => void,
  ): boolean {
    const leave = gate.tryEnter();
    if (leave === undefined) return false;
    let stopListening: (() => void) | undefined;
    let hear = (landing: Landing, from: LaneFlight): void => {
      if (landing.kind === 'answer') resolve(told(from, landing.answer));
      else resolve(options.readOnce({ ...request, deadlineMs: leftMs(from) }, restOf(landing)));
    };
    const flight = lane.start(request, key, (landing, from) => {
      leave();
      stopListening?.();
      hear(landing, from);
    });
    if (flight === undefined) {
      leave();
      return false;
    }
    turns.note(key);
    if (request.signal !== undefined) stopListening = signals.add(request.signal, () => lane.end(flight));
    flight.share = () => {
      flight.share = undefined;
      const landed = new Promise<Landing>((done) => {
        hear = done;
      });
      resolve(inShare(flight, landed));
    };
    return true;
  }

  /** The way a read goes on. */
  function restOf({ head }: Extract<Landing, { kind: 'rest' }>): ReadOne {
    return (request, stop) => options.readInTurn(request, stop, head);
  }

  function told({ request, firstAt }: LaneFlight, answer: DeviceAnswer): DeviceAnswer | Promise<never> {
    try {
      request.onReadings?.(answer.readings);
    } catch (error) {
      return Promise.reject(error);
    }
    if (log !== undefined) {
      const tookMs = Math.round(performance.now() - firstAt);
      log('device_read', { serial: answer.serial, ...answer.outcome, readings: answer.readings.length, tookMs });
    }
    return answer;
  }

  /** Puts a read among the shared ones, where others join it. */
  async function inShare(flight: LaneFlight, landed: Promise<Landing>): Promise<DeviceAnswer> {
    const leaveTurn = turns.take(flight.key);
    return await options.readOnce({ ...flight.request, deadlineMs: leftMs(flight) }, async (request, stop) => {
      const landing = await landed;
      leaveTurn();
      if (landing.kind === 'rest') return await options.readInTurn(request, stop, landing.head);
      request.onReadings?.(landing.answer.readings);
      return landing.answer;
    });
  }

  return (request) => {
    const key = keyOfDevice(request);
    lane.at(key)?.share?.();
    if (share.isFlying(key) || !turns.isFree(key)) return undefined;
    let isStarted = false;
    const answer = new Promise<DeviceAnswer>((resolve) => {
      isStarted = start(request, key, resolve);
    });
    return isStarted ? answer : undefined;
  };
}
