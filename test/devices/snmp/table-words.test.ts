import { describe, expect, it } from 'vitest';
import type { SnmpTablePlace } from '../../../src/core/place.ts';
import { loadRules } from '../../../src/rules/load.ts';
import type { Cell } from '../../../src/devices/snmp/cell.ts';
import { readTable } from '../../../src/devices/snmp/table.ts';
import type { Column } from '../../../src/devices/snmp/walk.ts';

const SUPPLIES = '1.3.6.1.2.1.43.11.1.1';
const DESCRIPTION = `${SUPPLIES}.6`;

const { generic } = await loadRules();

/** A column of texts and numbers; a row without one is left out. */
function column(oid: string, said: (string | number | undefined)[]): [string, Column] {
  const rows = new Map<string, Cell>();
  for (const [n, each] of said.entries()) {
    if (each === undefined) continue;
    const value = typeof each === 'number' ? each : Buffer.from(each);
    const type = typeof each === 'number' ? 2 : 4;
    rows.set(`1.${n + 1}`, { kind: 'value', oid: `${oid}.1.${n + 1}`, type, value, when: { at: 0, tookMs: 0 } });
  }
  return [oid, { oid, rows }];
}

function partsOf(item: string, columns: [string, Column][]): (string | undefined)[] {
  const known = new Map(columns);
  const tables = (generic.places[item] ?? []).filter((place): place is SnmpTablePlace => place.kind === 'snmp-table');
  for (const place of tables) {
    for (const oid of Object.values(place.columns).map((each) => (typeof each === 'string' ? each : each.oid)))
      if (!known.has(oid)) known.set(oid, { oid, rows: new Map() });
    const result = readTable({ kind: 'number', unit: 'percent' }, place, known, 0);
    if (result.kind === 'found' && result.found.some(({ value }) => value.kind === 'number'))
      return result.found.map(({ part }) => part);
  }
  return [];
}

const levels = (n: number): [string, Column][] => [
  column(
    `${SUPPLIES}.8`,
    Array.from({ length: n }, () => 100),
  ),
  column(
    `${SUPPLIES}.9`,
    Array.from({ length: n }, () => 50),
  ),
];
const types = (...said: number[]): [string, Column] => column(`${SUPPLIES}.5`, said);

describe('the colour of a supply', () => {
  it('is told by its name in several languages where no colorant is said', () => {
    const names = ['Black Toner', 'Toner cyan', 'Magenta-Toner', '黄色碳粉', 'シアントナー', 'Noir', 'Toner 5'];
    const columns = [column(DESCRIPTION, names), types(...names.map(() => 3)), ...levels(names.length)];
    expect(partsOf('supply.toner', columns)).toEqual([
      'toner-black-1',
      'toner-cyan-2',
      'toner-magenta',
      'toner-yellow',
      'toner-cyan-5',
      'toner-black-6',
      'toner-7',
    ]);
  });

  it('is the colorant before the name, however it is written', () => {
    const columns: [string, Column][] = [
      column(DESCRIPTION, ['Cartridge black box', 'Cartridge', 'Cartridge']),
      types(3, 3, 3),
      column(`${SUPPLIES}.3`, [1, 2, 3]),
      column('1.3.6.1.2.1.43.12.1.1.4', ['Cyan', 'light grey', 'none']),
      ...levels(3),
    ];
    expect(partsOf('supply.toner', columns)).toEqual(['toner-cyan', 'toner-light-grey', 'toner-3']);
  });

  it('of one drum for all is none: it is the drum', () => {
    const columns = [column(DESCRIPTION, ['Drum Unit']), types(9), ...levels(1)];
    expect(partsOf('drum.life', columns)).toEqual(['drum']);
  });
});

describe('a supply whose type is not said', () => {
  const names = [
    'Black Toner, PN 006R0',
    'Cyan Toner Cartridge',
    'Waste Toner Container',
    'Drum Cartridge (R1)',
    'Black Developer',
    'Fuser',
    'Transfer Belt Cleaner',
    'Staples Cartridge',
    'Cartridge 719',
  ];
  const columns = [column(DESCRIPTION, names), ...levels(names.length)];

  it.each([
    ['supply.toner', ['toner-black', 'toner-cyan', 'toner-9']],
    ['supply.waste', ['waste']],
    ['drum.life', ['r1']],
    ['developer.life', ['black']],
    ['fuser.life', ['fuser']],
    ['transfer.life', ['transfer']],
  ])('is %s by its name', (item, parts) => {
    expect(partsOf(item, columns)).toEqual(parts);
  });
});
