import { describe, expect, it } from 'vitest';
import type { ItemDef } from '../../src/core/item.ts';
import type { IppPlace, PjlPlace, Place } from '../../src/core/place.ts';
import { placeFindings } from '../../src/rules/place-references.ts';
import { profileSchema } from '../../src/rules/schema.ts';

const pjl = (place: Omit<PjlPlace, 'kind' | 'decode'>): string[] =>
  placeFindings({ kind: 'pjl', decode: {}, ...place }, undefined, []).map((finding) => finding.what);
const ipp = (place: Partial<IppPlace>): string[] =>
  placeFindings({ kind: 'ipp', attribute: 'marker-levels', decode: {}, ...place }, undefined, []).map(
    (finding) => finding.what,
  );
const isShaped = (place: object): boolean =>
  profileSchema.safeParse({ id: 'a', title: 'a', source: 'a', places: { uptime: [place] } }).success;

describe('a place that is read over PJL', () => {
  it('asks exactly one question', () => {
    expect(pjl({ info: 'PAGECOUNT' })).toEqual([]);
    expect(pjl({ inquire: 'DENSITY' })).toEqual([]);
    expect(pjl({})).toEqual(['there are 0 questions']);
    expect(pjl({ inquire: 'DENSITY', dinquire: 'DENSITY' })).toEqual(['there are 2 questions']);
  });

  it('picks a key where the reply has some, and only there', () => {
    expect(pjl({ info: 'VARIABLES', pick: 'DENSITY' })).toEqual([]);
    expect(pjl({ info: 'STATUS' })).toEqual(['pick is missing']);
    expect(pjl({ info: 'ID', pick: 'ID' })).toEqual(['pick has no use']);
  });

  it('names a category or variable that can only be read', () => {
    expect(isShaped({ kind: 'pjl', info: 'STATUS', pick: 'CODE' })).toBe(true);
    expect(isShaped({ kind: 'pjl', info: 'FILESYS' })).toBe(false);
    expect(isShaped({ kind: 'pjl', inquire: 'X\r\n@PJL SET A=1' })).toBe(false);
  });
});

describe('a place that is read over IPP', () => {
  it('reads one value or each, not both', () => {
    expect(ipp({ index: 1 })).toEqual([]);
    expect(ipp({ each: { part: { key: '{marker-names}' } } })).toEqual([]);
    expect(ipp({ index: 1, each: { part: { key: '{marker-names}' } } })).toEqual(['index beside each']);
  });

  it('names an attribute', () => {
    expect(isShaped({ kind: 'ipp', attribute: 'printer-up-time' })).toBe(true);
    expect(isShaped({ kind: 'ipp', attribute: 'printer up time' })).toBe(false);
  });
});

describe('a place that is made of several SNMP objects', () => {
  const ofKind = (kind: ItemDef['kind'], place: Place): string[] => {
    const compare: ItemDef['compare'] = { as: 'none', why: 'a test' };
    const item: ItemDef = { id: 'x', title: 'X', kind, unit: 'count', compare, because: 'a test', source: 'a test' };
    return placeFindings(place, item, []).map((finding) => finding.what);
  };
  const term = { oid: '1.3.6.1' };

  it('has exactly one of sum and parts, and one term where it is no number', () => {
    const objects = (more: object): Place => ({ kind: 'snmp-objects', decode: {}, ...more });
    expect(ofKind('number', objects({ sum: [term, term] }))).toEqual([]);
    expect(ofKind('number', objects({}))).toEqual(['neither sum nor parts']);
    expect(ofKind('number', objects({ sum: [term], parts: {} }))).toEqual(['sum beside parts']);
    expect(ofKind('number', objects({ parts: {} }))).toEqual(['no part is listed']);
    expect(ofKind('state', objects({ parts: { a: { sum: [term, term] } } }))).toEqual(['"x" is a state']);
    expect(ofKind('text', objects({ sum: [{ ...term, scale: 2 }] }))).toEqual(['"x" is a text']);
  });

  it('has flags of a state, and at least one', () => {
    const bits = (listed: object): Place => ({ kind: 'snmp-bits', oid: '1.3.6.1', decode: {}, bits: { ...listed } });
    expect(ofKind('state', bits({ '1': { part: 'a', state: 'b' } }))).toEqual([]);
    expect(ofKind('number', bits({ '1': { part: 'a', state: 'b' } }))).toEqual(['"x" is a number']);
    expect(ofKind('state', bits({}))).toEqual(['no flag is listed']);
  });

  it('names columns that are there, adds up numbers only, and says has beside empty', () => {
    const columns = { level: '1.3.6.1.1' };
    const rows = (more: object): Place => ({ kind: 'snmp-table', columns, value: 'level', decode: {}, ...more });
    expect(ofKind('number', rows({ same: 'sum', where: { 'index:2': ['1'] } }))).toEqual([]);
    expect(ofKind('state', rows({ same: 'count' }))).toEqual(['"x" is a state']);
    expect(ofKind('number', rows({ same: 'sum', outOf: 'level' }))).toEqual(['sum beside outOf']);
    expect(ofKind('text', rows({ same: 'only' }))).toEqual([]);
    expect(ofKind('text', rows({ same: 'only', part: { key: '{index}' } }))).toEqual(['only beside part']);
    expect(ofKind('number', rows({ unitOf: { column: 'unit', units: {} } }))).toEqual(['there is no column "unit"']);
    expect(ofKind('state', rows({ has: ['1.3.6.1.2'] }))).toEqual(['has without empty']);
    expect(ofKind('number', rows({ value: 'index' }))).toEqual(['there is no column "index"']);
  });
});
