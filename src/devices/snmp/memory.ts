import { type Gate, openGate } from '../gate.ts';
import type { Engine } from './codec-v3.ts';
import type { Version } from './codec.ts';

/** How many objects a request asks for at most, before anything is known of the device. */
export const MOST_VARBINDS = 24;

/**
 * What is known of one device from reading it before.
 * `version` is set once it is certain; `varbinds` is the most objects it takes in one request; `engine` is who it is to users.
 */
export type DeviceMemory = {
  gate: Gate;
  rttMs?: number;
  version?: Exclude<Version, '3'>;
  engine?: Engine;
  varbinds: number;
};

/**
 * What the reader remembers between reads; only ever hints, never values.
 * `rows` is the number of rows a column had on the last device of the model, so that the next is asked for as many at once.
 */
export type Memory = {
  device(address: string, port: number): DeviceMemory;
  rows(model: string, column: string): number | undefined;
  learnRows(model: string, column: string, rows: number): void;
};

/** Memory for at most this many devices, and as many columns; the oldest are forgotten. */
const MOST_ENTRIES = 20_000;

/** An empty memory. */
export function openMemory(): Memory {
  const devices = new Map<string, DeviceMemory>();
  const rows = new Map<string, number>();
  return {
    device(address, port) {
      const key = `${address} ${port}`;
      let known = devices.get(key);
      if (known === undefined) {
        forgetOldest(devices, (entry) => entry.gate.isIdle());
        known = { gate: openGate(1), varbinds: MOST_VARBINDS };
        devices.set(key, known);
      }
      return known;
    },
    rows: (model, column) => rows.get(`${model} ${column}`),
    learnRows(model, column, count) {
      forgetOldest(rows, () => true);
      rows.set(`${model} ${column}`, count);
    },
  };
}

function forgetOldest<T>(entries: Map<string, T>, mayForget: (entry: T) => boolean): void {
  if (entries.size < MOST_ENTRIES) return;
  for (const [key, entry] of entries) {
    if (!mayForget(entry)) continue;
    entries.delete(key);
    return;
  }
}
