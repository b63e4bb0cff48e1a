import type { Fields } from '../json.ts';
import { fieldsOf, textOf } from '../json.ts';

/** What is carried to the app. */
export interface Parcel {
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Fields;
  /** 0 on the first try. */
  readonly attempt: number;
  /** Why the try before failed. */
  readonly reason?: FailReason;
}

export type FailReason = 'timeout' | 'http_timeout' | 'http_error' | 'connection_failed' | 'not_connected';

/** What became of a parcel. */
export type Outcome =
  | { readonly kind: 'acked'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly isFinal: boolean };

/** The way to the app: a socket it opened, or requests to its address. */
export interface Transport {
  deliver(parcel: Parcel): Promise<Outcome>;
  close(): Promise<void>;
}

/** One parcel and how its tries went. */
export interface DeliveryRecord {
  /** The event's id, or one made up for a command or an interaction. */
  readonly id: string;
  readonly kind: Parcel['kind'];
  /** The event's type, the command, or the interaction's type. */
  readonly type: string;
  readonly payload: Fields;
  /** Units: milliseconds of performance.now. */
  readonly tries: { readonly at: number; endedAt?: number; outcome?: Outcome }[];
}

/** Carries events, commands and interactions to the app and keeps the record. */
export interface Delivery {
  /** Sends a command or an interaction once and waits for what the app answers. */
  ask(kind: 'slash_commands' | 'interactive', payload: Fields): Promise<Outcome>;
  /** Sends an event in the background, again when it is not acknowledged. */
  event(payload: Fields): void;
  /** Sends an event that was already sent once more, as Slack sometimes does. Fails: false when it is unknown. */
  redeliver(eventId: string): boolean;
  readonly records: DeliveryRecord[];
  stop(): void;
}

export interface DeliveryOptions {
  readonly transport: Transport;
  /** Units: milliseconds before each retry of an event. */
  readonly retryDelaysMs: readonly number[];
  readonly onChange: () => void;
}

const MAX_RECORDS = 20_000;

/** Delivery over this transport. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const records: DeliveryRecord[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  async function attempt(record: DeliveryRecord, parcel: Parcel): Promise<Outcome> {
    const entry: DeliveryRecord['tries'][number] = { at: performance.now() };
    record.tries.push(entry);
    const outcome = await options.transport.deliver(parcel);
    entry.endedAt = performance.now();
    entry.outcome = outcome;
    options.onChange();
    return outcome;
  }

  async function carryEvent(record: DeliveryRecord, number: number, reason?: FailReason): Promise<void> {
    if (isStopped) return;
    const why = reason === undefined ? {} : { reason };
    const outcome = await attempt(record, { kind: 'events_api', payload: record.payload, attempt: number, ...why });
    const delayMs = options.retryDelaysMs[number];
    if (outcome.kind === 'acked' || outcome.isFinal || delayMs === undefined || isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void carryEvent(record, number + 1, outcome.reason);
    }, delayMs);
    timer.unref();
    timers.add(timer);
  }

  function recordOf(kind: Parcel['kind'], payload: Fields): DeliveryRecord {
    const type = textOf(fieldsOf(payload['event'])['type']) || textOf(payload['command']) || textOf(payload['type']);
    const id = textOf(payload['event_id']) || `call-${records.length + 1}`;
    const record: DeliveryRecord = { id, kind, type, payload, tries: [] };
    if (records.length > MAX_RECORDS) records.splice(0, MAX_RECORDS / 2);
    records.push(record);
    return record;
  }

  return {
    records,
    ask(kind, payload) {
      return attempt(recordOf(kind, payload), { kind, payload, attempt: 0 });
    },
    event(payload) {
      void carryEvent(recordOf('events_api', payload), 0);
    },
    redeliver(eventId) {
      const record = records.find((each) => each.id === eventId);
      if (record === undefined) return false;
      void attempt(record, { kind: 'events_api', payload: record.payload, attempt: 1, reason: 'timeout' });
      return true;
    },
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
