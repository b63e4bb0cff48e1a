import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulletinsDue } from '../../src/core/bulletin.ts';
import { type Claim, type ClaimEvent, holderOf } from '../../src/core/claim.ts';
import { remindAt } from '../../src/core/reminder.ts';
import { isQuiet } from '../../src/core/sweep-quiet.ts';
import { sampleClaim } from '../slack/dossiers.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(`${text}Z`);
const T0 = at('2026-11-23T10:00');
const event = (what: ClaimEvent['what'], time: number, more: Partial<ClaimEvent> = {}): ClaimEvent => {
  return { at: time, by: 'UBEN', what, ...more };
};
function claimWith(events: ClaimEvent[], status: Claim['status'] = 'open'): Claim {
  return { ...sampleClaim(), at: T0, status, events: [event('opened', T0), ...events] };
}
const settings = { remindAfterMs: DAY };
const due = (claim: Claim, more: object = {}, now = T0): number | undefined =>
  remindAt(claim, { ...settings, ...more }, { now, zone: 'UTC' });

describe('a claim is brought to mind', () => {
  it('once it was left alone for as long as the channel says, and never where the channel says nothing', () => {
    expect(due(claimWith([]))).toBe(T0 + DAY);
    expect(due(claimWith([event('taken', T0 + 5 * HOUR)], 'taken'))).toBe(T0 + 29 * HOUR);
    expect(due(claimWith([]), {}, T0 + 3 * DAY)).toBe(T0 + 3 * DAY);
    expect(due(claimWith([]), { remindAfterMs: undefined })).toBeUndefined();
    expect(due(claimWith([event('resolved', T0)], 'resolved'))).toBeUndefined();
  });

  it('once each time: again only after somebody did something and left it alone anew', () => {
    const reminded = event('reminded', T0 + DAY, { by: 'claimscope' });
    expect(due(claimWith([reminded]), {}, T0 + 9 * DAY)).toBeUndefined();
    const touched = claimWith([reminded, event('refetched', T0 + 2 * DAY)]);
    expect(due(touched)).toBe(T0 + 3 * DAY);
    const again = claimWith([reminded, event('refetched', T0 + 2 * DAY), event('reminded', T0 + 3 * DAY)]);
    expect(due(again, {}, T0 + 9 * DAY)).toBeUndefined();
  });

  it('at the end of quiet hours and not in them, whatever they are', () => {
    expect(due(claimWith([]), { quiet: { from: 540, to: 720 } })).toBe(T0 + DAY + 2 * HOUR);
    // Ten in UTC is nineteen in Tokyo.
    expect(due(claimWith([]), { quiet: { from: 18 * 60, to: 8 * 60 }, timeZone: 'Asia/Tokyo' })).toBe(
      T0 + DAY + 13 * HOUR,
    );
    const minute = fc.integer({ min: 0, max: 1439 });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York');
    fc.assert(
      fc.property(minute, minute, zone, fc.integer({ min: 0, max: 400 }), (from, to, timeZone, days) => {
        fc.pre(from !== to);
        const now = T0 + days * DAY;
        const moment = due(claimWith([]), { quiet: { from, to }, timeZone }, now) ?? 0;
        expect(moment).toBeGreaterThanOrEqual(Math.max(now, T0 + DAY));
        expect(isQuiet({ timeZone, spans: [{ from, to }] }, moment)).toBe(false);
      }),
    );
  });
});

describe('a claim is in the hands of', () => {
  const aiko = { kind: 'user' as const, id: 'UAIKO' };
  const desk = { kind: 'group' as const, id: 'SDESK' };
  it('whoever is in charge, or took it, or was put in charge since', () => {
    const claim = { ...claimWith([]), handler: aiko };
    expect(holderOf(claim)).toEqual(aiko);
    const taken = { ...claim, events: [...claim.events, event('taken', T0)] };
    expect(holderOf(taken)).toEqual({ kind: 'user', id: 'UBEN' });
    expect(holderOf(taken, 1)).toEqual(aiko);
    const given = event('assigned', T0, { handler: { before: aiko, now: desk } });
    expect(holderOf({ ...taken, handler: desk, events: [...taken.events, given] })).toEqual(desk);
    expect(holderOf({ ...taken, events: [...taken.events, event('resolved', T0), event('reopened', T0)] })).toEqual(
      aiko,
    );
  });
});

describe('a channel is told', () => {
  const daily = { digest: { minute: 8 * 60, since: T0 }, timeZone: 'Europe/Berlin' };
  const names = (more: object, now: number, span = 5 * 60_000): string[] =>
    bulletinsDue({ ...daily, ...more }, { now, until: now + span, zone: 'UTC' }).map(
      ({ kind, name }) => `${kind} ${name}`,
    );

  it('every day at its hour by its own clocks, and not of an hour before it asked', () => {
    expect(names({}, T0)).toEqual([]);
    expect(names({}, at('2026-11-24T06:54'))).toEqual([]);
    expect(names({}, at('2026-11-24T06:56'))).toEqual(['daily 2026-11-24']);
    // In summer it is an hour earlier by UTC.
    expect(names({}, at('2027-06-01T05:58'))).toEqual(['daily 2027-06-01']);
    expect(names({ digest: undefined }, at('2026-11-24T06:56'))).toEqual([]);
  });

  it('late as long as that is worth it, and at the end of quiet hours, of the day that it was meant for', () => {
    expect(names({}, at('2026-11-24T18:00'))).toEqual(['daily 2026-11-24']);
    expect(names({}, at('2026-11-24T19:00'))).toEqual([]);
    const quiet = { digest: { minute: 23 * 60, since: T0 }, quiet: { from: 22 * 60, to: 6 * 60 } };
    expect(names(quiet, at('2026-11-24T22:00'))).toEqual([]);
    expect(names(quiet, at('2026-11-25T05:00'))).toEqual(['daily 2026-11-24']);
  });

  it('on the first of a month of the month before, from its first to its last moment', () => {
    const monthly = { monthly: { since: T0 }, digest: undefined, timeZone: 'Europe/Berlin' };
    const found = bulletinsDue(monthly, { now: at('2026-12-01T08:00'), until: at('2026-12-01T08:05'), zone: 'UTC' });
    expect(found).toEqual([
      {
        kind: 'monthly',
        name: '2026-11',
        at: at('2026-12-01T08:00'),
        from: at('2026-10-31T23:00'),
        until: at('2026-11-30T23:00') - 1,
      },
    ]);
    expect(names(monthly, at('2026-12-06T08:00'))).toEqual(['monthly 2026-11']);
    expect(names(monthly, at('2026-12-07T08:00'))).toEqual([]);
    expect(names(monthly, T0)).toEqual([]);
  });

  it('each day once and none left out, wherever the looks fall and the clocks are set', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia');
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 7, max: 90 }), (timeZone, hour, minutes) => {
        const step = minutes * 60_000;
        const from = at('2027-03-20T00:00');
        const told = { digest: { minute: hour * 60, since: from }, timeZone };
        const days: string[] = [];
        for (let now = from; now < from + 12 * DAY; now += step) {
          for (const { name, at: moment } of bulletinsDue(told, { now, until: now + step, zone: 'UTC' })) {
            expect(moment).toBeGreaterThanOrEqual(from);
            if (moment > now) days.push(name);
          }
        }
        expect(new Set(days).size).toBe(days.length);
        expect(days.length).toBeGreaterThanOrEqual(11);
      }),
      { numRuns: 25 },
    );
  });
});
