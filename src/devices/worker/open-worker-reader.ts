import { AppError } from '../../core/errors.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import { listenOnce } from '../listen-once.ts';
import type { ReaderOptions } from '../open-reader.ts';
import { unasked } from '../read-device.ts';
import { byTerms, openSameTerms } from '../same-terms.ts';
import { Slots } from '../slots.ts';
import { lostAnswer } from './lost-answer.ts';
import type { News, Order } from './messages.ts';
import { packSecrets } from './pack-secrets.ts';
import { openPlainUnpack, type PlainNews, type PlainUnpack } from './plain-batch.ts';
import { type SharedTerms, shareTerms } from './share-terms.ts';
import { type Side, startSide } from './start-side.ts';

/** Options of the reader in the worker; `onLost` hears when the worker ended unexpectedly. */
export type WorkerReaderOptions = ReaderOptions & { onLost?: ((facts: Record<string, unknown>) => void) | undefined };

/** A read whose answer is awaited. Units: `at`, when it was asked for, milliseconds of our monotonic clock. */
type Flight = {
  request: ReadRequest;
  told: Reading[];
  at: number;
  finish: (answer: DeviceAnswer | Promise<never>) => void;
  /** Ends it with what had been told. */
  giveUp: () => void;
};

/**
 * One worker, from its start to its end. Units: `startedAt`, and `upAt` once it is up, milliseconds of our monotonic clock.
 * Shape: `unheard` are looks at it in a row, with an answer overdue, between which it said nothing.
 */
type Crew = {
  unheard: number;
  startedAt: number;
  upAt: number | undefined;
  side: Side;
  shared: SharedTerms;
  plain: PlainUnpack;
  say(order: Order): void;
  flights: Slots<Flight>;
};

/** An answer that is so late is overdue: the worker is asked whether it is there. */
const GRACE_MS = 5000;
/** One that says nothing between so many looks hangs: looks are only made while our own thread gets to hear it. To end one that is merely slow may end the process. */
const MOST_UNHEARD = 10;
/** A read that a worker which is there never ends is given up by itself. */
const LOST_MS = 60_000;
/** So long it may take to start where the machine is busy: one that is ended for that starts from the beginning. */
const START_MS = 60_000;
const WATCH_EVERY_MS = 1000;

/**
 * A reader whose work is done in a worker thread, so that it takes no time from the thread that talks to people.
 * Shape: times come from `clock` as it stood when the worker was last spoken to.
 * Fails: as `openReader`. A worker that ends or hangs is replaced at the next read; what was in flight keeps what had been told.
 */
export function openWorkerReader(options: WorkerReaderOptions): Reader {
  const { clock, log, onLost, ...rest } = options;
  const signals = listenOnce();
  const sameTerms = openSameTerms();
  let crew: Crew | undefined = startCrew();
  let closing: Promise<void> | undefined;
  let hasEnded: () => void = () => undefined;
  let watch: NodeJS.Timeout | undefined;

  function startCrew(): Crew {
    const orders: Order[] = [];
    const flights = new Slots<Flight>();
    const flush = (): void => side.post({ now: clock(), orders: orders.splice(0) });
    const say = (order: Order): void => {
      if (orders.push(order) === 1) queueMicrotask(flush);
    };
    const own: Crew = {
      unheard: 0,
      startedAt: performance.now(),
      upAt: undefined,
      side: startSide({ onNews: (news) => onNews(own, news), onEnd: (error) => onEnd(own, error) }),
      shared: shareTerms(say),
      plain: openPlainUnpack(),
      say,
      flights,
    };
    const { side } = own;
    side.hold(false);
    say({ kind: 'open', options: packSecrets(rest), hasLog: log !== undefined });
    return own;
  }

  function onNews(from: Crew, batch: News[]): void {
    from.unheard = 0;
    from.say({ kind: 'taken' });
    for (const news of batch) {
      if (news.kind === 'up') from.upAt = performance.now();
      else if (news.kind === 'here') continue;
      else if (news.kind === 'log') log?.(news.event, news.facts);
      else if (news.kind === 'recipe') from.plain.learn(news);
      else if (news.kind === 'plain') onPlainNews(from, news);
      else onFlightNews(from, news);
    }
  }

  function onPlainNews(from: Crew, news: PlainNews): void {
    const requestOf = (id: number): ReadRequest | undefined => from.flights.get(id)?.request;
    from.plain.each(news, requestOf, (id, answer) => {
      if (answer === undefined) onFlightNews(from, { kind: 'failed', id, said: 'an answer was lost on its way' });
      else {
        if (requestOf(id)?.onReadings !== undefined)
          onFlightNews(from, { kind: 'told', id, readings: answer.readings });
        from.flights.get(id)?.finish(answer);
      }
    });
  }

  function onFlightNews(from: Crew, news: Extract<News, { id: number }>): void {
    const flight = from.flights.get(news.id);
    if (flight === undefined) return;
    if (news.kind === 'answer') {
      const readings = news.answer.readings.flatMap((own) =>
        typeof own === 'number' ? (flight.told[own] ?? []) : [own],
      );
      flight.finish({ ...news.answer, readings });
    } else if (news.kind === 'failed') {
      flight.finish(Promise.reject(new AppError('bug', 'reading a device failed', { said: news.said })));
    } else {
      flight.told.push(...news.readings);
      try {
        flight.request.onReadings?.(news.readings);
      } catch (error) {
        from.say({ kind: 'abort', id: news.id });
        flight.finish(Promise.reject(error));
      }
    }
  }

  function onEnd(ended: Crew, error: unknown): void {
    if (crew === ended) crew = undefined;
    if (closing === undefined) onLost?.({ readsInFlight: ended.flights.size, error });
    for (const { request, told, finish } of ended.flights.values()) finish(lostAnswer(request, told, clock()));
    hasEnded();
  }

  function watchOver(over: Crew): void {
    const { side, flights, startedAt, upAt } = over;
    const now = performance.now();
    if (upAt === undefined) {
      if (startedAt + START_MS <= now) void side.kill();
      return;
    }
    const lateMs = ({ at, request }: Flight): number => now - Math.max(at, upAt) - request.deadlineMs;
    const late = flights.values().filter((flight) => lateMs(flight) >= GRACE_MS);
    if (late.length === 0) {
      over.unheard = 0;
      return;
    }
    over.unheard += 1;
    if (over.unheard > MOST_UNHEARD) {
      void side.kill();
      return;
    }
    over.say({ kind: 'ask' });
    for (const flight of late) if (lateMs(flight) >= LOST_MS) flight.giveUp();
  }

  function land(from: Crew, id: number): void {
    from.flights.delete(id);
    if (from.flights.size > 0) return;
    from.side.hold(closing !== undefined);
    clearInterval(watch);
  }

  function takeOff(to: Crew, flight: Flight): number {
    const { device, deadlineMs, onReadings } = flight.request;
    if (to.flights.size === 0) {
      to.side.hold(true);
      clearInterval(watch);
      watch = setInterval(watchOver, WATCH_EVERY_MS, to);
    }
    const id = to.flights.add(flight);
    to.say({
      kind: 'read',
      id,
      device,
      terms: to.shared.idOf(flight.request),
      deadlineMs,
      sentAt: Date.now(),
      isTold: onReadings !== undefined,
    });
    return id;
  }

  async function close(): Promise<void> {
    if (crew === undefined) return;
    const last = crew;
    last.side.hold(true);
    const ended = new Promise<void>((resolve) => {
      hasEnded = resolve;
    });
    last.say({ kind: 'close' });
    const late = setTimeout(() => void last.side.kill(), GRACE_MS);
    await ended;
    clearTimeout(late);
  }

  return {
    async read(request) {
      if (closing !== undefined) return unasked(request, 'nothing: the reader is closed', clock());
      const to = (crew ??= startCrew());
      return await new Promise((resolve) => {
        let stopListening: () => void = () => undefined;
        const flight: Flight = {
          request: byTerms(request, sameTerms(request)),
          told: [],
          at: performance.now(),
          finish(answer) {
            land(to, id);
            stopListening();
            resolve(answer);
          },
          giveUp() {
            to.say({ kind: 'abort', id });
            flight.finish(lostAnswer(flight.request, flight.told, clock()));
          },
        };
        const id = takeOff(to, flight);
        if (request.signal !== undefined)
          stopListening = signals.add(request.signal, () => to.say({ kind: 'abort', id }));
      });
    },
    async close() {
      closing ??= close();
      await closing;
    },
  };
}
