import type { Ask, IdentityPlaces } from '../../core/place.ts';
import { octets, oid, unsigned } from './devices-ber.ts';

const COUNTER32 = 0x41;
const GAUGE32 = 0x42;
const MARKER = '1.3.6.1.2.1.43.10.2.1';
const INPUTS = '1.3.6.1.4.1.99999.2.3.1.1.2';
const SUPPLIES = '1.3.6.1.2.1.43.11.1.1';
const INTERFACE = '1.3.6.1.2.1.2.2.1';

/** Where a simulated device says its serial number. */
export const SERIAL_OID = '1.3.6.1.2.1.43.5.1.1.17.1';
const MODEL_OID = '1.3.6.1.2.1.25.3.2.1.3.1';

/** Who the device is, asked beside the rest as always. */
export const IDENTITY: IdentityPlaces = {
  serial: [{ kind: 'snmp-get', oid: SERIAL_OID, decode: {} }],
  model: [{ kind: 'snmp-get', oid: MODEL_OID, decode: {} }],
};

type Object30 = { oid: string; value: Buffer; ask: Ask };

function number(item: string, name: string, value: number, tag = 2): Object30 {
  const ask: Ask = { item, kind: 'number', unit: 'count', places: [{ kind: 'snmp-get', oid: name, decode: {} }] };
  return { oid: name, value: unsigned(value, tag), ask };
}

function text(item: string, name: string, value: string): Object30 {
  return {
    oid: name,
    value: octets(value),
    ask: { item, kind: 'text', places: [{ kind: 'snmp-get', oid: name, decode: {} }] },
  };
}

/** The 30 objects of `performance.md`: life count, trays, supplies, status, interface columns. */
const OBJECTS: Object30[] = [
  number('copies.total', `${MARKER}.4.1.1`, 184_233, COUNTER32),
  number('copies.since-start', `${MARKER}.5.1.1`, 1233, COUNTER32),
  ...[1, 2, 3, 4, 5].map((tray) => number(`copies.tray-${tray}`, `${INPUTS}.${tray}`, 10_000 * tray, COUNTER32)),
  ...[1, 2, 3, 4].flatMap((row) => [
    text(`supply.name-${row}`, `${SUPPLIES}.6.1.${row}`, `Toner cartridge of colour ${row}`),
    number(`supply.most-${row}`, `${SUPPLIES}.8.1.${row}`, 20_000),
    number(`supply.level-${row}`, `${SUPPLIES}.9.1.${row}`, 4000 * row),
  ]),
  number('printer.status', '1.3.6.1.2.1.25.3.5.1.1.1', 3),
  number('device.status', '1.3.6.1.2.1.25.3.2.1.5.1', 2),
  text('network.name', `${INTERFACE}.2.1`, 'Fast Ethernet 10/100/1000'),
  number('network.speed', `${INTERFACE}.5.1`, 1_000_000_000, GAUGE32),
  text('network.mac', `${INTERFACE}.6.1`, 'mac123'),
  number('network.state', `${INTERFACE}.8.1`, 1),
  ...[10, 13, 14, 16, 20].map((column) =>
    number(`network.column-${column}`, `${INTERFACE}.${column}.1`, 900_000 + column, COUNTER32),
  ),
];

/** The questions of the bench, each one known row. */
export const ASKS: Ask[] = OBJECTS.map(({ ask }) => ask);

/** The same as bare OIDs, for clients that know no places. */
export const OIDS: string[] = OBJECTS.map((object) => object.oid);

/** What a simulated device answers, by encoded OID; its serial comes besides. */
export const VALUES: ReadonlyMap<string, Buffer> = new Map([
  ...OBJECTS.map((object) => [oid(object.oid).toString('latin1'), object.value] as const),
  [oid(MODEL_OID).toString('latin1'), octets('BENCH-30')],
  [oid('1.3.6.1.2.1.1.3.0').toString('latin1'), unsigned(123_456, 0x43)],
]);

/** The serial of the n-th device; all are of one length, so that a prepared answer needs only this patched. */
export function serialOf(n: number): string {
  return `BENCH-${String(n).padStart(6, '0')}`;
}

/** The address of the n-th device; all listen on one port. */
export function addressOf(n: number): string {
  return `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
}
