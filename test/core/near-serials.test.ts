import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSerial, nearSerials } from '../../src/core/near-serials.ts';

const fleet = ['SIM-3500-0042', 'SIM-3500-0043', 'SIM-3500-0142', 'SIM-1200-0042', 'SIM-9100-0007', 'QX7'];

describe('nearSerials', () => {
  it('puts a letter O typed for a zero first', () => {
    expect(nearSerials('SIM-35OO-OO42', fleet)[0]).toBe('SIM-3500-0042');
  });
  it('offers at most three, nearest first', () => {
    const near = nearSerials('SIM-3500-0044', fleet);
    expect(near.length).toBeLessThanOrEqual(3);
    expect(near.slice(0, 2)).toEqual(['SIM-3500-0042', 'SIM-3500-0043']);
  });
  it('offers nothing for what is not near, and nothing for two letters', () => {
    expect(nearSerials('ZZTOP-998877', fleet)).toEqual([]);
    expect(nearSerials('SI', fleet)).toEqual([]);
  });
  it('finds a serial by the digits people read out', () => {
    expect(nearSerials('1000042', ['AB1000042', 'AB1000077'])[0]).toBe('AB1000042');
  });
  it('folds case, spaces, dashes and width', () => {
    expect(foldSerial(' sim‐3500 0042 ')).toBe('SIM35000042');
    expect(foldSerial('ＳＩＭ－３５００')).toBe('SIM3500');
  });
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (said) => {
        expect(nearSerials(said, fleet).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
