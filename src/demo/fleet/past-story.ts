import type { SavedReadings } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import type { Value } from '../../core/value.ts';
import type { Machine } from './machine.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

const DAY_MS = 86_400_000;
/** So long the simulated past goes back, a reading a day; the last one is of yesterday. Units: days. */
const DAYS = 40;

/** What one machine of the cast was like before something happened to it, so many days ago. */
type Happened = {
  daysAgo: number;
  before: (machine: Machine) => Pick<Machine['service'], 'density' | 'charge' | 'autoDensity'>;
};

const HAPPENED: Readonly<Record<string, Happened>> = {
  'SIM-3500-0042': {
    daysAgo: 12,
    before: ({ service }) => ({
      ...service,
      density: { ...service.density, black: 2.31 },
      charge: { ...service.charge, black: -622 },
    }),
  },
  'SIM-3500-0019': { daysAgo: 23, before: ({ service }) => ({ ...service, autoDensity: true }) },
};

/**
 * Readings from before the fleet was started, of those machines to which something happened.
 * Shape: each says in its evidence that it is simulated history and was read from nothing; its time is that of which it tells.
 * Units: `now` milliseconds since 1970.
 */
export function simulatedPast(machines: readonly Machine[], now: number, seed: number): SavedReadings[] {
  return machines.flatMap((machine) => {
    const happened = HAPPENED[machine.serial];
    if (happened === undefined) return [];
    const random = createRandom(`${seed}/past/${machine.serial}`);
    const days = Array.from({ length: DAYS }, (_, index) => DAYS - index);
    return [
      { serial: machine.serial, readings: days.flatMap((ago) => dayOf(machine, happened, { ago, now, random })) },
    ];
  });
}

function dayOf(
  machine: Machine,
  { daysAgo, before }: Happened,
  { ago, now, random }: { ago: number; now: number; random: Random },
): Reading[] {
  const { density, charge, autoDensity } = ago > daysAgo ? before(machine) : machine.service;
  const at = now - ago * DAY_MS;
  // It has printed evenly all its life.
  const impressions = Math.floor(machine.impressions * (1 - (ago * DAY_MS) / (machine.ageSeconds * 1000)));
  const volts = (item: string, by: Partial<Record<string, number>>, spread: number): Reading[] =>
    Object.entries(by).flatMap(([part, volt = 0]) => {
      const number = Number((volt + random.between(-spread, spread)).toFixed(2));
      return reading(item, { kind: 'number', number, unit: 'volt' }, at, part);
    });
  return [
    reading('copies.total', { kind: 'number', number: impressions, unit: 'impressions' }, at),
    ...volts('image.density-measured', density, 0.012),
    ...volts('drum.charge-setting', charge, 0),
    reading('density.auto-adjust-setting', { kind: 'state', state: autoDensity ? 'on' : 'off' }, at),
  ];
}

function reading(item: string, value: Value, at: number, part?: string): Reading {
  const raw = 'simulated history, read from nothing';
  return {
    item,
    ...(part === undefined ? {} : { part }),
    value,
    evidence: [{ protocol: 'http', place: 'simulated history', raw, at, tookMs: 0 }],
    at,
  };
}
