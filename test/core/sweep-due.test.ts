import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Learnt } from '../../src/core/learnt.ts';
import { byNeed, dueAt, isDue, lastAskedAt, type SweepFacts } from '../../src/core/sweep-due.ts';
import { afterQuiet, isQuiet, type QuietHours } from '../../src/core/sweep-quiet.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEVER_QUIET: QuietHours = { timeZone: 'UTC', spans: [] };
const NOW = Date.UTC(2026, 5, 1);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];

function facts(
  serial: string,
  learnt: Partial<Learnt> | undefined,
  more: Partial<SweepFacts['plan']> = {},
): SweepFacts {
  return {
    device: { serial },
    learnt: learnt && { silences: 0, ...learnt },
    plan: { everyMs: DAY, quiet: NEVER_QUIET, ...more },
    isWanted: false,
  };
}
function due(given: SweepFacts): number {
  const at = dueAt(given);
  if (at === undefined) throw new Error('it is never due');
  return at;
}

const serials = fc.string({ minLength: 1, maxLength: 20 });
const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
const intervals = fc.integer({ min: 5, max: 20_000 }).map((minutes) => minutes * MINUTE);
const minutes = fc.integer({ min: 0, max: 1439 });
/** At most two thirds of the day in all, wherever they lie. */
const quiets = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  spans: fc.array(
    fc.tuple(minutes, fc.integer({ min: 1, max: 480 })).map(([from, long]) => ({ from, to: (from + long) % 1440 })),
    { maxLength: 2 },
  ),
});

describe('when a device is due', () => {
  it('is at its own moment of the interval: the same after each reading, and after any restart', () => {
    fc.assert(
      fc.property(
        serials,
        moments,
        intervals,
        fc.double({ min: 0, max: 0.49, noNaN: true }),
        (serial, at, everyMs, late) => {
          const first = due(facts(serial, { answeredAt: at }, { everyMs }));
          expect(first).toBeGreaterThan(at + everyMs / 2 - 1);
          expect(first).toBeLessThanOrEqual(at + 1.5 * everyMs);
          const second = due(facts(serial, { answeredAt: first + late * everyMs }, { everyMs }));
          expect(second - first).toBeCloseTo(everyMs, 3);
        },
      ),
    );
  });

  it('spreads a fleet evenly over the interval, however alike the serials are', () => {
    const hours = Array.from({ length: 24 }, () => 0);
    const devices = 24_000;
    for (let n = 0; n < devices; n += 1) {
      const at = due(facts(`A4D8${String(n).padStart(6, '0')}`, { answeredAt: NOW }));
      const hour = Math.floor((at % DAY) / HOUR);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    const wanted = devices / 24;
    const chiSquare = hours.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
    // 23 degrees of freedom: 49.7 is exceeded once in a thousand fleets.
    expect(chiSquare).toBeLessThan(49.7);
  });

  it('has been for ever where it was never asked, and never is for what people took out', () => {
    expect(isDue(facts('A', undefined), NOW)).toBe(true);
    for (const state of ['retired', 'unmonitored'] as const) {
      expect(dueAt({ ...facts('A', undefined), device: { serial: 'A', state } })).toBeUndefined();
      expect(isDue({ ...facts('A', undefined), device: { serial: 'A', state } }, NOW)).toBe(false);
    }
  });

  it('comes later with each silence, up to about a week, and at another time of the day', () => {
    fc.assert(
      fc.property(serials, moments, (serial, at) => {
        const waits = Array.from({ length: 12 }, (_, n) => due(facts(serial, { silentAt: at, silences: n + 1 })) - at);
        for (const [n, wait] of waits.entries()) {
          const most = Math.min(DAY * 2 ** n, 7 * DAY);
          expect(Math.abs(wait - most)).toBeLessThanOrEqual(DAY / 2);
        }
      }),
    );
    const times = [1, 2, 3, 4, 5, 6].map((silences) => due(facts('A-1', { silentAt: NOW, silences })) % DAY);
    expect(new Set(times.map((time) => Math.floor(time / HOUR))).size).toBeGreaterThan(3);
  });

  it('never backs off to less than the interval where that is longer than a week', () => {
    const at = due(facts('A', { silentAt: NOW, silences: 9 }, { everyMs: 30 * DAY }));
    expect(at).toBeGreaterThan(NOW + 15 * DAY - 1);
  });

  it('counts from a refusal and from an answer of another device too, so that neither is asked again and again', () => {
    expect(lastAskedAt({ silences: 0, refusedAt: NOW })).toBe(NOW);
    expect(lastAskedAt({ silences: 0, answeredAt: 1, otherAt: { serial: 'B', address: 'b', at: NOW } })).toBe(NOW);
    for (const learnt of [{ refusedAt: NOW }, { otherAt: { serial: 'B', address: 'b', at: NOW } }]) {
      expect(isDue(facts('A', learnt), NOW + HOUR)).toBe(false);
      expect(isDue(facts('A', learnt), NOW + 1.5 * DAY)).toBe(true);
    }
  });

  it('does not wait for its moment while a claim of its model is open, and is not asked twice in half an interval', () => {
    fc.assert(
      fc.property(serials, moments, (serial, at) => {
        const wanted = { ...facts(serial, { answeredAt: at }), isWanted: true };
        expect(due(wanted)).toBe(at + DAY / 2);
        const silent = { ...facts(serial, { silentAt: at, silences: 3 }), isWanted: true };
        expect(due(silent)).toBe(due({ ...silent, isWanted: false }));
      }),
    );
  });

  it('is never in quiet hours, whatever the clocks do, and nobody waits longer for them than a day more', () => {
    fc.assert(
      fc.property(serials, moments, intervals, quiets, fc.boolean(), (serial, at, everyMs, quiet, isWanted) => {
        const given = { ...facts(serial, { answeredAt: at }, { everyMs, quiet }), isWanted };
        const when = due(given);
        expect(isQuiet(quiet, when)).toBe(false);
        expect(when).toBeGreaterThan(at);
        expect(when).toBeLessThanOrEqual(at + 1.5 * everyMs + 1.1 * DAY);
      }),
      { numRuns: 500 },
    );
  });

  it('stays an interval from the last one with quiet hours, over a year; only the two changes of the clocks move it, by less than a day', () => {
    const quiet = { timeZone: 'Europe/Berlin', spans: [{ from: 20 * 60, to: 6 * 60 }] };
    for (let n = 0; n < 50; n += 1) {
      let at = Date.UTC(2026, 0, 1);
      let reads = 0;
      let moves = 0;
      for (; at < Date.UTC(2027, 0, 1); reads += 1) {
        const next = due(facts(`S-${n}`, { answeredAt: at }, { quiet }));
        const moved = reads === 0 ? 0 : Math.abs(next - at - DAY);
        expect(moved).toBeLessThan(DAY);
        moves += Number(moved > 0);
        at = next;
      }
      expect(moves).toBeLessThanOrEqual(4);
      expect(reads).toBeGreaterThan(362);
    }
  });

  it('lets nobody starve: what is read when it is due is read about as often as configured', () => {
    fc.assert(
      fc.property(
        serials,
        moments,
        fc.array(fc.constantFrom('answer', 'silence'), { maxLength: 30 }),
        (serial, at, story) => {
          let learnt: Learnt = { silences: 0, answeredAt: at };
          for (const what of story) {
            const next = due(facts(serial, learnt));
            expect(next - (lastAskedAt(learnt) ?? 0)).toBeLessThanOrEqual(7.5 * DAY);
            learnt =
              what === 'answer'
                ? { silences: 0, answeredAt: next, silentAt: learnt.silentAt }
                : { ...learnt, silentAt: next, silences: learnt.silences + 1 };
          }
          expect(due(facts(serial, { ...learnt, silences: 0, answeredAt: at + 999 * DAY }))).toBeLessThan(
            at + 1001 * DAY,
          );
        },
      ),
    );
  });
});

describe('quiet hours', () => {
  it('are those of the clock on the wall, past midnight and over a change of the clocks', () => {
    const night = { timeZone: 'Europe/Berlin', spans: [{ from: 22 * 60, to: 6 * 60 }] };
    expect(isQuiet(night, Date.UTC(2026, 6, 1, 20, 0))).toBe(true);
    expect(isQuiet(night, Date.UTC(2026, 6, 1, 19, 59))).toBe(false);
    expect(isQuiet(night, Date.UTC(2026, 11, 1, 20, 59))).toBe(false);
    expect(isQuiet(night, Date.UTC(2026, 11, 1, 21, 0))).toBe(true);
    // The night of 25 October 2026 has an hour more: six in the morning is five by UTC then.
    expect(afterQuiet(night, Date.UTC(2026, 9, 24, 21, 0), 0)).toBe(Date.UTC(2026, 9, 25, 5, 0));
    // That of 29 March has an hour less, and who counted hours alone is late, never early.
    const late = afterQuiet(night, Date.UTC(2026, 2, 28, 22, 0), 0);
    expect(late).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 29, 4, 0));
    expect(late).toBeLessThanOrEqual(Date.UTC(2026, 2, 29, 5, 0));
  });

  it('move devices out evenly over the hours that are open', () => {
    const quiet = { timeZone: 'Asia/Tokyo', spans: [{ from: 8 * 60, to: 20 * 60 }] };
    const hours = new Map<number, number>();
    for (let n = 0; n < 6000; n += 1) {
      const hour = Math.floor((due(facts(`T${n}`, { answeredAt: NOW }, { quiet })) % DAY) / HOUR);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    expect([...hours.keys()].toSorted((a, b) => a - b)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
    for (const count of hours.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe('the order of reading', () => {
  it('has models with an open claim first, then what was never asked, then what was not for longest', () => {
    const wanted = { ...facts('W', { answeredAt: NOW }), isWanted: true };
    const all = [
      facts('young', { answeredAt: NOW }),
      facts('new', undefined),
      facts('old', { silentAt: NOW - DAY, silences: 1 }),
      wanted,
    ];
    for (const shuffled of [all, all.toReversed()]) {
      expect(shuffled.toSorted(byNeed).map(({ device }) => device.serial)).toEqual(['W', 'new', 'old', 'young']);
    }
  });
});
