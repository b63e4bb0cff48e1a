import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import { unasked } from '../read-device.ts';

/**
 * The answer to a read whose worker ended: what had been told stands, the rest is absent.
 * Units: `at` milliseconds since 1970.
 */
export function lostAnswer(request: ReadRequest, told: Reading[], at: number): DeviceAnswer {
  const lost = unasked(request, 'the reader of devices ended unexpectedly and was started anew', at);
  if (told.length === 0) return lost;
  const items = new Set(told.map((reading) => reading.item));
  return {
    ...lost,
    outcome: told.some((reading) => reading.value.kind !== 'absent') ? { kind: 'answered' } : lost.outcome,
    readings: [...told, ...lost.readings.filter((reading) => !items.has(reading.item))],
  };
}
