import type { MessagePort } from 'node:worker_threads';
import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import { openReader, type ReaderOptions } from '../open-reader.ts';
import type { Terms } from '../same-terms.ts';
import { Places } from '../slots.ts';
import type { News, Order, Orders, ReadOrder } from './messages.ts';
import { unpackSecrets } from './pack-secrets.ts';
import { openPlainPack } from './plain-batch.ts';

/** Readings that are sent at once: enough to spare messages, few enough that taking them in does not hold up the owner's thread. */
const MOST_READINGS = 64;
/** Answers in octets that are sent at once; likewise. */
const MOST_PLAIN = 48;
const GIVEN_UP = 'the caller gave up';

/** The readings of a read that were told, and their places in the order of telling; most reads tell none before the end. */
type Told = { places: Map<Reading, number> | undefined };

type Served = ReturnType<typeof openReader>;

/** Reads for the owner on the other side of a port, until it says close; what is to be said is said in batches, one at a time. */
export function serveReader(port: MessagePort): void {
  const shared = new Map<number, Terms>();
  /** How to give up each read. */
  const reading = new Places<() => void>();
  const waiting: News[] = [];
  const plain = openPlainPack(say);
  let reader: Served | undefined;
  let clockAt = { now: 0, at: 0 };
  let upAt = 0;
  let isTaken = true;
  let isDue = false;

  function say(news: News): void {
    waiting.push(news);
    sendSoon();
  }

  function sendSoon(): void {
    if (isDue || !isTaken) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      if (isTaken) send();
    });
  }

  function send(most: number = MOST_READINGS, mostPlain: number = MOST_PLAIN): void {
    if (waiting.length === 0 && plain.size() === 0) return;
    isTaken = false;
    const news = waiting.splice(0, countUpTo(waiting, most));
    // What the octets are read by has been said before them, or is said now.
    if (waiting.length === 0 && plain.size() > 0) news.push(plain.take(mostPlain));
    port.postMessage(news);
  }

  function open(packed: unknown, hasLog: boolean): Served {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- openWorkerReader packed the rest of its ReaderOptions, and nobody else sends this order
    const options = unpackSecrets(packed) as Omit<ReaderOptions, 'clock' | 'log'>;
    const clock = (): number => Math.round(clockAt.now + performance.now() - clockAt.at);
    const log = (event: string, facts: Record<string, unknown>): void => {
      // As JSON, because facts may hold what cannot be cloned.
      const plain: Record<string, unknown> = JSON.parse(JSON.stringify(facts));
      say({ kind: 'log', event, facts: plain });
    };
    return openReader({ ...options, clock, ...(hasLog ? { log } : {}) });
  }

  function read(order: ReadOrder): void {
    const terms = shared.get(order.terms);
    if (reader === undefined || terms === undefined) return;
    const { id, isTold, device } = order;
    const told: Told = { places: undefined };
    // The time it took to start is not the devices' fault.
    const elapsedMs = Math.max(0, Date.now() - Math.max(upAt, order.sentAt));
    const deadlineMs = Math.max(0, order.deadlineMs - elapsedMs);
    const { asks, identity, manners } = terms;
    // Each part is named, because in Node 20 each copy with `...` and more behind it is a class of objects of its own.
    const request: ReadRequest = { device, asks, identity, manners, deadlineMs };
    if (isTold) {
      request.onReadings = (readings) => {
        told.places ??= new Map();
        for (const each of readings) told.places.set(each, told.places.size);
        say({ kind: 'told', id, readings });
      };
    }
    let isGivenUp = false;
    const signal = (): AbortSignal => {
      // Who gives up in the lane ends the read there, and it asks for the signal only when it goes on another way.
      if (isGivenUp) return AbortSignal.abort(GIVEN_UP);
      const controller = new AbortController();
      reading.put(id, () => controller.abort(GIVEN_UP));
      return controller.signal;
    };
    const giveUp = reader.readRaw(request, {
      onPlain(answer) {
        reading.delete(id);
        plain.add(id, answer);
        sendSoon();
      },
      onAnswer: (answer) => void pass(id, answer, told),
      signal,
    });
    if (giveUp === undefined) void pass(id, reader.read({ ...request, signal: signal() }), told);
    else
      reading.put(id, () => {
        isGivenUp = true;
        giveUp();
      });
  }

  async function pass(id: number, answer: Promise<DeviceAnswer>, told: Told): Promise<void> {
    try {
      const { readings, ...rest } = await answer;
      say({ kind: 'answer', id, answer: { ...rest, readings: readings.map((own) => told.places?.get(own) ?? own) } });
    } catch (error) {
      say({ kind: 'failed', id, said: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    reading.delete(id);
  }

  async function close(): Promise<void> {
    await reader?.close();
    // The reads have ended by now, but say so a turn later.
    setImmediate(() => {
      send(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      port.close();
    });
  }

  function obey(order: Order): void {
    switch (order.kind) {
      case 'open':
        reader = open(order.options, order.hasLog);
        upAt = Date.now();
        say({ kind: 'up' });
        return;
      case 'share':
        shared.set(order.id, order.terms);
        return;
      case 'forget':
        shared.delete(order.id);
        return;
      case 'read':
        read(order);
        return;
      case 'abort':
        reading.get(order.id)?.();
        return;
      case 'taken':
        isTaken = true;
        send();
        return;
      case 'ask':
        say({ kind: 'here' });
        return;
      case 'close':
        void close();
    }
  }

  port.on('message', ({ now, orders }: Orders) => {
    clockAt = { now, at: performance.now() };
    for (const order of orders) obey(order);
  });
}

/** How many of the news fit into one message; at least one. */
function countUpTo(waiting: News[], most: number): number {
  let readings = 0;
  let count = 0;
  for (const news of waiting) {
    if (news.kind === 'told') readings += news.readings.length;
    if (news.kind === 'answer') readings += news.answer.readings.length;
    if (count > 0 && readings > most) break;
    count += 1;
  }
  return count;
}
