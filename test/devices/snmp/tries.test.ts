import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAfter, indexBelow } from '../../../src/devices/snmp/oid.ts';
import { lateAfter, learnRoundTrip, type RoundTrip, versionOfTry, waitOfTry } from '../../../src/devices/snmp/tries.ts';
import { DEFAULT_TIMING } from '../../../src/devices/timing.ts';

/** The round trip that is remembered after an answer. */
function nextRtt(rttMs: number | undefined, took: { sinceFirstMs: number; sinceLastMs: number }): number | undefined {
  const known: RoundTrip = { rttMs, usualMs: undefined, jitterMs: 0 };
  learnRoundTrip(known, took);
  return known.rttMs;
}

describe('tries', () => {
  const versions = (known: Omit<Parameters<typeof versionOfTry>[1], 'configured' | 'isDoubtful'>): string =>
    [0, 1, 2, 3, 4].map((n) => versionOfTry(n, { configured: '2c', isDoubtful: false, ...known })).join(' ');

  it('speaks 2c twice before it tries version 1, then both in turn', () => {
    expect(versions({})).toBe('2c 2c 1 2c 1');
  });

  it('begins with the version a device answered before, and keeps to the one it answers now', () => {
    expect(versions({ remembered: '1' })).toBe('1 1 2c 1 2c');
    expect(versions({ remembered: '1', sure: '2c' })).toBe('2c 2c 2c 2c 2c');
  });

  it('waits a quarter of a second for a stranger and three round trips for a device it knows, then longer', () => {
    expect(waitOfTry(0, undefined, DEFAULT_TIMING)).toBe(250);
    expect(waitOfTry(0, 10, DEFAULT_TIMING)).toBe(60);
    expect(waitOfTry(0, 90, DEFAULT_TIMING)).toBe(270);
    expect(waitOfTry(1, 90, DEFAULT_TIMING)).toBe(432);
    expect(waitOfTry(50, 90, DEFAULT_TIMING)).toBe(2000);
  });

  it('learns a longer round trip at once and a shorter one slowly', () => {
    expect(nextRtt(undefined, { sinceFirstMs: 20, sinceLastMs: 20 })).toBe(20);
    expect(nextRtt(20, { sinceFirstMs: 400, sinceLastMs: 150 })).toBe(150);
    expect(nextRtt(100, { sinceFirstMs: 20, sinceLastMs: 20 })).toBe(76);
  });

  it('is not slowed by a first try that was lost, nor hurried by an answer to an earlier one', () => {
    expect(nextRtt(undefined, { sinceFirstMs: 2020, sinceLastMs: 20 })).toBe(20);
    expect(nextRtt(20, { sinceFirstMs: 2020, sinceLastMs: 20 })).toBe(20);
    expect(nextRtt(200, { sinceFirstMs: 400, sinceLastMs: 2 })).toBeCloseTo(170);
  });
});

describe('an answer that is late', () => {
  const late = (samples: number[], isLossy = false): number => {
    const known: RoundTrip = { rttMs: undefined, usualMs: undefined, jitterMs: 0 };
    for (const ms of samples) learnRoundTrip(known, { sinceFirstMs: ms, sinceLastMs: ms });
    return lateAfter(known, isLossy);
  };

  it('is waited for little longer than a round trip that is always the same', () => {
    const ms = late(Array.from({ length: 20 }, () => 20));
    expect(ms).toBeGreaterThan(22);
    expect(ms).toBeLessThan(26);
    const lossy = late(
      Array.from({ length: 20 }, () => 20),
      true,
    );
    expect(lossy).toBeGreaterThan(21);
    expect(lossy).toBeLessThan(23);
  });

  it('is waited for longer the more round trips differ, and never counts as late where none is known', () => {
    expect(late([])).toBe(Number.POSITIVE_INFINITY);
    expect(late([20])).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.double({ min: 5, max: 500, noNaN: true }), fc.nat(30), (ms, more) => {
        const swinging = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? ms : ms + more));
        expect(late(swinging)).toBeGreaterThan(ms + more);
      }),
    );
  });

  it('is waited for little longer because of one pause, and longer once all take longer', () => {
    const usual = Array.from({ length: 20 }, () => 20);
    expect(late([...usual, 400])).toBeLessThan(45);
    expect(late([...usual, ...Array.from({ length: 12 }, () => 100)])).toBeGreaterThan(100);
  });
});

describe('OIDs', () => {
  it('orders by numbers, the shorter first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1 }), fc.array(fc.nat(300), { minLength: 1 }), (one, other) => {
        expect(isAfter(one.join('.'), other.join('.'))).toBe(isGreater(one, other));
      }),
    );
    expect(isAfter('1.3.10', '1.3.9')).toBe(true);
    expect(isAfter('1.3.9.1', '1.3.9')).toBe(true);
    expect(isAfter('1.3.9', '1.3.9')).toBe(false);
  });

  it('knows what lies below a column', () => {
    expect(indexBelow('1.3.6', '1.3.6.1.2')).toBe('1.2');
    expect(indexBelow('1.3.6', '1.3.60.1')).toBeUndefined();
    expect(indexBelow('1.3.6', '1.3.6')).toBeUndefined();
  });
});

function isGreater(one: number[], other: number[]): boolean {
  for (const [place, number] of one.entries()) {
    const against = other[place];
    if (against === undefined) return true;
    if (number !== against) return number > against;
  }
  return false;
}
