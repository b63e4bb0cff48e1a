import type { Ask, IdentityPlaces } from '../../src/core/place.ts';
import type { ReadRequest } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import type { ReaderOptions } from '../../src/devices/open-reader.ts';
import { counter32, type Encoded, gauge32, integer, ip, octets } from './ber.ts';

export const SERIAL_OID = '1.3.6.1.2.1.43.5.1.1.17.1';
export const MODEL_OID = '1.3.6.1.2.1.25.3.2.1.3.1';
export const TOTAL_OID = '1.3.6.1.2.1.43.10.2.1.4.1.1';
export const SUPPLIES = '1.3.6.1.2.1.43.11.1.1';
export const COLORANTS = '1.3.6.1.2.1.43.12.1.1';
export const TRAY_COUNTS = '1.3.6.1.4.1.99999.2.3.1.1';

export const IDENTITY: IdentityPlaces = {
  serial: [{ kind: 'snmp-get', oid: SERIAL_OID, decode: {} }],
  model: [{ kind: 'snmp-get', oid: MODEL_OID, decode: {} }],
};

export const TOTAL: Ask = {
  item: 'copies.total',
  kind: 'number',
  unit: 'impressions',
  places: [{ kind: 'snmp-get', oid: TOTAL_OID, decode: {} }],
};

export const TONER: Ask = {
  item: 'supply.toner',
  kind: 'number',
  unit: 'percent',
  places: [
    {
      kind: 'snmp-table',
      columns: {
        type: `${SUPPLIES}.5`,
        description: `${SUPPLIES}.6`,
        max: `${SUPPLIES}.8`,
        level: `${SUPPLIES}.9`,
        colorantIndex: `${SUPPLIES}.3`,
        colorant: { oid: `${COLORANTS}.4`, by: 'colorantIndex' },
      },
      value: 'level',
      outOf: 'max',
      where: { type: ['3', '21'] },
      part: { key: 'toner-{colorant}', title: '{description}' },
      decode: { sentinels: { '-1': 'unlimited', '-2': 'unknown', '-3': 'some_left' } },
    },
  ],
};

export const TRAYS: Ask = {
  item: 'copies.by-feed-stage',
  kind: 'number',
  unit: 'sheets',
  places: [
    {
      kind: 'snmp-table',
      columns: { count: `${TRAY_COUNTS}.2` },
      value: 'count',
      part: { key: 'tray-{index}' },
      decode: {},
    },
  ],
};

export const MAC: Ask = {
  item: 'network.mac',
  kind: 'text',
  places: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.2.2.1.6', instance: 'management-interface', decode: { as: 'mac' } }],
};

export const DENSITY: Ask = {
  item: 'image.density-measured',
  kind: 'number',
  unit: 'volt',
  places: [
    {
      kind: 'http',
      service: 'remote-maintenance',
      pick: '/density',
      each: { value: '/volt' },
      decode: { scale: 0.001 },
    },
  ],
};

/** What a colour machine answers: identity, counters, four toners and a waste box, four trays, one interface. */
export function printerObjects(serial = 'SIM-3500-0042'): Record<string, Encoded> {
  const objects: Record<string, Encoded> = {
    [SERIAL_OID]: octets(serial),
    [MODEL_OID]: octets('SIM-3500'),
    [TOTAL_OID]: counter32(184_233),
    '1.3.6.1.2.1.4.20.1.2.127.0.0.1': integer(2),
    '1.3.6.1.2.1.4.20.1.3.127.0.0.1': ip('255.255.255.0'),
    '1.3.6.1.2.1.2.2.1.5.2': gauge32(100_000_000),
    '1.3.6.1.2.1.2.2.1.6.2': octets(Buffer.from([0, 0x1b, 0xa9, 1, 2, 0xff])),
  };
  for (const [n, colour] of ['black', 'cyan', 'magenta', 'yellow', 'waste'].entries()) {
    const row = n + 1;
    if (colour !== 'waste') objects[`${COLORANTS}.4.1.${row}`] = octets(colour);
    objects[`${SUPPLIES}.3.1.${row}`] = integer(colour === 'waste' ? 0 : row);
    objects[`${SUPPLIES}.5.1.${row}`] = integer(colour === 'waste' ? 4 : 3);
    objects[`${SUPPLIES}.6.1.${row}`] = octets(`${colour} cartridge\0`);
    objects[`${SUPPLIES}.8.1.${row}`] = integer(200);
    objects[`${SUPPLIES}.9.1.${row}`] = integer(row * 20);
  }
  for (let tray = 1; tray <= 4; tray += 1) objects[`${TRAY_COUNTS}.2.${tray}`] = counter32(tray * 1000);
  return objects;
}

/** A request about the printer on `port`. */
export function requestOf(port: number, asks: Ask[], more: Partial<ReadRequest> = {}): ReadRequest {
  return {
    device: { serial: 'SIM-3500-0042', model: 'SIM-3500', customer: 'Kita', address: '127.0.0.1', snmpPort: port },
    asks,
    identity: IDENTITY,
    manners: { bulk: true },
    deadlineMs: 3000,
    ...more,
  };
}

/** Options for a reader of loopback devices. */
export function optionsOf(services: ReaderOptions['services'] = {}): ReaderOptions {
  return {
    credentials: { default: { version: '2c', community: new Secret('public') } },
    services,
    clock: Date.now,
    timing: { firstTimeoutMs: 60, leastTimeoutMs: 40, mostTimeoutMs: 200 },
  };
}
