import { describe, expect, it } from 'vitest';
import type { Claim, ClaimEvent } from '../../src/core/claim.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { callbackAmong, daysBetween, earlierClaim, type LookBack } from '../../src/core/look-back.ts';
import { pagesBetween } from '../../src/core/pages.ts';
import { callbackInWords, changesInWords, claimsInWords, similarInWords } from '../../src/core/look-back-words.ts';
import type { Reading } from '../../src/core/reading.ts';
import { type Before, seenChanges } from '../../src/core/seen-changes.ts';
import type { Value } from '../../src/core/value.ts';

const DAY = 86_400_000;

function claim(id: number, more: Partial<Claim> = {}): Claim {
  return {
    id,
    sourceKey: `k${id}`,
    serial: 'C-0',
    symptoms: ['light-print'],
    words: '',
    by: 'U1',
    at: 0,
    origin: { via: 'command' },
    status: 'open',
    handler: { kind: 'nobody', id: '' },
    revision: 1,
    events: [],
    ...more,
  };
}

function ended(id: number, at: number, more: Partial<Claim> = {}): Claim {
  const event: ClaimEvent = { at, by: 'U1', what: 'resolved' };
  return claim(id, { status: 'resolved', events: [event], ...more });
}

describe('a callback', () => {
  const now = claim(9, { at: 100 * DAY });
  const found = (...claims: Claim[]): number | undefined => callbackAmong(claims, now, 60 * DAY)?.id;

  it('is a claim after the newest that was resolved with one of its symptoms within the time', () => {
    expect(found(ended(8, 90 * DAY, { symptoms: ['noise'] }), ended(7, 40 * DAY), ended(6, 80 * DAY))).toBe(7);
    expect(found(ended(8, 39 * DAY))).toBeUndefined();
    expect(found(claim(8))).toBeUndefined();
    expect(found(ended(10, 99 * DAY))).toBeUndefined();
    expect(callbackAmong([ended(8, 99 * DAY)], now, 0)).toBeUndefined();
  });

  it('is counted in whole days', () => {
    expect([daysBetween(0, 2.9 * DAY), daysBetween(0, DAY - 1), daysBetween(5, 0)]).toEqual([2, 0, 0]);
  });
});

describe('pages between two moments', () => {
  const counter = [0, 1, 2, 3, 20, 21].map((day, index) => ({ at: day * DAY, value: 1000 + 100 * index }));

  it('are what the counter rose by between its readings nearest to them', () => {
    expect(pagesBetween(counter, 'impressions', [DAY, 21 * DAY])).toEqual({
      kind: 'known',
      number: 400,
      unit: 'impressions',
    });
    expect(pagesBetween(counter, 'sheets', [0, 0])).toEqual({ kind: 'known', number: 0, unit: 'sheets' });
  });

  it('are unknown where it was not read within two days, or was set back in between', () => {
    const unknown = { kind: 'unknown' };
    expect(pagesBetween(counter, 'impressions', [10 * DAY, 21 * DAY])).toEqual(unknown);
    expect(pagesBetween(counter, 'impressions', [DAY, 24 * DAY])).toEqual(unknown);
    expect(pagesBetween([], 'impressions', [0, DAY])).toEqual(unknown);
    const set = [...counter, { at: 21.5 * DAY, value: 7 }];
    expect(pagesBetween(set, 'impressions', [DAY, 22 * DAY])).toEqual(unknown);
  });
});

describe('what is not as it was', () => {
  const state = (item: string, compare: ItemDef['compare'], past?: ItemDef['past']): ItemDef => ({
    id: item,
    title: `Title of ${item}`,
    kind: 'state',
    compare,
    because: 'b',
    source: 's',
    ...(past === undefined ? {} : { past }),
  });
  const ITEMS: ItemDef[] = [
    state('saving', { as: 'state' }),
    state('status', { as: 'none', why: 'w' }),
    state('alerts', { as: 'state' }, { as: 'none' }),
    { ...state('firmware', { as: 'state' }), kind: 'text' },
    { ...state('count', { as: 'none', why: 'w' }), kind: 'number' },
  ];
  const read = (item: string, value: Value, at: number, part?: string): Reading => ({
    item,
    value,
    at,
    evidence: [],
    ...(part === undefined ? {} : { part }),
  });
  const is = (said: string): Value => ({ kind: 'state', state: said });
  const text = (said: string): Value => ({ kind: 'text', text: said });
  const nothing: Before = { claim: [], past: [], upTo: Number.NEGATIVE_INFINITY, stored: [] };

  it('is told beside what it was at the claim before, else in the past, else when it was last stored', () => {
    const now = [read('saving', is('on'), 9), read('firmware', text('2.0'), 9)];
    const claimed = [read('saving', is('off'), 3), read('firmware', text('1.0'), 3)];
    expect(seenChanges(ITEMS, now, { ...nothing, claim: claimed }).map(({ item, was }) => [item, was])).toEqual([
      ['saving', 3],
      ['firmware', 3],
    ]);
    const points = [
      { at: 1, state: 'dim' },
      { at: 4, state: 'off' },
      { at: 8, state: 'on' },
    ];
    const past = [{ kind: 'state' as const, item: 'saving', points }];
    expect(seenChanges(ITEMS, now, { ...nothing, past, upTo: 5 })).toMatchObject([{ before: is('off'), was: 4 }]);
    const stored = [read('firmware', text('1.5'), 6), read('saving', is('on'), 6)];
    expect(seenChanges(ITEMS, now, { ...nothing, stored })).toMatchObject([{ before: text('1.5'), was: 6, at: 9 }]);
  });

  it('is told as stored where this fetch did not read it', () => {
    const before = { ...nothing, claim: [read('firmware', text('1'), 1)], stored: [read('firmware', text('2'), 5)] };
    expect(seenChanges(ITEMS, [], before)).toEqual([
      {
        item: 'firmware',
        title: 'Title of firmware',
        before: text('1'),
        now: text('2'),
        was: 1,
        at: 5,
        isStored: true,
      },
    ]);
  });

  it('is nothing that is of the moment, that counts, that was not said, or that is the same', () => {
    const absent: Value = { kind: 'absent', reason: 'timeout' };
    const five: Value = { kind: 'number', number: 5, unit: 'count' };
    const now = [
      read('status', is('idle'), 9),
      read('alerts', is('critical'), 9),
      read('count', five, 9),
      read('saving', absent, 9),
      read('firmware', text(' 1 '), 9),
    ];
    const claimed = [
      read('status', is('printing'), 1),
      read('alerts', is('none'), 1),
      read('count', { ...five, number: 1 }, 1),
      read('saving', is('on'), 1),
      read('firmware', text('1'), 1),
    ];
    expect(seenChanges(ITEMS, now, { ...nothing, claim: claimed })).toEqual([]);
    expect(seenChanges(ITEMS, [read('saving', is('on'), 9, 'a')], { ...nothing, claim: claimed })).toEqual([]);
  });
});

describe('what was before, in words', () => {
  const drum = { id: 7, at: 0, symptoms: ['Prints too light'], status: 'resolved' as const, endedAt: DAY };
  const solved = { ...drum, cause: 'worn-part' as const, by: 'Replace the drum', parts: 'drum unit' };
  const pages = { kind: 'known' as const, number: 3400, unit: 'impressions' as const };
  const back = (callback: LookBack['callback']): string | undefined =>
    callbackInWords({ claims: [], changes: [], callback });

  it('says when it was resolved, how many pages ago, and by what; and that it does not know', () => {
    expect(back({ claim: solved, days: 12, pages })).toBe(
      'It has come back: claim 7 was resolved 12 days ago (3,400 impressions since), a worn part, by: Replace the drum (drum unit)',
    );
    expect(back({ claim: drum, days: 1, pages: { kind: 'unknown' } })).toBe(
      'It has come back: claim 7 was resolved 1 day ago (pages since unknown), nobody said by what',
    );
    expect(back({ claim: drum, days: 0 })).toContain('claim 7 was resolved on the same day, nobody');
    expect(back({ claim: { ...drum, isNoted: true }, days: 0 })).toContain('on the same day, its card says how');
    expect(back(undefined)).toBeUndefined();
  });

  it('tells that somebody wrote how it ended, and not what: another channel may be a customer’s', () => {
    const titles = { measure: String, symptom: String };
    const event: ClaimEvent = { at: 1, by: 'U1', what: 'resolved', note: 'they kicked it' };
    const told = earlierClaim(ended(7, 1, { events: [event] }), titles);
    expect(told).toMatchObject({ isNoted: true });
    expect(JSON.stringify(told)).not.toContain('kicked');
    expect(earlierClaim(ended(7, 1, { events: [{ ...event, note: ' ' }] }), titles)).not.toHaveProperty('isNoted');
  });

  it('lists claims, changes and claims with the same signs', () => {
    const open = { ...drum, id: 8, status: 'taken' as const, endedAt: undefined };
    expect(claimsInWords({ claims: [open, solved] }, 3 * DAY)).toEqual([
      'Claim 8, 3 days ago: Prints too light; taken',
      'Claim 7, 3 days ago: Prints too light; resolved 2 days ago, a worn part, by: Replace the drum (drum unit)',
    ]);
    const before: Value = { kind: 'text', text: '1.0' };
    const change = { item: 'f', title: 'Firmware', before, now: { ...before, text: '2.0' }, was: 0, at: 2 * DAY };
    const changes = [change, { ...change, partTitle: 'Finisher', isStored: true as const }];
    expect(changesInWords({ changes }, 3 * DAY)).toEqual([
      'Firmware: 1.0 3 days ago, now 2.0',
      'Firmware, Finisher: 1.0 3 days ago, now 2.0, as read 1 day ago',
    ]);
    const others = { claims: 3, ended: [{ by: 'Replace the drum', claims: 2 }] };
    expect(similarInWords({ own: [{ id: 4, by: 'Clean' }], needed: 3, others })).toEqual([
      'At this customer: claim 4 (ended by: Clean)',
      '3 similar at other customers: 2 ended by: Replace the drum',
    ]);
    expect(similarInWords({ own: [{ id: 4, by: 'Clean' }], needed: 3 })[1]).toContain('fewer than 3 customers');
    expect(similarInWords({ own: [], needed: 3 })).toEqual([]);
    expect(similarInWords(undefined)).toEqual([]);
  });
});
