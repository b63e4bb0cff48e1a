import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnmpBitsPlace, SnmpObjectsPlace } from '../../../src/core/place.ts';
import type { PlaceResult } from '../../../src/devices/place-result.ts';
import { readBits, readColumnBits } from '../../../src/devices/snmp/bits.ts';
import { type Cell, toCell } from '../../../src/devices/snmp/cell.ts';
import { declaredCharset, needsCharset } from '../../../src/devices/snmp/charset.ts';
import { readObjects } from '../../../src/devices/snmp/objects.ts';
import { findRecord } from '../../../src/devices/snmp/records.ts';

const WHEN = { at: 1000, tookMs: 20 };
const PERCENT = { kind: 'number', unit: 'percent' } as const;
const COUNT = { kind: 'number', unit: 'count' } as const;
const NEXT_CARE = Buffer.from('8201040000c32b89010400030d37ff', 'hex');

function cellOf(oid: string, value: number | Buffer | undefined): Cell {
  if (value === undefined) return toCell({ oid, type: 128, value: null }, WHEN);
  return toCell({ oid, type: typeof value === 'number' ? 65 : 4, value }, WHEN);
}
function cellsOf(values: Record<string, number | Buffer | undefined>): Map<string, Cell> {
  return new Map(Object.entries(values).map(([oid, value]) => [oid, cellOf(oid, value)]));
}
function valuesOf(result: PlaceResult | undefined): unknown {
  if (result?.kind !== 'found') return result?.reason;
  return result.found.map(({ part, value }) => [part, 'number' in value ? value.number : value]);
}
const absent = (reason: string): object => ({ kind: 'absent', reason });

describe('a record in an octet string', () => {
  const find = (hex: string, key: string, layout: 'key-length' | 'key-type-length' = 'key-type-length'): unknown => {
    const found = findRecord(Buffer.from(hex, 'hex'), { key, layout });
    return found.kind === 'number' ? found.number : found.kind;
  };
  it('is found by its key in either layout, its value unsigned and high octet first', () => {
    expect(find('8201040000c32b89010400030d37ff', '82')).toBe(49_963);
    expect(find('8201040000c32b89010400030d37ff', '89')).toBe(199_991);
    expect(find('010200022102000aa1040000000dff', '21', 'key-length')).toBe(10);
    expect(find('410104ffffffff', '41')).toBe(4_294_967_295);
  });
  it('is missing from a string that ends or stops without it', () => {
    expect([find('', '82'), find('ff8201040000c32b', '82'), find('8901040000c32b', '82')]).toEqual(
      Array(3).fill('missing'),
    );
  });
  it('is malformed where the string is cut, misaligned, or says two things', () => {
    expect(find('8901040000c3', '82')).toBe('malformed');
    expect(find('8201040000', '82')).toBe('malformed');
    expect(find('0000c32b8201040000c32b', '82')).toBe('malformed');
    expect(find('8201040000000182010400000002', '82')).toBe('malformed');
    expect(find('82010400000001890104', '82')).toBe(1);
  });
  it('is empty, not 0, without any octet; hundredths beyond 99 are none', () => {
    expect(find('820100', '82')).toBe('empty');
    const whole = { key: '00', layout: 'key-length', value: 'whole-and-hundredths' } as const;
    expect(findRecord(Buffer.from('00020231ff', 'hex'), whole)).toMatchObject({ number: 2.49 });
    expect(findRecord(Buffer.from('000202ffff', 'hex'), whole)).toEqual({ kind: 'malformed' });
  });
  it('never is a number that does not stand in the string, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(255), (octets, key) => {
        const hex = key.toString(16).padStart(2, '0');
        const found = findRecord(Buffer.from(octets), { key: hex, layout: 'key-type-length' });
        if (found.kind !== 'number') return;
        expect(Buffer.from(octets).includes(found.octets)).toBe(true);
        expect(found.octets[0]).toBe(key);
        expect(Number.isSafeInteger(found.number) && found.number >= 0).toBe(true);
      }),
    );
  });
});

describe('objects that are one item', () => {
  const sum: SnmpObjectsPlace = {
    kind: 'snmp-objects',
    sum: [{ oid: '1.3.1.1' }, { oid: '1.3.1.2', scale: 2 }],
    decode: { sentinels: { '-2': 'unknown' } },
  };
  it('are added up, each term and its raw answer named', () => {
    const result = readObjects(COUNT, sum, cellsOf({ '1.3.1.1': 5, '1.3.1.2': 7 }));
    expect(valuesOf(result)).toEqual([[undefined, 19]]);
    expect(result).toMatchObject({
      found: [{ evidence: { place: '1.3.1.1 + 1.3.1.2', raw: 'Counter32 5 + Counter32 7' } }],
    });
  });
  it('are absent for the reason of the term that is, and wait for what was not asked', () => {
    expect(valuesOf(readObjects(COUNT, sum, cellsOf({ '1.3.1.1': 5, '1.3.1.2': -2 })))).toEqual([
      [undefined, absent('unknown')],
    ]);
    expect(valuesOf(readObjects(COUNT, sum, cellsOf({ '1.3.1.1': 5, '1.3.1.2': undefined })))).toBe('unsupported');
    expect(readObjects(COUNT, sum, cellsOf({ '1.3.1.1': 5 }))).toBeUndefined();
    const failed: Cell = { kind: 'failed', oid: '1.3.1.2', reason: 'timeout', said: 'no answer', when: WHEN };
    expect(valuesOf(readObjects(COUNT, sum, cellsOf({ '1.3.1.1': 5 }).set('1.3.1.2', failed)))).toBe('timeout');
  });
  it('give the parts that the device offers, in percent of their whole', () => {
    const record = (key: string): { oid: string; record: { key: string; layout: 'key-type-length' } } => ({
      oid: '1.3.2',
      record: { key, layout: 'key-type-length' },
    });
    const place: SnmpObjectsPlace = {
      kind: 'snmp-objects',
      parts: {
        black: { title: 'Drum', sum: [record('82')], outOf: { oid: '1.3.3' } },
        cyan: { sum: [record('a5')], outOf: { oid: '1.3.3' } },
      },
      decode: {},
    };
    const read = (max: number | undefined, octets: Buffer | undefined): unknown =>
      valuesOf(readObjects(PERCENT, place, cellsOf({ '1.3.2': octets, '1.3.3': max })));
    expect(read(100_000, NEXT_CARE)).toEqual([['black', 49.963]]);
    expect(read(40_000, NEXT_CARE)).toEqual([['black', absent('malformed')]]);
    expect(read(undefined, NEXT_CARE)).toEqual([['black', absent('unknown')]]);
    expect(read(100_000, undefined)).toBe('unsupported');
    expect(read(100_000, Buffer.from('ff', 'hex'))).toBe('unsupported');
    expect(readObjects(PERCENT, place, cellsOf({ '1.3.2': NEXT_CARE, '1.3.3': 100_000 }))).toMatchObject({
      found: [{ evidence: { raw: 'OctetString 0x8201040000c32b (record 82 of 15 octets) out of Counter32 100000' } }],
    });
  });
  it('are a state where the item is one', () => {
    const place: SnmpObjectsPlace = { kind: 'snmp-objects', sum: [{ oid: '1.3.1' }], decode: { enum: { '1': 'on' } } };
    expect(valuesOf(readObjects({ kind: 'state' }, place, cellsOf({ '1.3.1': 1 })))).toEqual([
      [undefined, { kind: 'state', state: 'on' }],
    ]);
  });
});

describe('flags', () => {
  const place: SnmpBitsPlace = {
    kind: 'snmp-bits',
    oid: '1.3.9',
    bits: {
      '2': { part: 'low-toner', state: 'warning' },
      '5': { part: 'jam', state: 'critical' },
      '9': { part: 'out', state: 'other' },
    },
    empty: 'none',
    decode: {},
  };
  it.each([
    ['24', ['low-toner', 'jam']],
    ['2000', ['low-toner']],
    ['0040', ['out']],
    ['00', [undefined]],
    ['0100', [undefined]],
    ['', [undefined]],
    ['20', ['low-toner']],
  ])('of 0x%s are %j', (hex, parts) => {
    const result = readBits(place, cellOf('1.3.9', Buffer.from(hex, 'hex')));
    expect(result.kind === 'found' && result.found.map(({ part }) => part)).toEqual(parts);
    expect(result.kind === 'found' && result.found[0]?.evidence.raw).toBe(`OctetString 0x${hex}`);
  });
  it.each([
    ['0x2000', ['low-toner']],
    ['2000 ', ['low-toner']],
    ['20 00', ['low-toner']],
    ['0x00', [undefined]],
    ['20', ['low-toner']],
    ['00', [undefined]],
    [' ', ['low-toner']],
  ])('written out as "%s" are %j', (text, parts) => {
    const result = readBits(place, cellOf('1.3.9', Buffer.from(text)));
    expect(result.kind === 'found' && result.found.map(({ part }) => part)).toEqual(parts);
  });
  it.each(['none', 'no error', '0x400'])('are not made of another text: "%s"', (text) => {
    expect(valuesOf(readBits(place, cellOf('1.3.9', Buffer.from(text))))).toEqual([[undefined, absent('malformed')]]);
  });
  it('of a column are those of its first row', () => {
    const of = { ...place, isColumn: true };
    const rows = new Map([7, 9].map((row) => [`${row}`, cellOf(`1.3.9.${row}`, Buffer.from([row === 7 ? 0x20 : 0]))]));
    expect(valuesOf(readColumnBits(of, { oid: '1.3.9', rows }, 0))).toMatchObject([['low-toner', {}]]);
    expect(valuesOf(readColumnBits(of, { oid: '1.3.9', rows: new Map() }, 0))).toBe('unsupported');
    const failure = { reason: 'timeout' as const, said: 'silence', when: { at: 0, tookMs: 0 } };
    expect(valuesOf(readColumnBits(of, { oid: '1.3.9', rows, failure }, 0))).toBe('timeout');
  });
  it('are not offered without the object, and none of a number', () => {
    expect(valuesOf(readBits(place, cellOf('1.3.9', undefined)))).toBe('unsupported');
    expect(valuesOf(readBits(place, cellOf('1.3.9', 4)))).toEqual([[undefined, absent('malformed')]]);
  });
});

describe('the declared character set', () => {
  const CURRENT = '1.3.6.1.2.1.43.5.1.1.2.1';
  const SET = '1.3.6.1.2.1.43.7.1.1.4.1';
  it('is that of the localization in use, which may have to be asked for', () => {
    expect(declaredCharset(cellsOf({}))).toEqual({ need: [CURRENT, `${SET}.1`] });
    expect(declaredCharset(cellsOf({ [CURRENT]: 3, [`${SET}.1`]: 4 }))).toEqual({ need: [`${SET}.3`] });
    expect(declaredCharset(cellsOf({ [CURRENT]: 3, [`${SET}.3`]: 8 }))).toEqual({ charset: 'iso-8859-5' });
    expect(declaredCharset(cellsOf({ [CURRENT]: 1, [`${SET}.1`]: 99_999 }))).toEqual({ charset: undefined });
    expect(declaredCharset(cellsOf({ [CURRENT]: undefined, [`${SET}.1`]: undefined }))).toEqual({ charset: undefined });
  });
  it('is needed for texts alone', () => {
    const needs = (hex: string): boolean => needsCharset(cellOf('1.3', Buffer.from(hex, 'hex')));
    expect([needs('546f6e6572'), needs('546f6ee9'), needs('546f6ee900'), needs('00163ee90b0c')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(needsCharset(cellOf('1.3', Buffer.from('黑色')))).toBe(false);
  });
});
