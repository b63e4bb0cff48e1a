import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findHandler } from '../../src/core/handlers.ts';
import { Secret } from '../../src/core/secret.ts';
import { UNITS } from '../../src/core/value.ts';
import { ageInWords, averageInWords, numberInWords, spanInWords } from '../../src/core/words.ts';

describe('words', () => {
  it('writes numbers with their units as people read them', () => {
    expect(numberInWords(18423, 'impressions')).toBe('18,423 impressions');
    expect(numberInWords(-620, 'volt')).toBe('-620 V');
    expect(numberInWords(2.345, 'volt')).toBe('2.35 V');
    expect(numberInWords(12.34, 'percent')).toBe('12.3 %');
    expect(numberInWords(1e9, 'bits-per-second')).toBe('1 Gbit/s');
    expect(numberInWords(1e8, 'bits-per-second')).toBe('100 Mbit/s');
    expect(numberInWords(-0.0001, 'percent')).toBe('0 %');
  });

  it('gives every unit but a plain count a name', () => {
    for (const unit of UNITS) expect(numberInWords(5, unit) === '5').toBe(unit === 'count');
  });

  it('says how old a value is', () => {
    expect(ageInWords(1000, 1500)).toBe('just now');
    expect(ageInWords(0, 4 * 60_000)).toBe('4 minutes ago');
    expect(ageInWords(0, 3 * 86_400_000)).toBe('3 days ago');
    expect(spanInWords(90_061_000)).toBe('1 day 1 hour');
  });

  it('does not round a rare share to all or nothing', () => {
    const shares = [
      { state: 'on', n: 499, share: 0.998 },
      { state: 'off', n: 1, share: 0.002 },
    ];
    expect(averageInWords({ kind: 'states', shares, n: 500, oldest: 0 })).toBe('on > 99 %, off < 1 % (n 500)');
  });

  it('keeps a secret out of every way of printing', () => {
    const secret = new Secret('hunter2');
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret }), secret.toString()].join()).not.toContain(
      'hunter2',
    );
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('findHandler', () => {
  const routes = [
    { model: 'SIM-9100', symptom: 'jam-feed', handler: { kind: 'user', id: 'U1' } },
    { customer: 'Acme', handler: { kind: 'group', id: 'S1' } },
  ] as const;
  it('takes the first route that fits in every field', () => {
    expect(findHandler(routes, { model: 'sim-9100', customer: 'Acme', symptoms: ['jam-feed'] }).id).toBe('U1');
    expect(findHandler(routes, { model: 'SIM-9100', customer: 'acme', symptoms: ['offline'] }).id).toBe('S1');
    expect(findHandler(routes, { model: 'X', customer: 'Y', symptoms: [] })).toEqual({ kind: 'nobody', id: '' });
  });
});
