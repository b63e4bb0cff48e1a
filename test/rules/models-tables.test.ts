import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../src/core/value.ts';
import type { Cell } from '../../src/devices/snmp/cell.ts';
import { planOf } from '../../src/devices/snmp/table-plan.ts';
import { readTable } from '../../src/devices/snmp/table.ts';
import type { Column } from '../../src/devices/snmp/walk.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { TABLES } from './maker-tables.ts';

let book: RuleBook;
beforeAll(async () => {
  book = await loadRules();
});

/** What a place makes of columns, as one line a part. */
function rowsOf(profileId: string, item: string, n: number, recorded: Record<string, string[]>): string[] {
  const place = [...book.profiles, book.generic].find(({ id }) => id === profileId)?.places[item]?.[n];
  const def = book.items.get(item);
  if (def === undefined || place?.kind !== 'snmp-table') throw new Error(`${profileId} ${item}: no such table`);
  const columns = new Map(planOf(place).needed.map((oid) => [oid, columnOf(oid, recorded[oid] ?? [])]));
  const result = readTable(def, place, columns, 0);
  if (result.kind !== 'found') return [result.evidence.raw];
  return result.found.map(({ part, partTitle, value }) => {
    return `${part} ${partTitle ?? ''}: ${inShort(value)}`;
  });
}

function inShort(value: Value): string {
  if (value.kind === 'number') return `${value.number} ${value.unit}`;
  if (value.kind === 'absent') return value.reason;
  return value.kind === 'state' ? value.state : value.text;
}

function columnOf(oid: string, values: string[]): Column {
  const cell = (text: string, row: number): [string, Cell] => {
    const when = { at: 0, tookMs: 0 };
    const index = `1.${row + 1}`;
    return [index, { kind: 'value', oid: `${oid}.${index}`, type: 4, value: Buffer.from(text), when }];
  };
  return { oid, rows: new Map(values.map(cell)) };
}

describe('the tables of makers, as their profiles read them', () => {
  it.each(TABLES)('make of a %s table of %s what it says', (profile, item, place, columns, parts) => {
    expect(rowsOf(profile, item, place, columns)).toEqual(parts);
  });
});

/** Supplies and trays as machines of no known maker name them. */
function genericTables(): Tables {
  const mixed = {
    [TYPE]: ['3', '1', '2', '77', '1', '21', '1', '1', '4', '3'],
    [DESCRIPTION]: [
      'Black toner',
      'Toner (C)',
      '紅色碳粉',
      'Toner Y',
      'Staple cartridge',
      'Staple cartridge',
      'Tonerauffangbehälter',
      'Waste Ink Tank',
      'Waste box',
      'Waste Toner Box',
    ],
    [UNIT]: ['19', '19', '7', '19', '19', '19', '19', '19', '19', '19'],
    [MAX]: ['-2', '100', '-2', '100', '100', '100', '100', '100', '100', '100'],
    [LEVEL]: ['45', '33', '60', '-3', '10', '11', '12', '13', '14', '15'],
  };
  const drums = {
    [TYPE]: ['9', '9', '1', '9', '9', '9'],
    [DESCRIPTION]: ['Drum Cartridge [R1]', 'Drum [R2]', 'Drum unit K', 'OPC', 'OPC', 'Drum (M)'],
    [UNIT]: ['7', '7', '7', '7', '7', '7'],
    [MAX]: ['100', '100', '100', '2147483647', '100', '2147483647'],
    [LEVEL]: ['1', '2', '3', '2147483647', '5', '50'],
  };
  const trays = ['AUTO', 'Automatisch', '自動', 'Manual Feed', 'Manual feed', 'Manual feed tray', 'Bypass', 'Tray 1'];
  return [
    [
      'generic',
      'supply.toner',
      0,
      mixed,
      ['toner-black Black toner: 45 percent', 'toner-cyan Toner (C): 33 percent', 'toner-magenta 紅色碳粉: unknown'],
    ],
    [
      'generic',
      'supply.waste',
      0,
      mixed,
      [
        'waste-7 Tonerauffangbehälter: 12 percent',
        'waste-8 Waste Ink Tank: 13 percent',
        'waste-9 Waste box: 14 percent',
        'waste-10 Waste Toner Box: 15 percent',
      ],
    ],
    [
      'generic',
      'drum.life',
      0,
      drums,
      [
        'r1 Drum Cartridge [R1]: 1 percent',
        'r2 Drum [R2]: 2 percent',
        'black Drum unit K: 3 percent',
        'drum-4 OPC: unknown',
        'drum-5 OPC: 5 percent',
        'magenta Drum (M): unknown',
      ],
    ],
    [
      'generic',
      'drum.life',
      0,
      {
        [TYPE]: ['3', '9'],
        [DESCRIPTION]: ['Toner', 'Drum'],
        [UNIT]: ['7', '7'],
        [MAX]: ['9', '9'],
        [LEVEL]: ['9', '9'],
      },
      ['drum Drum: 100 percent'],
    ],
    [
      'generic',
      'tray.media',
      0,
      {
        '1.3.6.1.2.1.43.8.2.1.9': ['-2', '-2', '-2', '1', '100', '1', '-2', '500'],
        '1.3.6.1.2.1.43.8.2.1.12': trays.map(() => 'plain'),
        '1.3.6.1.2.1.43.8.2.1.13': trays,
      },
      ['tray-5 Manual feed: plain', 'tray-6 Manual feed tray: plain', 'tray-7 Bypass: plain', 'tray-8 Tray 1: plain'],
    ],
  ];
}
