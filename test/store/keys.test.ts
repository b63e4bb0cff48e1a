import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { stableJson } from '../../src/core/stable-json.ts';
import { fromTextKey, modelKey, serialKey, textKey } from '../../src/store/keys.ts';

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe('keys', () => {
  it('leave ordinary texts as they are', () => {
    for (const text of ['SIM-3500-0042', 'message:C1:1.23', 'toner-black', '野家', ''])
      expect(textKey(text)).toBe(text);
  });

  it('give back any text and hold no NUL, no quote that is not escaped and no lone surrogate', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = textKey(text);
        expect(fromTextKey(key)).toBe(text);
        expect(key).not.toContain('\0');
        expect(key.replaceAll(/\\./gu, '')).not.toContain('"');
        expect(Buffer.from(key).toString()).toBe(key);
      }),
    );
  });

  it('are what JSON and folding make of any text, also of one that needs neither', () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7f }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(fc.oneof(anyText, printable, fc.stringMatching(/^[\dA-Z._:/#-]*$/u)), (text) => {
        const escaped = (plain: string): string => JSON.stringify(plain).slice(1, -1);
        expect(textKey(text)).toBe(escaped(text));
        expect(serialKey(text)).toBe(escaped(text.toUpperCase().replaceAll(/\s+/gu, '')));
      }),
      { numRuns: 1000 },
    );
  });

  it('fold the case and the spaces of serials, and of models what does not tell them apart', () => {
    expect(serialKey(' sim-3500\t00 42\u3000')).toBe('SIM-35000042');
    expect(serialKey('SIM-3500-0042')).not.toBe(serialKey('SIM35000042'));
    expect(modelKey({ model: 'Sim-3500 S-12345 16.12', serial: 'S12345' })).toBe('SIM3500');
    expect(modelKey({ model: '"\0' })).not.toContain('\0');
  });

  it('write equal values as equal texts, whatever the order of their fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(stableJson(turned)).toBe(stableJson(value));
        expect(JSON.parse(stableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
