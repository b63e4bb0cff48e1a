import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../any-character.ts';
import type { SnmpTablePlace } from '../../../src/core/place.ts';
import type { PlaceResult } from '../../../src/devices/place-result.ts';
import { type Cell, toCell } from '../../../src/devices/snmp/cell.ts';
import { readTable } from '../../../src/devices/snmp/table.ts';
import { planOf } from '../../../src/devices/snmp/table-plan.ts';
import type { Column } from '../../../src/devices/snmp/walk.ts';

const WHEN = { at: 1000, tookMs: 20 };
const LEVELS: SnmpTablePlace = {
  kind: 'snmp-table',
  columns: {
    level: '1.3.1.9',
    max: '1.3.1.8',
    type: '1.3.1.5',
    unused: '1.3.1.99',
    by: '1.3.1.3',
    colour: { oid: '1.3.2.4', by: 'by' },
  },
  value: 'level',
  outOf: 'max',
  where: { type: ['3', '21'] },
  part: { key: 'toner-{colour}', title: 'colour', maps: { colour: { schwarz: 'black' } } },
  decode: { sentinels: { '-2': 'unknown', '-3': 'some_left' } },
};

type Raw = Record<string, Record<string, number | string>>;

function columnsOf(raw: Raw): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const [oid, rows] of Object.entries(raw)) {
    const cells = Object.entries(rows).map(([index, value]) => {
      const type = typeof value === 'number' ? 2 : 4;
      const plain = typeof value === 'number' ? value : Buffer.from(value);
      return [index, toCell({ oid: `${oid}.${index}`, type, value: plain }, WHEN)] as const;
    });
    columns.set(oid, { oid, rows: new Map(cells) });
  }
  return columns;
}

function partsOf(result: PlaceResult): unknown[] {
  return result.kind === 'found'
    ? result.found.map(({ part, partTitle, value }) => [
        part,
        partTitle,
        value.kind === 'number' ? value.number : value.kind === 'absent' ? value.reason : value,
      ])
    : [result.reason, result.evidence.raw];
}

const ASK = { kind: 'number' as const, unit: 'percent' as const };
const read = (raw: Raw, place = LEVELS): PlaceResult => readTable(ASK, place, columnsOf(raw), 5);

describe('a table of levels', () => {
  it('is read without the table that names its rows, where that one cannot be read', () => {
    const columns = columnsOf({ '1.3.1.9': { '1.1': 50 }, '1.3.1.8': { '1.1': 200 }, '1.3.1.5': { '1.1': 3 } });
    columns.set('1.3.1.3', { oid: '1.3.1.3', rows: new Map() });
    const failed = (reason: 'malformed' | 'timeout'): PlaceResult => {
      columns.set('1.3.2.4', { oid: '1.3.2.4', rows: new Map(), failure: { reason, said: reason, when: WHEN } });
      return readTable(ASK, LEVELS, columns, 5);
    };
    expect(partsOf(failed('malformed'))).toEqual([['toner-1', '', 25]]);
    // What did not come in time may come the next time, and the row be named otherwise.
    expect(partsOf(failed('timeout'))).toEqual(['timeout', 'timeout']);
  });

  it('asks only for columns that something refers to', () => {
    expect(planOf(LEVELS).needed.sort()).toEqual(['1.3.1.3', '1.3.1.5', '1.3.1.8', '1.3.1.9', '1.3.2.4']);
  });

  it('takes rows that are meant, names them by the joined table, and counts in percent', () => {
    const result = read({
      '1.3.1.9': { '1.1': 50, '1.2': 10, '1.3': 5 },
      '1.3.1.8': { '1.1': 200, '1.2': 100, '1.3': 100 },
      '1.3.1.5': { '1.1': 3, '1.2': 21, '1.3': 4 },
      '1.3.1.3': { '1.1': 2, '1.2': 1, '1.3': 0 },
      '1.3.2.4': { '1.1': 'schwarz', '1.2': 'Cyan' },
    });
    expect(partsOf(result)).toEqual([
      ['toner-cyan', 'Cyan', 25],
      ['toner-black', 'schwarz', 10],
    ]);
    expect(result.kind === 'found' && result.found[0]?.evidence).toEqual({
      protocol: 'snmp',
      place: '1.3.1.9.1.1',
      raw: 'Integer 50 out of Integer 200',
      at: 1000,
      tookMs: 20,
    });
  });

  it('finds a joined row below another device index', () => {
    const result = read({
      '1.3.1.9': { '0.7': 5 },
      '1.3.1.8': { '0.7': 10 },
      '1.3.1.5': { '0.7': 3 },
      '1.3.1.3': { '0.7': 4 },
      '1.3.2.4': { '1.4': 'Magenta' },
    });
    expect(partsOf(result)).toEqual([['toner-magenta', 'Magenta', 50]]);
  });

  it('names a row by its number when what it is named by is missing, and the second of a name -2', () => {
    const one = { '1.1': 10, '1.2': 10, '1.3': 10 };
    const result = read({
      '1.3.1.9': one,
      '1.3.1.8': { '1.1': 100, '1.2': 100, '1.3': 100 },
      '1.3.1.5': { '1.1': 3, '1.2': 3, '1.3': 3 },
      '1.3.1.3': { '1.1': 1, '1.2': 1, '1.3': 0 },
      '1.3.2.4': { '1.1': 'black' },
    });
    expect(partsOf(result).map((part) => (Array.isArray(part) ? part[0] : part))).toEqual([
      'toner-black',
      'toner-black-2',
      'toner-3',
    ]);
  });

  it.each([
    [-3, 100, 'some_left'],
    [-2, -2, 'unknown'],
    [-3, -2, 'some_left'],
    [100, -2, 'unknown'],
    [5, 0, 'unknown'],
    [-1, 100, 'unknown'],
    [101, 100, 'malformed'],
    [100, 100, 100],
    [0, 100, 0],
    [1, 3, 33.3333],
  ])('reads level %d out of %d as %s', (level, max, expected) => {
    const result = read({
      '1.3.1.9': { '1.1': level },
      '1.3.1.8': { '1.1': max },
      '1.3.1.5': { '1.1': 3 },
      '1.3.1.3': { '1.1': 1 },
      '1.3.2.4': { '1.1': 'black' },
    });
    expect(partsOf(result)).toEqual([['toner-black', 'black', expected]]);
  });

  it('says unknown when the capacity is missing', () => {
    const result = read({ '1.3.1.9': { '1.1': 5 }, '1.3.1.5': { '1.1': 3 } });
    expect(partsOf(result)).toEqual([['toner-1', '', 'unknown']]);
  });

  it('is not offered when there is no row, or none that is meant', () => {
    expect(partsOf(read({}))).toEqual(['unsupported', 'no rows']);
    expect(partsOf(read({ '1.3.1.9': { '1.1': 5 }, '1.3.1.5': { '1.1': 4 } }))).toEqual([
      'unsupported',
      '1 row, none that is meant',
    ]);
  });

  it('is the state of an empty table only where the device shows that it has the table', () => {
    const alerts: SnmpTablePlace = { ...LEVELS, empty: 'none', has: ['1.3.7.1', '1.3.7.2'] };
    const none = { kind: 'found', found: [{ value: { kind: 'state', state: 'none' } }] };
    const cellsOf = (value?: number): Map<string, Cell> =>
      new Map(
        ['1.3.7.1', '1.3.7.2'].map((oid, n) => {
          const said = value === undefined || n === 0 ? { oid, type: 128, value: null } : { oid, type: 65, value };
          return [oid, toCell(said, WHEN)];
        }),
      );
    const empty = (cells: Map<string, Cell>): PlaceResult => readTable({ kind: 'state' }, alerts, new Map(), 5, cells);
    expect(empty(cellsOf(0))).toMatchObject(none);
    expect(empty(cellsOf(0))).toMatchObject({ found: [{ evidence: { raw: 'no rows; 1.3.7.2: Counter32 0' } }] });
    expect(partsOf(empty(cellsOf()))).toEqual(['unsupported', 'no rows']);
    const failed: Cell = { kind: 'failed', oid: '1.3.7.1', reason: 'timeout', said: 'no answer', when: WHEN };
    expect(partsOf(empty(new Map([['1.3.7.1', failed]])))).toEqual(['timeout', 'no answer']);
    const others = columnsOf({ '1.3.1.9': { '1.1': 5 }, '1.3.1.5': { '1.1': 4 } });
    expect(readTable({ kind: 'state' }, alerts, others, 5)).toMatchObject(none);
  });

  it('adds up or counts rows of the same key, and names rows by any number of their index', () => {
    const place: SnmpTablePlace = {
      kind: 'snmp-table',
      columns: { value: '1.3.4.1', kind: '1.3.4.2' },
      value: 'value',
      where: { index: { not: ['9'] }, kind: { matches: '^copy' } },
      part: { key: '{index:2}', maps: { 'index:2': { '1': 'print', '2': 'copy' } } },
      same: 'sum',
      decode: { sentinels: { '-2': 'unknown' } },
    };
    const rows = { '1.1': 5, '1.2': 7, '2.1': 3, '1.9': 100 };
    const raw = { '1.3.4.1': rows, '1.3.4.2': { '1.1': 'copy', '1.2': 'Copy A3', '2.1': 'copy', '1.9': 'copy' } };
    const one = (same: SnmpTablePlace['same'], values: Raw): unknown =>
      partsOf(readTable({ kind: 'number', unit: 'count' }, { ...place, same }, columnsOf(values), 5)).map((part) =>
        Array.isArray(part) ? [part[0], part[2]] : part,
      );
    expect(one('sum', raw)).toEqual([
      ['print', 12],
      ['copy', 3],
    ]);
    expect(one('count', raw)).toEqual([
      ['print', 2],
      ['copy', 1],
    ]);
    expect(one('numbered', raw)).toEqual([
      ['print', 5],
      ['print-2', 7],
      ['copy', 3],
    ]);
    expect(one('sum', { ...raw, '1.3.4.1': { ...rows, '1.2': -2 } })).toEqual([
      ['print', 'unknown'],
      ['copy', 3],
    ]);
    const sum = readTable({ kind: 'number', unit: 'count' }, place, columnsOf(raw), 5);
    expect(sum).toMatchObject({ found: [{ evidence: { place: '1.3.4.1.1.1 + 1.3.4.1.1.2' } }, {}] });
  });

  it('takes the one row that is meant, and of several none', () => {
    const place: SnmpTablePlace = {
      kind: 'snmp-table',
      columns: { speed: '1.3.5.1', type: '1.3.5.2' },
      value: 'speed',
      where: { type: ['6'] },
      same: 'only',
      decode: {},
    };
    const read = (types: Record<string, number>): PlaceResult => {
      const columns = columnsOf({ '1.3.5.1': { '1': 10, '2': 100 }, '1.3.5.2': types });
      return readTable({ kind: 'number', unit: 'count' }, place, columns, 5);
    };
    const raw = 'Integer 100, the only row of its kind';
    expect(read({ '1': 24, '2': 6 })).toMatchObject({ found: [{ value: { number: 100 }, evidence: { raw } }] });
    expect(partsOf(read({ '1': 6, '2': 6 }))).toEqual(['unsupported', '2 rows, and which is meant is not said']);
    expect(partsOf(read({ '1': 24, '2': 24 }))).toEqual(['unsupported', '2 rows, none that is meant']);
  });

  it('takes the unit that the device states, and no value of a unit that is not listed', () => {
    const place: SnmpTablePlace = {
      kind: 'snmp-table',
      columns: { value: '1.3.4.1', unit: '1.3.4.3' },
      value: 'value',
      unitOf: { column: 'unit', units: { '7': 'impressions', '8': 'sheets' } },
      decode: {},
    };
    const readAs = (unit: number | undefined): unknown => {
      const units = unit === undefined ? {} : { '1.3.4.3': { '0.1': unit } };
      const columns = columnsOf({ '1.3.4.1': { '0.1': 5 }, ...units });
      const result = readTable({ kind: 'number', unit: 'impressions' }, place, columns, 5);
      return result.kind === 'found' && result.found[0]?.value;
    };
    expect(readAs(7)).toEqual({ kind: 'number', number: 5, unit: 'impressions' });
    expect(readAs(8)).toEqual({ kind: 'number', number: 5, unit: 'sheets' });
    expect(readAs(16)).toEqual({ kind: 'absent', reason: 'unsupported' });
    expect(readAs(undefined)).toEqual({ kind: 'number', number: 5, unit: 'impressions' });
  });

  it('does not pass off a table that was cut short as a whole one', () => {
    const columns = columnsOf({ '1.3.1.9': { '1.1': 5 }, '1.3.1.5': { '1.1': 3 } });
    columns.set('1.3.1.8', {
      oid: '1.3.1.8',
      rows: new Map(),
      failure: { reason: 'timeout', said: 'no answer after 4 tries', when: WHEN },
    });
    expect(partsOf(readTable(ASK, LEVELS, columns, 5))).toEqual(['timeout', 'no answer after 4 tries']);
  });

  it('gives a percentage from 0 to 100 or a reason, and never the same part twice, whatever the device says', () => {
    const value = fc.oneof(fc.integer({ min: -5, max: 300 }), fc.string({ unit: anyCharacter, maxLength: 8 }));
    const index = fc.constantFrom('1', '1.1', '1.2', '1.3', '0.1', '2.1.7');
    const rows = fc.dictionary(index, value, { maxKeys: 5 });
    const types = fc.dictionary(index, fc.constantFrom(3, 21, 4), { maxKeys: 6 });
    fc.assert(
      fc.property(rows, rows, types, rows, rows, (level, max, type, by, colour) => {
        const result = read({ '1.3.1.9': level, '1.3.1.8': max, '1.3.1.5': type, '1.3.1.3': by, '1.3.2.4': colour });
        if (result.kind === 'next') {
          expect(result.reason).toBe('unsupported');
          return;
        }
        expect(new Set(result.found.map(({ part }) => part)).size).toBe(result.found.length);
        for (const { value, part, evidence } of result.found) {
          expect(part).toMatch(/^toner-[\p{L}\p{N}-]+$/u);
          expect(evidence.raw).not.toMatch(/[\p{Cc}]/u);
          if (value.kind === 'absent') continue;
          expect(value.kind).toBe('number');
          expect(value.kind === 'number' && value.number >= 0 && value.number <= 100).toBe(true);
        }
      }),
    );
  });
});
