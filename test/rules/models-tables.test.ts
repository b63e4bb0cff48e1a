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
