import type { ReadRequest } from '../core/ports.ts';
import { type Gate, openGate } from './gate.ts';
import { rest } from './rest.ts';
import type { Stop } from './stop.ts';

/** Whose turn it is with each device: one read at a time over all protocols, and not sooner than its model allows. */
export type DeviceTurns = {
  /** Resolves with the way out once it is one's turn; with the reason in words when there is no time to wait for it. */
  enter(request: ReadRequest, stop: Stop): Promise<{ leave: () => void } | { why: string; isTooSoon: boolean }>;
  isFree(key: string): boolean;
  /** Takes the turn of a device that is free. */
  take(key: string): () => void;
  /** Notes that a device is read now, whoever has its turn. */
  note(key: string): void;
};

/** So many devices at least, and twice as many at most, whose last read is remembered. */
const MOST_DEVICES = 20_000;
const TOO_LATE = { why: 'no time was left to ask', isTooSoon: false };

/**
 * Opens the turns of a reader's devices.
 * Fails: never; a read that would have to wait for `everySeconds` beyond its deadline is told so at once, because what was read before is not
 * passed off as read now.
 */
export function openDeviceTurns(): DeviceTurns {
  const gates = new Map<string, Gate>();
  /** Who was read of late, and who was before them. */
  let late = new Map<string, number>();
  let before = new Map<string, number>();

  function gateOf(key: string): Gate {
    const known = gates.get(key) ?? openGate(1);
    gates.set(key, known);
    return known;
  }

  /** Who gives up learns so a moment later, when the key may have got another gate. */
  function forget(key: string, gate: Gate): void {
    if (gate.isIdle() && gates.get(key) === gate) gates.delete(key);
  }

  function start(key: string): void {
    // Who is there keeps its place, because one that is given up and taken again at each read costs more than the read's other notes together.
    late.set(key, performance.now());
    if (late.size < MOST_DEVICES) return;
    before = late;
    late = new Map();
  }

  return {
    isFree: (key) => !gates.has(key),
    note: start,
    take(key) {
      const gate = gateOf(key);
      const out = gate.tryEnter();
      return () => {
        out?.();
        forget(key, gate);
      };
    },
    async enter(request, stop) {
      const key = keyOfDevice(request);
      const gate = gateOf(key);
      const free = await gate.enter(stop.ending);
      const leave = (): void => {
        free?.();
        forget(key, gate);
      };
      if (free === undefined) {
        leave();
        return TOO_LATE;
      }
      const everySeconds = request.manners?.everySeconds ?? 0;
      const sinceMs = performance.now() - (late.get(key) ?? before.get(key) ?? Number.NEGATIVE_INFINITY);
      const waitMs = everySeconds * 1000 - sinceMs;
      if (waitMs >= stop.leftMs()) {
        leave();
        const why = `asked ${Math.floor(sinceMs / 1000)} s ago; this model is read at most every ${everySeconds} s`;
        return { why, isTooSoon: true };
      }
      if (waitMs > 0) await rest(waitMs, stop.ending);
      if (stop.ending.aborted) {
        leave();
        return TOO_LATE;
      }
      start(key);
      return { leave };
    },
  };
}

/** What tells devices apart before their names are looked up: many may stand behind one address, each on a port of its own. */
export function keyOfDevice({ device }: Pick<ReadRequest, 'device'>): string {
  return `${device.address.toLowerCase()} ${device.snmpPort ?? 161}`;
}
