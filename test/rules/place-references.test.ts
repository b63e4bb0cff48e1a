import { describe, expect, it } from 'vitest';
import type { IppPlace, PjlPlace } from '../../src/core/place.ts';
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
