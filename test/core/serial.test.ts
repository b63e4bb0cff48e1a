import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { isSameSerial, plainSerial } from '../../src/core/serial.ts';

describe('serial numbers', () => {
  it.each([
    ['VNC3R48198', '\u0001\u0015VNC3R48198\0\0'],
    ['00VNC48198', 'vnc48198'],
    ['*U64641-E7J134163*', 'U64641E7J134163   '],
    ['Ｘ７Ｆ４', 'X7F4'],
  ])('takes %j and %j for the same', (one, other) => {
    expect(isSameSerial(one, other)).toBe(true);
  });

  it.each([
    '',
    '0000000000',
    '\0\0',
    ' - ',
    'serial_number',
    'XXXXXXXXXX',
    'N/A',
    'unknown',
    'none',
    '**********',
    '*',
    '-1',
    '???',
    'No serial number',
    'NOT SPECIFIED',
  ])('hears nothing in %j, which is nobody else either', (said) => {
    expect(plainSerial(said)).toBe('');
    expect(isSameSerial(said, said)).toBe(false);
    expect(isSameSerial(said, '')).toBe(false);
  });

  it('takes a number for one, however plain it looks', () => {
    for (const said of ['1234567890', '1', '12', 'A1']) expect(plainSerial(said)).toBe(said);
  });

  it('tells different ones apart, and is not changed by being reduced twice', () => {
    expect(isSameSerial('SIM-3500-0042', 'SIM-3500-042')).toBe(false);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const plain = plainSerial(text);
        expect(plainSerial(plain)).toBe(plain);
      }),
    );
  });
});
