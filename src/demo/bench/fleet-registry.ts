import type { Device } from '../../core/device.ts';
import { evenHash } from '../../core/even-hash.ts';
import type { SavedReadings } from '../../core/ports.ts';
import type { Reading } from '../../core/reading.ts';
import type { Value } from '../../core/value.ts';

/** A registry that is made as it is asked for: one model of very many devices, one of a thousand, and others. */
export type BenchRegistry = {
  size: number;
  models: number;
  large: number;
  device: (n: number) => Device;
  readings: (n: number) => SavedReadings;
};

const THOUSAND = 1001;
const COLOURS = ['black', 'cyan', 'magenta', 'yellow'];
const TRAYS = ['tray-1', 'tray-2', 'tray-3', 'tray-4'];
const PLACES = ['feed', 'fuser', 'duplex', 'exit'];

/**
 * The registry of so many devices of so many models. The first model has a tenth of all devices, or 100,001 of a million; the second 1,001.
 * Shape: the n-th device is the same on every run. Units: `at` milliseconds since 1970, when everything was read.
 */
export function benchRegistry(size: number, models: number, at: number): BenchRegistry {
  const large = Math.min(Math.max(Math.floor(size / 10) + 1, Math.min(size - THOUSAND - models, 12_000)), 100_001);
  const modelOf = (n: number): number => {
    if (n < large) return 0;
    return n < large + THOUSAND ? 1 : 2 + ((n - large) % Math.max(1, models - 2));
  };
  const serialOf = (n: number): string => `FL-${String(n).padStart(7, '0')}`;
  return {
    size,
    models,
    large,
    device: (n) => ({
      serial: serialOf(n),
      model: `Bench ${1000 + modelOf(n)}`,
      customer: `Customer ${evenHash(`c${n}`) % 4000}`,
      address: `127.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      site: `site-${n % 5000}`,
    }),
    readings: (n) => ({ serial: serialOf(n), readings: readingsOf(n, at) }),
  };
}

function readingsOf(n: number, at: number): Reading[] {
  const draw = (what: string, most: number): number => evenHash(`${what}${n}`) % most;
  const number = (most: number, unit: Extract<Value, { kind: 'number' }>['unit'], what: string): Value => ({
    kind: 'number',
    number: draw(what, most),
    unit,
  });
  const each = (item: string, parts: string[], most: number, unit: Extract<Value, { kind: 'number' }>['unit']) =>
    parts.map((part): [string, string, Value] => [item, part, number(most, unit, `${item}${part}`)]);
  const rows: [item: string, part: string | undefined, value: Value][] = [
    ['copies.total', undefined, { kind: 'number', number: 1000 + draw('copies', 900_000), unit: 'impressions' }],
    ['environment.humidity', undefined, number(100, 'percent', 'humidity')],
    ['environment.temperature', undefined, number(40, 'degree-celsius', 'warm')],
    ['density.setting', undefined, number(9, 'step', 'density')],
    ['exposure.setting', undefined, number(9, 'step', 'exposure')],
    ['uptime', undefined, number(9_000_000, 'seconds', 'uptime')],
    ['network.errors', undefined, number(90, 'count', 'errors')],
    ['toner.coverage', undefined, number(30, 'percent', 'coverage')],
    ['network.duplex', undefined, { kind: 'state', state: draw('duplex', 30) === 0 ? 'half' : 'full' }],
    ['firmware.version', undefined, { kind: 'text', text: `1.${draw('firmware', 6)}` }],
    ...each('supply.toner', COLOURS, 100, 'percent'),
    ...each('drum.life', COLOURS, 100, 'percent'),
    ...each('developer.life', COLOURS, 100, 'percent'),
    ...each('copies.by-feed-stage', TRAYS, 90_000, 'sheets'),
    ...each('jams.by-place', PLACES, 200, 'count'),
  ];
  return rows.map(([item, part, value], i): Reading => {
    const raw = value.kind === 'number' ? `Gauge32 ${value.number}` : JSON.stringify(value);
    const place = `1.3.6.1.2.1.43.${10 + (i % 7)}.2.1.4.1.${i}`;
    const reading = {
      item,
      value,
      evidence: [{ protocol: 'snmp' as const, place, raw, at, tookMs: 20 + (n % 9) }],
      at,
    };
    return part === undefined ? reading : { ...reading, part, partTitle: part.toUpperCase() };
  });
}
