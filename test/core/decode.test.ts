import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meetsOf } from '../../src/core/condition.ts';
import { decodeRaw } from '../../src/core/decode.ts';
import type { Condition } from '../../src/core/place.ts';

const percent = { kind: 'number', unit: 'percent' } as const;

describe('decodeRaw', () => {
  it('keeps a code a code: -3 is some_left and never a number', () => {
    const decode = { sentinels: { '-3': 'some_left', '-2': 'unknown', '-1': 'unlimited' } } as const;
    expect(decodeRaw('-3', percent, decode)).toEqual({ kind: 'absent', reason: 'some_left' });
    expect(decodeRaw('-2', percent, decode)).toEqual({ kind: 'absent', reason: 'unknown' });
    expect(decodeRaw('0', percent, decode)).toEqual({ kind: 'number', number: 0, unit: 'percent' });
  });

  it('scales and shifts without binary noise', () => {
    expect(decodeRaw('3', { kind: 'number', unit: 'volt' }, { scale: 0.1 })).toEqual({
      kind: 'number',
      number: 0.3,
      unit: 'volt',
    });
    expect(decodeRaw('250', { kind: 'number' }, { scale: 0.1, offset: -5, unit: 'degree-celsius' })).toEqual({
      kind: 'number',
      number: 20,
      unit: 'degree-celsius',
    });
  });

  it.each(['impressions', 'sheets', 'count', 'seconds', 'bits-per-second'] as const)(
    'never takes a number below nothing for %s, sentinels or not',
    (unit) => {
      expect(decodeRaw('-4', { kind: 'number', unit }, {})).toEqual({ kind: 'absent', reason: 'malformed' });
      expect(decodeRaw('-4', { kind: 'number', unit }, { least: -9 })).toEqual({ kind: 'number', number: -4, unit });
      expect(decodeRaw('0', { kind: 'number', unit }, {})).toEqual({ kind: 'number', number: 0, unit });
    },
  );

  it('names listed states and keeps the code of an unlisted one', () => {
    const decode = { enum: { '2': 'half', '3': 'full' } };
    expect(decodeRaw('2', { kind: 'state' }, decode)).toEqual({ kind: 'state', state: 'half' });
    expect(decodeRaw('9', { kind: 'state' }, decode)).toEqual({ kind: 'state', state: 'unlisted (9)' });
    expect(decodeRaw('constructor', { kind: 'state' }, decode)).toEqual({
      kind: 'state',
      state: 'unlisted (constructor)',
    });
  });

  it.each([['Bad Value'], ['0x12'], ['1,234'], ['NaN'], ['Infinity'], ['1e999'], ['12 34']])(
    'calls %s malformed where a number is wanted',
    (raw) => {
      expect(decodeRaw(raw, percent, {})).toEqual({ kind: 'absent', reason: 'malformed' });
    },
  );

  it('calls an empty answer unknown, not 0 and not an empty text', () => {
    for (const kind of ['number', 'state', 'text'] as const) {
      expect(decodeRaw('  ', { kind }, {})).toEqual({ kind: 'absent', reason: 'unknown' });
    }
  });

  it('reads what a pattern finds, and leaves a text without it to the next place', () => {
    const decode = { match: 'Firmware Ver\\.(\\S+)' };
    expect(decodeRaw('NC-8700w, firmware ver.Y  ,MID', { kind: 'text' }, decode)).toEqual({ kind: 'text', text: 'Y' });
    expect(decodeRaw('NC-8700w', { kind: 'text' }, decode)).toEqual({ kind: 'absent', reason: 'unsupported' });
  });

  it.each([
    [101, {}],
    [-1, {}],
    [5, { least: 10 }],
    [50, { most: 40 }],
  ])('calls %d percent outside %j malformed', (raw, bounds) => {
    expect(decodeRaw(String(raw), percent, bounds)).toEqual({ kind: 'absent', reason: 'malformed' });
    expect(decodeRaw('120', percent, { most: 200 })).toMatchObject({ number: 120 });
  });

  it('never throws and never gives a number that is not finite, whatever the device sent', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('number', 'state', 'text'),
        fc.double({ noNaN: true }),
        (raw, kind, scale) => {
          const value = decodeRaw(raw, { kind }, { scale });
          if (value.kind === 'number') expect(Number.isFinite(value.number)).toBe(true);
        },
      ),
    );
  });
});

describe('a condition', () => {
  it('is met by a listed value, by one that is not unwanted, or by one that a pattern finds', () => {
    const met = (condition: Condition): boolean[] => [undefined, 'Tray 1', 'AUTO'].map(meetsOf(condition));
    expect(met(['Tray 1'])).toEqual([false, true, false]);
    expect(met({ not: ['AUTO'] })).toEqual([true, true, false]);
    expect(met({ matches: '^auto' })).toEqual([false, false, true]);
  });
});
