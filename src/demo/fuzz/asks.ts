import type { Ask, HttpPlace, IdentityPlaces, IppPlace, Place, PjlPlace } from '../../core/place.ts';
import { COLORANTS, PRIVATE, SUPPLIES } from './snmp-objects.ts';

const CODES = { '-1': 'unlimited', '-2': 'unknown', '-3': 'some_left' } as const;
const TOTAL = '1.3.6.1.2.1.43.10.2.1.4.1.1';

/** How the devices here say who they are. */
export const IDENTITY: IdentityPlaces = {
  serial: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.43.5.1.1.17.1', decode: {} }],
  model: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.25.3.2.1.3.1', decode: {} }],
};

/** Every kind of place over SNMP. */
export const SNMP_ASKS: Ask[] = [
  number('copies.total', {
    kind: 'snmp-get',
    oid: TOTAL,
    unitOf: { oid: '1.3.6.1.2.1.43.10.2.1.3.1.1', units: { '7': 'impressions', '8': 'sheets' } },
    decode: { least: 0 },
  }),
  text('network.mac', {
    kind: 'snmp-get',
    oid: '1.3.6.1.2.1.2.2.1.6',
    instance: 'management-interface',
    decode: { as: 'mac' },
  }),
  text('network.mask', {
    kind: 'snmp-get',
    oid: '1.3.6.1.2.1.4.20.1.3',
    instance: 'management-address',
    decode: { as: 'ipv4' },
  }),
  text('network.hostname', { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.2.0', decode: {} }),
  number(
    'uptime',
    { kind: 'snmp-get', oid: `${PRIVATE}.77.0`, decode: {} },
    { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.3.0', decode: { scale: 0.01, unit: 'seconds' } },
  ),
  percent('supply.toner', {
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
    where: { type: ['3', '21'], description: { not: ['none'] } },
    part: { key: 'toner-{colorant}', title: '{description}' },
    decode: { sentinels: CODES },
  }),
  number('copies.by-feed-stage', {
    kind: 'snmp-table',
    columns: { count: `${PRIVATE}.3.1.1.2` },
    value: 'count',
    part: { key: 'tray-{index}' },
    same: 'sum',
    decode: {},
  }),
  number('jams.by-place', {
    kind: 'snmp-table',
    columns: { count: `${PRIVATE}.3.1.1.2` },
    value: 'count',
    part: { key: 'all' },
    same: 'count',
    decode: {},
  }),
  state('alerts.active', {
    kind: 'snmp-table',
    columns: { text: '1.3.6.1.2.1.43.18.1.1.8' },
    value: 'text',
    empty: 'none',
    has: [TOTAL],
    part: { key: 'alert-{index}' },
    decode: {},
  }),
  number('copies.sum', {
    kind: 'snmp-objects',
    sum: [{ oid: `${PRIVATE}.8.1` }, { oid: `${PRIVATE}.8.2`, scale: 2 }],
    decode: {},
  }),
  percent('drum.life', {
    kind: 'snmp-objects',
    parts: {
      black: { sum: [{ oid: `${PRIVATE}.8.1`, sentinels: CODES }], outOf: { oid: `${PRIVATE}.8.3` } },
      cyan: {
        sum: [{ oid: `${PRIVATE}.7.1`, record: { key: '64', layout: 'key-type-length' } }],
        outOf: { oid: `${PRIVATE}.8.3` },
      },
      magenta: { sum: [{ oid: `${PRIVATE}.7.2`, record: { key: '11', layout: 'key-length' }, scale: 0.01 }] },
    },
    decode: {},
  }),
  state('alerts.flags', {
    kind: 'snmp-bits',
    oid: '1.3.6.1.2.1.25.3.5.1.2.1',
    bits: {
      '1': { part: 'low-toner', state: 'warning' },
      '4': { part: 'jammed', title: 'Jam', state: 'critical' },
      '12': { part: 'far', state: 'other' },
    },
    empty: 'none',
    decode: {},
  }),
];

/** A service and every format of the device's own documents. */
export const HTTP_ASKS: Ask[] = [
  number('image.density-measured', http({ service: 'remote', pick: '/density', each: { value: '/volt' } })),
  percent('service.drum', http({ service: 'remote', pick: '/drum', each: { value: '/left', part: '/id' } })),
  number('json.total', http({ path: '/status.json', format: 'json', pick: '/total' })),
  percent('json.toner', http({ path: '/status.json', format: 'json', pick: '/toner', each: {} })),
  text('relaxed.status', http({ path: '/relaxed.json', format: 'relaxed-json', pick: '/status/status1' })),
  percent('relaxed.toner', http({ path: '/relaxed.json', format: 'relaxed-json', pick: '/toner_black/remaining' })),
  number(
    'xml.total',
    http({ path: '/usage.xml', listedIn: '/discovery.xml', format: 'xml', pick: '/Usage/TotalImpressions/#text' }),
  ),
  percent(
    'xml.left',
    http({
      path: '/usage.xml',
      format: 'xml',
      pick: '/Usage/Consumable',
      each: { value: '/Left', part: '/Color', where: { '/Color': { not: ['x'] } } },
    }),
  ),
  percent('csv.drum', http({ path: '/mnt_info.csv', format: 'csv', pick: '/rows/0/% of Life Remaining(Drum Unit)' })),
  number('html.total', http({ path: '/status.html', format: 'html', pick: '/labels/Total Pages' })),
  percent('html.humidity', http({ path: '/status.html', format: 'html', pick: '/labels/Humidity' })),
];

/** Single attributes, positions and parallel sets. */
export const IPP_ASKS: Ask[] = [
  state('printer.status', ipp({ attribute: 'printer-state', decode: { enum: { '3': 'idle', '4': 'printing' } } })),
  number('ipp.uptime', ipp({ attribute: 'printer-up-time', decode: { unit: 'seconds' } })),
  percent('ipp.second', ipp({ attribute: 'marker-levels', index: 1, decode: { sentinels: CODES } })),
  text('ipp.alert', ipp({ attribute: 'printer-alert', decode: {} })),
  percent(
    'ipp.toner',
    ipp({
      attribute: 'marker-levels',
      each: {
        where: { 'marker-types': ['toner'] },
        part: {
          key: 'toner-{marker-colors}',
          title: '{marker-names} ({index})',
          maps: { 'marker-colors': { '#000000': 'black' } },
        },
      },
      decode: { sentinels: CODES },
    }),
  ),
];

/** Every category and both ways to ask for a variable. */
export const PJL_ASKS: Ask[] = [
  number('pjl.total', pjl({ info: 'PAGECOUNT' })),
  text('pjl.id', pjl({ info: 'ID' })),
  text('pjl.display', pjl({ info: 'STATUS', pick: 'DISPLAY' })),
  text('pjl.ret', pjl({ info: 'VARIABLES', pick: 'RET' })),
  number('density.setting', pjl({ inquire: 'DENSITY' }), pjl({ dinquire: 'DENSITY' })),
];

function number(item: string, ...places: Place[]): Ask {
  return { item, kind: 'number', places };
}

function percent(item: string, ...places: Place[]): Ask {
  return { item, kind: 'number', unit: 'percent', places };
}

function text(item: string, ...places: Place[]): Ask {
  return { item, kind: 'text', places };
}

function state(item: string, ...places: Place[]): Ask {
  return { item, kind: 'state', places };
}

function http(place: Omit<HttpPlace, 'kind' | 'decode'>): HttpPlace {
  return { kind: 'http', decode: {}, ...place };
}

function ipp(place: Omit<IppPlace, 'kind'>): IppPlace {
  return { kind: 'ipp', ...place };
}

function pjl(place: Omit<PjlPlace, 'kind' | 'decode'>): PjlPlace {
  return { kind: 'pjl', decode: {}, ...place };
}
