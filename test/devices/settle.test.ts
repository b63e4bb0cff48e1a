import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { Evidence } from '../../src/core/reading.ts';
import { numberParts } from '../../src/devices/number-parts.ts';
import type { PlaceResult } from '../../src/devices/place-result.ts';
import { settle } from '../../src/devices/settle.ts';

const ASK: Ask = {
  item: 'drum.life',
  kind: 'number',
  places: [
    { kind: 'http', service: 's', pick: '/drum', decode: {} },
    { kind: 'snmp-get', oid: '1.3.6.1.1', decode: {} },
  ],
};
const ALL = { snmp: true, http: true, ipp: true, pjl: true };
const evidence = (raw: string): Evidence => ({ protocol: 'snmp', place: 'p', raw, at: 5, tookMs: 1 });
const found = (number: number): PlaceResult => ({
  kind: 'found',
  found: [{ value: { kind: 'number', number, unit: 'percent' }, evidence: evidence(`Integer ${number}`), at: 5 }],
});
const someLeft: PlaceResult = {
  kind: 'found',
  found: [{ value: { kind: 'absent', reason: 'some_left' }, evidence: evidence('Integer -3'), at: 5 }],
};
const next = (reason: 'unsupported' | 'timeout'): PlaceResult => ({ kind: 'next', reason, evidence: evidence(reason) });

describe('settling an ask', () => {
  it('waits for the place that is preferred, even when another has answered', () => {
    expect(settle(ASK, [undefined, found(7)], { ...ALL, http: false }, 9)).toBeUndefined();
  });

  it('does not wait for a place that comes after the one that answered', () => {
    const readings = settle(ASK, [found(3), undefined], { ...ALL, snmp: false }, 9);
    expect(readings).toMatchObject([{ value: { number: 3 }, at: 5 }]);
  });

  it('lists every place that was tried, the one that gave the value last', () => {
    const [reading] = settle(ASK, [next('timeout'), found(7)], ALL, 9) ?? [];
    expect(reading?.evidence.map((each) => each.raw)).toEqual(['timeout', 'Integer 7']);
  });

  it('prefers a value to "some left", and "some left" to nothing', () => {
    const done = ALL;
    expect(settle(ASK, [someLeft, found(7)], done, 9)).toMatchObject([{ value: { number: 7 } }]);
    expect(settle(ASK, [someLeft, next('unsupported')], done, 9)).toMatchObject([{ value: { reason: 'some_left' } }]);
    expect(settle(ASK, [next('timeout'), someLeft], done, 9)).toMatchObject([{ value: { reason: 'some_left' } }]);
  });

  it('names the reason that is more than "not offered"', () => {
    const done = ALL;
    expect(settle(ASK, [next('unsupported'), next('timeout')], done, 9)).toMatchObject([
      { value: { reason: 'timeout' } },
    ]);
    // What is shown last is what the reason is of.
    const [reading] = settle(ASK, [next('timeout'), next('unsupported')], done, 9) ?? [];
    expect(reading?.value).toMatchObject({ reason: 'timeout' });
    expect(reading?.evidence.map(({ raw }) => raw)).toEqual(['unsupported', 'timeout']);
    expect(settle(ASK, [], done, 9)).toEqual([
      { item: 'drum.life', value: { kind: 'absent', reason: 'unsupported' }, evidence: [], at: 9 },
    ]);
  });
});

describe('keys of parts', () => {
  it('gives a second row of the same key -2, and a third -3', () => {
    expect(numberParts(['black', 'cyan', 'black', 'black'])).toEqual(['black', 'cyan', 'black-2', 'black-3']);
  });

  it('never gives the same key twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a-2', 'a-2-2', 'b')), (keys) => {
        expect(new Set(numberParts(keys)).size).toBe(keys.length);
      }),
    );
  });
});
