import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimEvent, Ended } from '../../src/core/claim.ts';
import type { Check, CheckedRow, FollowUp } from '../../src/core/check.ts';
import { checkAgain, hasHeld, keptFigure, stageOf, watchedSince } from '../../src/core/follow-up.ts';
import { followUpInWords } from '../../src/core/follow-up-words.ts';

const DAY = 86_400_000;
const RULE = { pages: 500, withinMs: 30 * DAY };
const DRUM: Check = {
  item: 'drum',
  title: 'Drum life',
  part: 'black',
  before: { kind: 'number', number: 3, unit: 'percent' },
  decides: true,
};

function end(more: Partial<ClaimEvent> = {}, ended: Partial<Ended> = {}): ClaimEvent {
  const pages = { number: 10_000, unit: 'impressions' as const, at: 0 };
  return { at: 0, by: 'U1', what: 'resolved', ended: { model: 'M-1', checks: [DRUM], pages, ...ended }, ...more };
}
function at(number: number, unit: 'impressions' | 'sheets' = 'impressions') {
  return { number, unit, at: DAY };
}
function row(verdict: CheckedRow['verdict'], decides = false): CheckedRow {
  return { title: 'x', before: DRUM.before, decides, verdict };
}

describe('a claim that is to be looked at again', () => {
  const found: FollowUp = { pages: { kind: 'unknown' }, rows: [] };
  it('is resolved with something off, and was not looked at since', () => {
    const event = end();
    expect(watchedSince({ status: 'resolved', events: [event] })).toBe(event);
    const later = { at: 1, by: 'x', what: 'held' as const, followUp: found };
    expect(watchedSince({ status: 'resolved', events: [event, later] })).toBeUndefined();
    expect(watchedSince({ status: 'resolved', events: [event, later, event] })).toBe(event);
    expect(watchedSince({ status: 'open', events: [event] })).toBeUndefined();
    expect(watchedSince({ status: 'resolved', events: [end({}, { checks: [] })] })).toBeUndefined();
    expect(watchedSince({ status: 'resolved', events: [end({ ended: undefined })] })).toBeUndefined();
    const resolution = { cause: 'use' as const, measure: 'none', proposed: [] };
    expect(watchedSince({ status: 'resolved', events: [end({ resolution })] })).toBeUndefined();
  });

  it('is due by pages and never by days, and over when the time is', () => {
    const stage = (counter: ReturnType<typeof at> | undefined, now: number): string =>
      stageOf(end(), counter, { now, rule: RULE }).stage;
    expect(stage(at(10_499), 29 * DAY)).toBe('wait');
    expect(stage(at(10_500), DAY)).toBe('due');
    expect(stage(at(10_500), 90 * DAY)).toBe('due');
    expect(stage(at(10_499), 31 * DAY)).toBe('over');
    expect(stage(undefined, 29 * DAY)).toBe('wait');
  });

  it('has made unknown pages where the counter was not read, counts otherwise, or was set back', () => {
    for (const counter of [undefined, at(20_000, 'sheets'), at(9)]) {
      expect(stageOf(end(), counter, { now: 31 * DAY, rule: RULE })).toEqual({
        stage: 'over',
        pages: { kind: 'unknown' },
      });
    }
    expect(stageOf(end({}, { pages: undefined }), at(9_999_999), { now: DAY, rule: RULE }).stage).toBe('wait');
  });
});

describe('what was off', () => {
  const figure = (number: number) => ({ kind: 'number' as const, number, unit: 'percent' as const, from: [] });
  it('is back, still off, or not known, with what it was and is', () => {
    const again = (verdict: 'normal' | 'watch' | 'off' | 'cannot-say'): CheckedRow =>
      checkAgain(DRUM, { comparison: { figure: figure(98), verdict } });
    expect(again('normal')).toEqual({
      title: 'Drum life',
      part: 'black',
      before: DRUM.before,
      decides: true,
      now: { kind: 'number', number: 98, unit: 'percent' },
      verdict: 'back',
    });
    expect([again('watch'), again('off'), again('cannot-say')].map(({ verdict }) => verdict)).toEqual([
      'back',
      'off',
      'unknown',
    ]);
    const absent = { kind: 'absent' as const, why: 'no answer', from: [] };
    expect(checkAgain(DRUM, { comparison: { figure: absent, verdict: 'off' } }).verdict).toBe('unknown');
    expect(checkAgain(DRUM, {}).verdict).toBe('unknown');
    expect(checkAgain(DRUM, { isGone: true })).toMatchObject({ verdict: 'back', isGone: true });
    expect(keptFigure(absent)).toBeUndefined();
  });

  it('of a lifelong rate is told by what was counted since, and only where enough was to be expected', () => {
    const jams: Check = {
      ...DRUM,
      before: { kind: 'number', number: 40, unit: 'per 10,000 impressions' },
      isLifelong: true,
      counted: { count: 100, per: 25_000, times: 10_000 },
    };
    const since = (count: number, per: number): CheckedRow => checkAgain(jams, { counted: { count, per } });
    expect(since(100, 25_500)).toMatchObject({ verdict: 'unknown', now: { number: 0 } });
    expect(since(101, 26_000)).toMatchObject({ verdict: 'back', now: { number: 10 } });
    expect(since(104, 26_000)).toMatchObject({ verdict: 'off', now: { number: 40 } });
    expect(since(4, 26_000).verdict).toBe('unknown');
    expect(since(104, 25_000).verdict).toBe('unknown');
    // The comparison of the whole life would still call it off.
    const comparison = { figure: figure(40), verdict: 'off' as const };
    expect(checkAgain(jams, { comparison, counted: { count: 100, per: 26_000 } }).verdict).toBe('back');
    expect(checkAgain({ ...jams, counted: undefined }, { comparison }).verdict).toBe('unknown');
  });

  it('decides by what the measure rests on, and by all of it where it rests on none', () => {
    expect(hasHeld([row('back', true), row('off')])).toBe(true);
    expect(hasHeld([row('off', true), row('back')])).toBe(false);
    expect(hasHeld([row('unknown', true), row('off')])).toBeUndefined();
    expect(hasHeld([row('back'), row('unknown')])).toBe(true);
    expect(hasHeld([])).toBeUndefined();
    const rows = fc.array(
      fc.record({
        verdict: fc.constantFrom('back' as const, 'off' as const, 'unknown' as const),
        decides: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const made = given.map(({ verdict, decides }) => row(verdict, decides));
        if (made.every(({ verdict }) => verdict !== 'off')) expect(hasHeld(made)).not.toBe(false);
        if (made.every(({ verdict }) => verdict === 'unknown')) expect(hasHeld(made)).toBeUndefined();
      }),
    );
  });
});

describe('what was found, in words', () => {
  const pages = { kind: 'known' as const, number: 620, unit: 'impressions' as const };
  const percent = (number: number) => ({ kind: 'number' as const, number, unit: 'percent' as const });
  const said = (what: ClaimEvent['what'], followUp?: FollowUp): string | undefined =>
    followUpInWords({ what, followUp });

  it('has the figures before and after, and the pages since', () => {
    const rows = [{ ...row('back'), title: 'Drum life', part: 'black', before: percent(3), now: percent(98) }];
    expect(said('held', { pages, rows })).toBe(
      'The fix has held (620 impressions since): Drum life, black 3 % before, 98 % now',
    );
    const off = [
      { ...rows[0]!, verdict: 'off' as const, now: percent(2) },
      { ...row('back'), isGone: true as const },
    ];
    expect(said('reopened', { pages, rows: off })).toBe(
      'It has come back (620 impressions since), and the claim is open again: Drum life, black 3 % before, 2 % now, still off; x 3 % before, gone now',
    );
  });

  it('says that nobody knows, and why', () => {
    expect(said('unproven', { pages: { kind: 'unknown' }, rows: [] })).toBe(
      'Nobody knows whether the fix held: not enough pages since (pages since unknown)',
    );
    expect(said('unproven', { pages, rows: [row('unknown')] })).toBe(
      'Nobody knows whether the fix held: what was off could not be told again (620 impressions since): x 3 % before, not read since',
    );
    expect(said('held', { pages, rows: Array.from({ length: 9 }, () => row('back')) })).toMatch(/; and 5 more$/);
    expect(said('reopened')).toBeUndefined();
  });
});
