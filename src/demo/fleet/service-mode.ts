import { COLOURS, type Colour } from './models.ts';
import type { Random } from './random.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What the remote-maintenance service says of one machine.
 * Units: density and drum charge in volt, exposure in steps, humidity in percent, temperature in degrees Celsius.
 */
export type ServiceMode = {
  serial: string;
  model: string;
  readAt: string;
  density: { measured: Partial<Record<Colour, number>> };
  exposure: { setting: number };
  autoDensity: { setting: 'on' | 'off' };
  drumCharge: { setting: Partial<Record<Colour, number>> };
  environment: { humidity: number; temperature: number };
};

/** Reads the sensors of a machine: no two readings of a sensor are quite the same, settings are. */
export function readServiceMode(at: Snapshot, readAt: Date, random: Random): ServiceMode {
  const { service, serial, spec } = at.machine;
  const measured: Partial<Record<Colour, number>> = {};
  for (const colour of COLOURS) {
    const density = service.density[colour];
    if (density !== undefined) {
      measured[colour] = round(density + random.between(-0.012, 0.012), 2);
    }
  }
  return {
    serial,
    model: spec.name,
    readAt: readAt.toISOString(),
    density: { measured },
    exposure: { setting: service.exposure },
    autoDensity: { setting: service.autoDensity ? 'on' : 'off' },
    drumCharge: { setting: { ...service.charge } },
    environment: {
      humidity: round(service.humidity + random.between(-0.4, 0.4), 1),
      temperature: round(service.temperature + random.between(-0.2, 0.2), 1),
    },
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
