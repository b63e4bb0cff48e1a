import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, localDay, momentOf, offsetAt, zoneOfPlace } from '../../src/core/zone.ts';

const DAY = 86_400_000;
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

describe('the clocks of a zone', () => {
  it('are known by their name', () => {
    expect(ZONES.map(isTimeZone)).toEqual(ZONES.map(() => true));
    expect(['', 'Middle/Earth', '<!channel>'].map(isTimeZone)).toEqual([false, false, false]);
  });

  it('are not those of a short name that several places go by', () => {
    const short = ['BST', 'IST', 'CST', 'pst'];
    expect(short.map(isTimeZone)).toEqual(short.map(() => false));
    expect(['CET', 'GMT', 'Japan', 'utc'].map(isTimeZone)).toEqual([true, true, true, true]);
  });

  it('are found by the place alone where one zone is named after it', () => {
    expect(['berlin', ' New  York ', 'Europe', '', 'Middle Earth', '.*'].map(zoneOfPlace)).toEqual([
      'Europe/Berlin',
      'America/New_York',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('show each minute of each day at a moment of that day, but for those they skip', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 10_000, max: 25_000 }),
        fc.integer({ min: 0, max: 1439 }),
        (zone, day, minute) => {
          const at = momentOf(zone, day, minute);
          const shown = at + offsetAt(zone, at) - day * DAY;
          const skipped = shown - minute * 60_000;
          // Where clocks are set on by up to an hour, what they skip comes as much later.
          expect(skipped).toBeGreaterThanOrEqual(0);
          expect(skipped).toBeLessThanOrEqual(3_600_000);
          if (skipped === 0) expect(localDay(zone, at)).toBe(day);
          else expect(offsetAt(zone, at - 2 * 3_600_000)).not.toBe(offsetAt(zone, at));
        },
      ),
    );
  });

  it('skip an hour in spring and show one twice in autumn', () => {
    const day = (text: string): number => Date.parse(`${text}T00:00Z`) / DAY;
    expect(momentOf('Europe/Berlin', day('2026-03-29'), 150)).toBe(Date.parse('2026-03-29T01:30Z'));
    expect(momentOf('Europe/Berlin', day('2026-10-25'), 150)).toBe(Date.parse('2026-10-25T00:30Z'));
    expect(momentOf('Asia/Tokyo', day('2026-11-23'), 480)).toBe(Date.parse('2026-11-22T23:00Z'));
  });
});
