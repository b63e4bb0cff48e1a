import type { Device } from '../../core/device.ts';
import type { DeviceAnswer } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import type { Terms } from '../same-terms.ts';
import type { PlainNews, RecipeNews } from './plain-batch.ts';

/** A wish of the reader's owner to the worker that reads. */
export type Order =
  | { kind: 'open'; options: unknown; hasLog: boolean }
  | { kind: 'share'; id: number; terms: Terms }
  | { kind: 'forget'; id: number }
  | ReadOrder
  | { kind: 'abort'; id: number }
  | { kind: 'taken' }
  | { kind: 'ask' }
  | { kind: 'close' };

/**
 * One read.
 * Units: `sentAt` milliseconds since 1970 by the system's clock, which both threads share; `deadlineMs` counts from then,
 * or from when the worker was up where that was later.
 */
export type ReadOrder = {
  kind: 'read';
  id: number;
  device: Device;
  /** The number of terms that were shared. */
  terms: number;
  deadlineMs: number;
  sentAt: number;
  /** Whether somebody wants to hear what has arrived before all has. */
  isTold: boolean;
};

/** What is sent to the worker at once. Units: `now` milliseconds since 1970 by the owner's clock. */
export type Orders = { now: number; orders: Order[] };

/** An answer whose readings that were told already are numbers: their places in the order of telling. */
export type SentAnswer = Omit<DeviceAnswer, 'readings'> & { readings: (Reading | number)[] };

/** What the worker says; it says no more until what it said was taken. */
export type News =
  | { kind: 'up' }
  | { kind: 'here' }
  | { kind: 'told'; id: number; readings: Reading[] }
  | { kind: 'answer'; id: number; answer: SentAnswer }
  | RecipeNews
  | PlainNews
  | { kind: 'failed'; id: number; said: string }
  | { kind: 'log'; event: string; facts: Record<string, unknown> };
