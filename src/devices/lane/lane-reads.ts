import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import { type DeviceTurns, keyOfDevice } from '../device-turns.ts';
import type { Gate } from '../gate.ts';
import { listenOnce } from '../listen-once.ts';
import type { ReadOne, ShareRead } from '../share-reads.ts';
import type { Stop } from '../stop.ts';
import type { Head } from './head.ts';
import type { Landing, LaneFlight, OnLanding } from './flight.ts';
import type { Lane } from './open-lane.ts';
import { type Plain, unpack } from './plain.ts';

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

/** Who wants answers in octets, where that is all there is to them; `signal` is asked for when the read goes another way. */
export type RawListener = {
  onPlain: (plain: Plain) => void;
  onAnswer: (answer: Promise<DeviceAnswer>) => void;
  signal: () => AbortSignal;
};

/**
 * Reads in the lane what is fit for it, while nobody else reads the device.
 * Shape: undefined where the read must go the usual way. Who asks for a device that is being read in the lane finds that read among the shared ones.
 * `readRaw` gives back how to give up.
 */
export type LaneReads = {
  read(request: ReadRequest): Promise<DeviceAnswer> | undefined;
  readRaw(request: ReadRequest, listener: RawListener): (() => void) | undefined;
};

/** Opens the lane's reads of one reader. */
export function openLaneReads(options: LaneReadsOptions): LaneReads {
  const { lane, turns, gate, share, log } = options;
  const signals = listenOnce();

  function leftMs({ endsAt }: LaneFlight): number {
    return Math.max(0, endsAt - performance.now());
  }

  /** Starts to read, if this is a read for the lane; one of the two hears what came of it. */
  function start(request: ReadRequest, { onPlain, onAnswer, signal }: Listener): LaneFlight | undefined {
    const key = keyOfDevice(request);
    lane.at(key)?.share?.();
    const leave = share.isFlying(key) || !turns.isFree(key) ? undefined : gate.tryEnter();
    if (leave === undefined) return undefined;
    let stopListening: (() => void) | undefined;
    let hear = (landing: Landing, from: LaneFlight): void => {
      if (landing.kind === 'plain') onPlain?.(landing.plain);
      else if (landing.kind === 'answer') onAnswer(told(from, landing.answer));
      else onAnswer(options.readOnce(leftOf(from, signal), restOf(landing)));
      if (landing.kind !== 'rest') note(from);
    };
    const onLanding: OnLanding = (landing, from) => {
      leave();
      stopListening?.();
      hear(landing, from);
    };
    const flight = lane.start(request, key, onLanding, onPlain !== undefined);
    if (flight === undefined) {
      leave();
      return undefined;
    }
    turns.note(key);
    if (request.signal !== undefined) stopListening = signals.add(request.signal, () => lane.end(flight));
    flight.share = () => {
      flight.share = undefined;
      const landed = new Promise<Landing>((done) => {
        hear = done;
      });
      onAnswer(inShare(flight, landed, signal));
    };
    return flight;
  }

  function leftOf(flight: LaneFlight, signal: Listener['signal']): ReadRequest {
    const left = { ...flight.request, deadlineMs: leftMs(flight) };
    return signal === undefined ? left : { ...left, signal: signal() };
  }

  /** The way a read goes on. */
  function restOf({ head }: Extract<Landing, { kind: 'rest' }>): ReadOne {
    return (request, stop) => options.readInTurn(request, stop, head);
  }

  function told({ request }: LaneFlight, answer: DeviceAnswer): DeviceAnswer | Promise<never> {
    try {
      request.onReadings?.(answer.readings);
      return answer;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function note({ request, recipe, firstAt }: LaneFlight): void {
    if (log === undefined) return;
    const tookMs = Math.round(performance.now() - firstAt);
    log('device_read', { serial: request.device.serial, kind: 'answered', readings: recipe.asks.length, tookMs });
  }

  /** Puts a read among the shared ones, where others join it. */
  async function inShare(
    flight: LaneFlight,
    landed: Promise<Landing>,
    signal: Listener['signal'],
  ): Promise<DeviceAnswer> {
    const leaveTurn = turns.take(flight.key);
    return await options.readOnce(leftOf(flight, signal), async (request, stop) => {
      const landing = await landed;
      leaveTurn();
      if (landing.kind === 'rest') return await options.readInTurn(request, stop, landing.head);
      const answer = landing.kind === 'plain' ? unpack(landing.plain) : landing.answer;
      if (answer === undefined)
        return await options.readInTurn(request, stop, { sends: flight.sends, cells: undefined });
      request.onReadings?.(answer.readings);
      return answer;
    });
  }

  return {
    read(request) {
      let flight: LaneFlight | undefined;
      const answer = new Promise<DeviceAnswer>((resolve) => {
        flight = start(request, { onAnswer: resolve });
      });
      return flight === undefined ? undefined : answer;
    },
    readRaw(request, listener) {
      const flight = start(request, {
        onPlain: listener.onPlain,
        signal: listener.signal,
        onAnswer: (answer) => listener.onAnswer(Promise.resolve(answer)),
      });
      return flight === undefined ? undefined : () => lane.end(flight);
    },
  };
}

type Listener = {
  onPlain?: (plain: Plain) => void;
  onAnswer: (answer: DeviceAnswer | Promise<DeviceAnswer>) => void;
  signal?: () => AbortSignal;
};
