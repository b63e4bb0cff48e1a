import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesOf, MOST_ADDRESSES } from '../../src/cli/address-ranges.ts';

describe('addressesOf', () => {
  it.each([
    [['192.0.2.7'], ['192.0.2.7']],
    [['192.0.2.6/31'], ['192.0.2.6', '192.0.2.7']],
    [['192.0.2.4/30'], ['192.0.2.5', '192.0.2.6']],
    [
      ['192.0.2.6/30', '192.0.2.5', '192.0.2.1'],
      ['192.0.2.1', '192.0.2.5', '192.0.2.6'],
    ],
    [
      ['10.0.0.254/31', '10.0.1.0/31'],
      ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1'],
    ],
  ])('%j are %j: in order, each once, without network and broadcast address', (ranges, addresses) => {
    expect(addressesOf(ranges)).toEqual(addresses);
  });

  it('leaves out what is excluded', () => {
    expect(addressesOf(['192.0.2.0/29'], ['192.0.2.2/31', '192.0.2.6', '198.51.100.0/24'])).toEqual([
      '192.0.2.1',
      '192.0.2.4',
      '192.0.2.5',
    ]);
  });

  it('takes a /16 and nothing larger, and counts only what is left', () => {
    expect(addressesOf(['10.1.0.0/16'])).toHaveLength(MOST_ADDRESSES - 2);
    expect(() => addressesOf(['10.0.0.0/15'])).toThrow('131,070 addresses are more than the 65,536 of one run.');
    expect(() => addressesOf(['0.0.0.0/1'])).toThrow('unspecified');
    expect(addressesOf(['10.0.0.0/15'], ['10.1.0.0/16'])).toHaveLength(MOST_ADDRESSES - 1);
  });

  it.each([
    ['10.0.0.0/33', 'is no range'],
    ['10.0.0.0/', 'is no range'],
    ['10.0.0.0/8/8', 'is no range'],
    ['10.1', 'is no range'],
    ['010.0.0.1', 'is no range'],
    ['printer', 'is no range'],
    ['2001:db8::/64', 'IPv6'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
  ])('refuses %s, saying why', (range, said) => {
    expect(() => addressesOf([range])).toThrow(said);
  });

  it('says so when nothing is left', () => {
    expect(() => addressesOf(['192.0.2.7'], ['192.0.2.0/24'])).toThrow('No address is left to ask.');
  });

  it('never gives an address twice, nor one that lies in no range', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1023 }), fc.integer({ min: 26, max: 32 }))
      .map(([n, bits]) => `10.7.${n >> 8}.${n & 255}/${bits}`);
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (ranges) => {
        const all = addressesOf(ranges);
        expect(new Set(all).size).toBe(all.length);
        const each = new Set(ranges.flatMap((one) => addressesOf([one])));
        expect(new Set(all)).toEqual(each);
      }),
    );
  });
});
