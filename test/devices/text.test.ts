import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { isSameSerial, plainSerial } from '../../src/devices/serial.ts';
import { cleanText, keyText, octetsToText, showText } from '../../src/devices/text.ts';

describe('texts of devices', () => {
  it('reads octets as UTF-8 where they are UTF-8, else as Latin-1', () => {
    expect(octetsToText(Buffer.from('黑色碳粉'))).toBe('黑色碳粉');
    expect(octetsToText(Buffer.from([0x4d, 0x61, 0xb3, 0x6f]))).toBe('Ma³o');
    expect(octetsToText(Buffer.alloc(0))).toBe('');
  });

  it('believes the declared character set of what is not UTF-8, if every octet is one of its characters', () => {
    const polish = Buffer.from([0x4d, 0x61, 0xb3, 0x6f]);
    expect(octetsToText(polish, 'iso-8859-2')).toBe('Mało');
    expect(octetsToText(polish, 'utf-8')).toBe('Ma³o');
    expect(octetsToText(Buffer.from([0xc4, 0xc8]), 'roman8')).toBe('áà');
    expect(octetsToText(Buffer.from([0x83, 0x67, 0x83, 0x69, 0x81, 0x5b]), 'shift_jis')).toBe('トナー');
    expect(octetsToText(Buffer.from('Mało'), 'iso-8859-2')).toBe('Mało');
  });

  it('leaves out the rest of a UTF-8 character that was cut', () => {
    expect(octetsToText(Buffer.from('黑色碳粉').subarray(0, 10))).toBe('黑色碳');
    expect(octetsToText(Buffer.from([0x63, 0x79, 0x61, 0x6e, 0xe9]))).toBe('cyané');
  });

  it.each([
    ['Black Cartridge CF300A\0', 'Black Cartridge CF300A'],
    ['ENERGIESPAREN \rTROMMEL ERSETZ.', 'ENERGIESPAREN  TROMMEL ERSETZ.'],
    ['\u0001\u0015VNCRC48198', 'VNCRC48198'],
    ['left \u202Eright', 'left right'],
    ['\ud800 alone', 'alone'],
    [' \t\r\n ', ''],
  ])('cleans %j to %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('keeps no control or direction mark and at most 255 characters, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 600 }), (text) => {
        const clean = cleanText(text);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(Array.from(clean).length).toBeLessThanOrEqual(255);
        expect(cleanText(clean)).toBe(clean);
        expect(showText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  it('shows what cannot be printed as its code', () => {
    expect(showText('a"b\\c\0\u202E é')).toBe('"a\\"b\\\\c\\x00\\u{202e} é"');
  });

  it.each([
    ['Tray 1', 'tray-1'],
    ['  Bypass_Tray!', 'bypass-tray'],
    ['黒', '黒'],
    ['<!channel>', 'channel'],
    ['***', undefined],
  ])('makes %j the key %j', (text, key) => {
    expect(keyText(text)).toBe(key);
  });
});

describe('serial numbers', () => {
  it.each([
    ['SIM-3500-0042', 'sim-3500-0042'],
    ['SIM-3500-0042', ' SIM 3500 0042 '],
    ['VNC123', '\u0001\u0015VNC123\0\0'],
    ['0012345', '12345'],
  ])('takes %j and %j for the same', (one, other) => {
    expect(isSameSerial(one, other)).toBe(true);
  });

  it('tells different ones apart', () => {
    expect(isSameSerial('SIM-3500-0042', 'SIM-3500-0043')).toBe(false);
    expect(isSameSerial('SIM-3500-0042', 'SIM-3500-042')).toBe(false);
  });

  it('says nothing of a serial of zeros, spaces or dashes', () => {
    expect(['0000', ' - ', '\0\0', ''].map(plainSerial)).toEqual(['', '', '', '']);
  });
});
