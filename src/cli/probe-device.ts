import type { Ask, Place } from '../core/place.ts';
import type { Reader } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { askDevice, type DeviceAt } from './identify.ts';

/** What a device says when it is met for the first time. */
export type Probed = { kind: 'silent' } | { kind: 'refused'; said: string } | { kind: 'answered'; isPrinter: boolean };

/** Source: RFC 2790, hrDeviceTypes. */
const PRINTER = '1.3.6.1.2.1.25.3.1.5';
const TYPE_COLUMN = '1.3.6.1.2.1.25.3.2.1.2';
/** prtGeneralConfigChanges: every printer's agent has a row. Source: RFC 3805. */
const GENERAL_COLUMN = '1.3.6.1.2.1.43.5.1.1.1';
/** sysObjectID, sysDescr, hrDeviceType, hrDeviceDescr, prtGeneralSerialNumber, and the IEEE 1284 id of PWG's port monitor MIB. */
const FIRST_LOOK: Record<string, string> = {
  sysObjectID: '1.3.6.1.2.1.1.2.0',
  description: '1.3.6.1.2.1.1.1.0',
  type: `${TYPE_COLUMN}.1`,
  name: '1.3.6.1.2.1.25.3.2.1.3.1',
  serial: '1.3.6.1.2.1.43.5.1.1.17.1',
  deviceId: '1.3.6.1.4.1.2699.1.2.1.2.1.1.3.1',
};

/**
 * Asks an address once whether anybody is there and whether it looks like a printer.
 * Fails: never.
 */
export async function probeDevice(
  reader: Reader,
  at: DeviceAt,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Probed> {
  const asks = Object.entries(FIRST_LOOK).map(([item, oid]) => textAsk(item, { kind: 'snmp-get', oid, decode: {} }));
  const { outcome, readings } = await askDevice(reader, at, {}, asks, { deadlineMs, signal });
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind !== 'answered') return { kind: 'silent' };
  const refusal = readings.find(({ value }) => value.kind === 'absent' && value.reason === 'refused');
  const isRefusing = refusal !== undefined && readings.every(({ value }) => value.kind === 'absent');
  if (isRefusing) return { kind: 'refused', said: refusal.evidence.at(-1)?.raw ?? 'access was refused' };
  const type = readings.find(({ item }) => item === 'type')?.value;
  const isTyped = type?.kind === 'text' && type.text === PRINTER;
  const has = (item: string): boolean => readings.some((reading) => reading.item === item && isThere(reading));
  return { kind: 'answered', isPrinter: isTyped || has('serial') || has('deviceId') };
}

/**
 * Whether a device that did not show it at first sight has a printer in some row of its tables.
 * Fails: never; silence is no sign of one.
 */
export async function isPrinter(
  reader: Reader,
  at: DeviceAt,
  options: { deadlineMs: number; signal: AbortSignal },
): Promise<boolean> {
  const rows = (column: string): Omit<Extract<Place, { kind: 'snmp-table' }>, 'where'> => {
    return { kind: 'snmp-table', columns: { value: column }, value: 'value', part: { key: '{index}' }, decode: {} };
  };
  const asks = [
    textAsk('type', { ...rows(TYPE_COLUMN), where: { value: [PRINTER] } }),
    textAsk('general', rows(GENERAL_COLUMN)),
  ];
  const { readings } = await askDevice(reader, at, {}, asks, options);
  return readings.some(isThere);
}

function textAsk(item: string, place: Place): Ask {
  return { item, kind: 'text', places: [place] };
}

/** An empty text is there too: the device has the object and no words for it. */
function isThere({ value }: Reading): boolean {
  return value.kind !== 'absent' || value.reason === 'unknown';
}
