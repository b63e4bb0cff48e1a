import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import type { Device } from '../../src/core/device.ts';
import { foldSerial, lookOf, looksOf } from '../../src/core/device-names.ts';
import { devicesNamed, nearDevices } from '../../src/core/near-devices.ts';
import { nearLooks } from '../../src/core/near-looks.ts';

const device = (serial: string, more: Partial<Device> = {}): Device => {
  return { serial, model: 'M', customer: 'C', address: 'h', ...more };
};
const why = (said: string, serial: string, more: Partial<Device> = {}): string | undefined =>
  nearDevices(said, [device(serial, more)])[0]?.why;

describe('foldSerial and lookOf', () => {
  it('fold case, spaces, dashes and width', () => {
    expect(foldSerial(' sim‐3500 0042 ')).toBe('SIM35000042');
    expect(foldSerial('ＳＩＭ－３５００')).toBe('SIM3500');
  });

  it('take signs that look alike for one', () => {
    expect(lookOf('B0IL-SZoq')).toBe(lookOf('8O11-5200'));
    expect(lookOf('AC3')).not.toBe(lookOf('AC4'));
  });
});

describe('devicesNamed', () => {
  it('takes a serial, an asset tag or an alias but for case, spaces and dashes, and never a look-alike', () => {
    const devices = [device('AB-100', { assetTag: 'T 9', aliases: ['Front Desk'] }), device('AB-1O0')];
    for (const said of ['ab100', 'T-9', 'front_desk']) expect(devicesNamed(said, devices)).toEqual([devices[0]]);
    expect(devicesNamed('AB1OO', devices)).toEqual([]);
    expect(devicesNamed('T9', [...devices, device('T9')])).toHaveLength(2);
  });
});

describe('nearDevices', () => {
  it('says why each was thought of', () => {
    expect(why('SIM-35OO-0O42', 'SIM-3500-0042')).toBe('O read as 0');
    expect(why('5IM-3500-OO42', 'SIM-3500-0042')).toBe('5 read as S, O read as 0');
    expect(why('SIM-42', 'SIM-0042')).toBe('the same but for leading zeros');
    expect(why('00042', '42')).toBe('the same but for leading zeros');
    expect(why('SN AB100042', 'AB100042')).toBe('without SN before it');
    expect(why('100042', 'AB-100042')).toBe('ends in 100042');
    expect(why('AB100024', 'AB100042')).toBe('two signs swapped');
    expect(why('AB100043', 'AB100042')).toBe('3 for 2 in place 8');
    expect(why('AB10042', 'AB107042')).toBe('without the 7 in place 5');
    expect(why('AB1070342', 'AB107042')).toBe('with one sign too many');
    expect(why('FRONT DE5K', 'X1', { aliases: ['Front Desk'] })).toBe('known as Front Desk: 5 read as S');
    expect(why('ZZTOP-998877', 'SIM-3500-0042')).toBeUndefined();
  });

  it('puts what looks alike before zeros, zeros before parts, and parts before slips, at most three', () => {
    const devices = ['AB-1043', 'AB-1OO2', 'AB-001002', 'X-AB-1002', 'AB-1020', 'AB-1003'].map((serial) =>
      device(serial),
    );
    expect(nearDevices('AB-1002', devices).map((near) => near.device.serial)).toEqual([
      'AB-1OO2',
      'AB-001002',
      'X-AB-1002',
    ]);
  });

  it('takes any text, and never gives more than three or one twice', () => {
    const devices = ['SIM-3500-0042', 'SIM-3500-0043', 'SIM-3500-O042', '7', ''].map((serial) => device(serial));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom('SIM-35000042', '3500')), (said) => {
        const near = nearDevices(said, devices);
        expect(near.length).toBeLessThanOrEqual(3);
        expect(new Set(near.map((one) => one.device.serial)).size).toBe(near.length);
      }),
    );
  });
});

describe('nearLooks', () => {
  const serial = fc.stringMatching(/^[A-Z0-9]{6,14}$/);

  it('holds the look of every name that is one slip away', () => {
    fc.assert(
      fc.property(
        serial,
        fc.nat(13),
        fc.constantFrom('A', 'B', 'X', 'Z', '0', '1', '8', '9', 'O', 'I', 'S'),
        (name, place, sign) => {
          const at = place % name.length;
          const slips = [
            name.slice(0, at) + sign + name.slice(at),
            name.slice(0, at) + sign + name.slice(at + 1),
            name.slice(0, at) + name.slice(at + 1),
            name.slice(0, at) +
              name
                .slice(at, at + 2)
                .split('')
                .toReversed()
                .join('') +
              name.slice(at + 2),
          ];
          for (const said of slips) {
            if (lookOf(said) !== lookOf(name)) expect(nearLooks(said)).toContain(lookOf(name));
          }
        },
      ),
    );
  });

  it('holds names with more or fewer zeros, and without what was said before them', () => {
    expect(nearLooks('AB42')).toContain(lookOf('AB-000042'));
    expect(nearLooks('AB-000042')).toContain(lookOf('AB42'));
    expect(nearLooks('Serial: XK100042')).toContain(lookOf('XK100042'));
  });

  it('is empty for what is too short or too long, and some thousand keys at the most', () => {
    expect(nearLooks('AB')).toEqual([]);
    expect(nearLooks('x'.repeat(5_000))).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (said) => {
        expect(nearLooks(said).length).toBeLessThan(4_000);
      }),
    );
  });
});

describe('looksOf', () => {
  it('names each look once and nothing that says nothing', () => {
    expect(looksOf(device('AB-1', { assetTag: 'ab1', aliases: ['---', ''] }))).toEqual([lookOf('AB1')]);
  });
});
