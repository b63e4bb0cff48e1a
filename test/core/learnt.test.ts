import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressTroubles, learn, stateOf, type Learnt, type Sighting } from '../../src/core/learnt.ts';

const answered = (at: number, more: object = {}): Sighting => ({
  serial: 'A',
  kind: 'answered',
  at,
  address: '10.0.0.1',
  ...more,
});
const silent = (at: number): Sighting => ({ serial: 'A', kind: 'silent', at });
const after = (...seen: Sighting[]): Learnt | undefined => seen.reduce<Learnt | undefined>(learn, undefined);

describe('stateOf', () => {
  it('is silent after three tries in vain, and active again after one answer', () => {
    expect(stateOf({}, undefined)).toBe('active');
    expect(stateOf({}, after(silent(1), silent(2)))).toBe('active');
    expect(stateOf({}, after(silent(1), silent(2), silent(3)))).toBe('silent');
    expect(stateOf({}, after(silent(1), silent(2), silent(3), answered(4)))).toBe('active');
  });

  it('is what people decided, whatever was learnt', () => {
    for (const learnt of [after(answered(1)), after(silent(1), silent(2), silent(3))]) {
      expect(stateOf({ state: 'retired' }, learnt)).toBe('retired');
      expect(stateOf({ state: 'unmonitored' }, learnt)).toBe('unmonitored');
    }
  });
});

describe('learn', () => {
  it('keeps model and firmware where a later answer names none', () => {
    const known = after(answered(1, { model: 'M', firmware: '1.0' }), answered(2, { firmware: '1.1' }));
    expect(known).toMatchObject({ answeredAt: 2, model: 'M', firmware: '1.1', address: '10.0.0.1', silences: 0 });
  });

  it('takes nothing from a sighting that is older than what is known', () => {
    const known = after(answered(10));
    expect(learn(known, silent(9))).toEqual(known);
    expect(learn(known, answered(9, { address: '10.9.9.9' }))).toEqual(known);
  });

  it('keeps the times, the newest of each kind, whatever is seen', () => {
    const sighting = fc.record({ at: fc.nat(50), silent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sighting, { minLength: 1 }), (all) => {
        const known = after(...all.map((one) => (one.silent ? silent(one.at) : answered(one.at))));
        expect(Math.max(known?.answeredAt ?? 0, known?.silentAt ?? 0)).toBe(Math.max(...all.map(({ at }) => at)));
      }),
    );
  });
});

describe('addressTroubles', () => {
  const device = { serial: 'A', address: '10.0.0.1', snmpPort: 1161 };
  const other: Sighting = { serial: 'A', kind: 'other', at: 5, address: '10.0.0.1:1161', saidSerial: 'B' };

  it('names the serial that answered, until the device answers there itself or is registered elsewhere', () => {
    const known = after(answered(1), other);
    expect(addressTroubles(device, known).otherAt?.serial).toBe('B');
    expect(addressTroubles({ ...device, address: '10.0.0.9' }, known).otherAt).toBeUndefined();
    expect(addressTroubles({ ...device, serial: ' b ' }, known).otherAt).toBeUndefined();
    expect(addressTroubles(device, after(other, answered(6))).otherAt).toBeUndefined();
  });

  it('names the address where the device was seen, until it is registered there', () => {
    const known = after({ serial: 'A', kind: 'elsewhere', at: 5, address: '10.0.0.7' });
    expect(addressTroubles(device, known).seenAt?.address).toBe('10.0.0.7');
    expect(addressTroubles({ serial: 'A', address: '10.0.0.7', snmpPort: 161 }, known).seenAt).toBeUndefined();
    expect(addressTroubles(device, undefined)).toEqual({ otherAt: undefined, seenAt: undefined });
  });
});
