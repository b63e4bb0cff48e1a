import { isDeepStrictEqual } from 'node:util';
import type { Clock, DeviceAnswer, ReadRequest } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { keyOfDevice } from './device-turns.ts';
import { End, type Stop, stopAt } from './stop.ts';

/** Reads a device until its stop comes. */
export type ReadOne = (request: ReadRequest, stop: Stop) => Promise<DeviceAnswer>;

/** Joins a read that is going on, or begins one: with `read`, where this one is done otherwise than the rest. */
export type ShareRead = (request: ReadRequest, stop: Stop, read?: ReadOne) => Promise<DeviceAnswer>;

type Asker = { request: ReadRequest; stop: Stop };

/** One read that is going on, and everybody who waits for it. */
type Flight = {
  request: ReadRequest;
  askers: Set<Asker>;
  told: Reading[];
  ending: End;
  answer: Promise<DeviceAnswer>;
};

/**
 * How long after his deadline an asker waits for a read that ends by then anyway: its answer says more than what was told so far.
 * Units: milliseconds.
 */
const SOON_MS = 50;

/**
 * Lets those who ask a device the same at the same time share one read: who comes later hears at once what was read so far, then the rest.
 * Shape: the same device, credential, identity, manners and asks (the same array, or equal to the last object).
 * Fails: as `read` does. Who gives up, or whose deadline comes first, leaves with what was told so far; the read goes on for the others, and ends
 * when the last one has left.
 */
export function shareReads(readAsUsual: ReadOne, clock: Clock): ShareRead & { isFlying(key: string): boolean } {
  const flights = new Map<string, Set<Flight>>();

  function start(request: ReadRequest, read: ReadOne): Flight {
    const key = keyOfDevice(request);
    const ending = new End();
    const askers = new Set<Asker>();
    const told: Reading[] = [];
    const stop = stopAt(
      ending,
      () => mostLeftMs(askers),
      () => ending.come(),
    );
    const onReadings = (news: Reading[]): void => {
      told.push(...news);
      for (const asker of askers) asker.request.onReadings?.(news);
    };
    const beside = flights.get(key) ?? new Set();
    flights.set(key, beside);
    async function fly(): Promise<DeviceAnswer> {
      // The read begins when its first asker has been put down, so that it finds the time he has.
      await Promise.resolve();
      try {
        return await read(heardBy(request, onReadings), stop);
      } finally {
        beside.delete(flight);
        if (beside.size === 0 && flights.get(key) === beside) flights.delete(key);
      }
    }
    const flight: Flight = { request, askers, told, ending, answer: fly() };
    beside.add(flight);
    return flight;
  }

  function join(flight: Flight, asker: Asker): Promise<DeviceAnswer> {
    const { request, stop } = asker;
    flight.askers.add(asker);
    if (flight.told.length > 0) request.onReadings?.([...flight.told]);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.askers.delete(asker);
        if (flight.askers.size === 0) flight.ending.come();
        else if (stop.leftMs() > 0 || mostLeftMs(flight.askers) > SOON_MS)
          resolve(soFar(request, flight.told, clock()));
      };
      stop.ending.addEventListener('abort', leave, { once: true });
      const settle = (): void => stop.ending.removeEventListener('abort', leave);
      flight.answer.then(
        (answer) => {
          settle();
          resolve(answer);
        },
        (error: unknown) => {
          settle();
          reject(error);
        },
      );
      if (stop.ending.aborted) leave();
    });
  }

  async function share(request: ReadRequest, stop: Stop, read: ReadOne = readAsUsual): Promise<DeviceAnswer> {
    const going = [...(flights.get(keyOfDevice(request)) ?? [])];
    const same = going.find((flight) => !flight.ending.aborted && isSame(flight.request, request));
    return await join(same ?? start(request, read), { request, stop });
  }
  return Object.assign(share, { isFlying: (key: string) => flights.has(key) });
}

/** The request with another listener. Shape: each part is named, because in Node 20 each copy with `...` and more behind it is a class of objects of its own. */
function heardBy(request: ReadRequest, onReadings: (readings: Reading[]) => void): ReadRequest {
  const { device, asks, identity, deadlineMs, manners, signal } = request;
  return { device, asks, identity, deadlineMs, manners, signal, onReadings } satisfies Record<
    keyof ReadRequest,
    unknown
  >;
}

function mostLeftMs(askers: Iterable<Asker>): number {
  let most = 0;
  for (const { stop } of askers) if (!stop.ending.aborted) most = Math.max(most, stop.leftMs());
  return most;
}

function isSame(one: ReadRequest, other: ReadRequest): boolean {
  return (
    one.device.serial === other.device.serial &&
    isDeepStrictEqual(one.device, other.device) &&
    (one.asks === other.asks || isDeepStrictEqual(one.asks, other.asks)) &&
    isDeepStrictEqual(one.identity, other.identity) &&
    isDeepStrictEqual(one.manners, other.manners)
  );
}

/** The answer of a read that others go on with. */
function soFar(request: ReadRequest, told: Reading[], at: number): DeviceAnswer {
  const items = new Set(told.map((reading) => reading.item));
  const missing = request.asks.filter((ask) => !items.has(ask.item));
  const readings = [
    ...told,
    ...missing.map(({ item }): Reading => ({ item, value: { kind: 'absent', reason: 'timeout' }, evidence: [], at })),
  ];
  const hasValue = told.some(({ value }) => value.kind !== 'absent');
  const outcome: DeviceAnswer['outcome'] = hasValue
    ? { kind: 'answered' }
    : { kind: 'silent', tried: 'no value came by then, in a read that goes on for others' };
  return { serial: request.device.serial, outcome, readings };
}
