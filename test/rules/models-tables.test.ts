import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../src/core/value.ts';
import type { Cell } from '../../src/devices/snmp/cell.ts';
import { planOf } from '../../src/devices/snmp/table-plan.ts';
import { readTable } from '../../src/devices/snmp/table.ts';
import type { Column } from '../../src/devices/snmp/walk.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';

const TYPE = '1.3.6.1.2.1.43.11.1.1.5';
const DESCRIPTION = '1.3.6.1.2.1.43.11.1.1.6';
const MAX = '1.3.6.1.2.1.43.11.1.1.8';
const LEVEL = '1.3.6.1.2.1.43.11.1.1.9';
const LEXMARK_COUNTS = '1.3.6.1.4.1.641.6.4.1.1.1';
const RICOH_TONER = '1.3.6.1.4.1.367.3.2.1.2.24.1.1';

/** Columns as recorded or, for Ricoh and Lexmark, as their MIBs say (rows 1.1, 1.2, ...), and what the n-th place of the item makes of them. */
const TABLES: [profile: string, item: string, place: number, columns: Record<string, string[]>, parts: string[]][] = [
  [
    'sharp',
    'drum.life',
    0,
    {
      [TYPE]: ['3', '4', '9', '10'],
      [DESCRIPTION]: ['Black Toner', 'Waste Toner', 'Black Photoconductive Drum', 'Black Developer'],
      [MAX]: ['100', '-2', '-2', '-2'],
      [LEVEL]: ['75', '100', '9', '9'],
    },
    ['black Black Photoconductive Drum: 9 percent'],
  ],
  [
    'samsung',
    'feed-roller.life',
    0,
    {
      [DESCRIPTION]: ['Fuser S/N:', 'Transfer Roller', 'ADF Roller', 'MP Roller', 'Tray 1 Roller'],
      [MAX]: ['90000', '150000', '100000', '100000', '200000'],
      [LEVEL]: ['67066', '127066', '95643', '99959', '181069'],
    },
    ['adf ADF Roller: 95.643 percent', 'bypass MP Roller: 99.959 percent', 'tray-1 Tray 1 Roller: 90.5345 percent'],
  ],
  [
    'brother',
    'transfer.life',
    1,
    { [DESCRIPTION]: ['Waste Toner Box', 'Belt Unit'], [MAX]: ['-2', '100000'], [LEVEL]: ['-3', '56461'] },
    ['transfer Belt Unit: 56.461 percent'],
  ],
  [
    'brother',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['THIN', 'REGULAR', 'REGULAR'],
      '1.3.6.1.2.1.43.8.2.1.13': ['AUTO', 'MP TRAY', 'TRAY1'],
    },
    ['bypass MP TRAY: REGULAR', 'tray-1 TRAY1: REGULAR'],
  ],
  [
    'kyocera',
    'tray.media',
    0,
    {
      '1.3.6.1.2.1.43.8.2.1.12': ['Custom 8', 'PLAIN', 'PLAIN'],
      '1.3.6.1.2.1.43.8.2.1.18': ['MP Tray', 'Cassette 1', 'Cassette 2'],
    },
    ['bypass MP Tray: Custom 8', 'tray-1 Cassette 1: PLAIN', 'tray-2 Cassette 2: PLAIN'],
  ],
  [
    'epson',
    'firmware.version',
    0,
    {
      '1.3.6.1.4.1.1248.1.2.2.2.1.1.3': ['Main FW', 'Serial No', 'Network FW'],
      '1.3.6.1.4.1.1248.1.2.2.2.1.1.2': ['TS20P2', 'X7F4008528', '03.77'],
    },
    ['main Main FW: TS20P2'],
  ],
  [
    'ricoh',
    'supply.toner',
    1,
    { [`${RICOH_TONER}.3`]: ['Cyan', 'Black Toner'], [`${RICOH_TONER}.5`]: ['40', '-100'] },
    ['toner-cyan Cyan: 40 percent', 'toner-black Black Toner: some_left'],
  ],
  [
    'lexmark',
    'jams.by-place',
    0,
    { [`${LEXMARK_COUNTS}.2`]: ['1', '97', '98', '101'], [`${LEXMARK_COUNTS}.4`]: ['40', '12', '3', '9'] },
    ['engine : 12 count', 'adf : 3 count'],
  ],
];

let book: RuleBook;
beforeAll(async () => {
  book = await loadRules();
});

/** What a place makes of columns, as one line a part. */
function rowsOf(profileId: string, item: string, n: number, recorded: Record<string, string[]>): string[] {
  const place = book.profiles.find(({ id }) => id === profileId)?.places[item]?.[n];
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
