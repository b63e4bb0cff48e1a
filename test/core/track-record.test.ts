import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimEvent, Resolution } from '../../src/core/claim.ts';
import { learnsFrom, NO_TRIES, trialsOf, type TrackRecord, withRecord } from '../../src/core/track-record.ts';
import { learntInWords, recordInWords } from '../../src/core/track-words.ts';

function event(what: ClaimEvent['what'], more: Partial<ClaimEvent> = {}): ClaimEvent {
  return { at: 1, by: 'U1', what, ...more };
}

function ended(measure: string, proposed: string[], model?: string): ClaimEvent {
  const resolution: Resolution = { cause: 'other', measure, proposed };
  return event('resolved', { resolution, ...(model === undefined ? {} : { ended: { model } }) });
}

function record(model: [number, number], all: [number, number] = model): TrackRecord {
  const tries = ([worked, tried]: [number, number]) => ({ tried, worked, first: tried, firstWorked: worked });
  return { model: tries(model), all: tries(all) };
}

describe('what a claim tells of measures', () => {
  it('is that the one that ended it worked, and that another one proposed first did not', () => {
    expect(trialsOf({ status: 'resolved', events: [event('opened'), ended('b', ['a', 'b', 'c'], 'M-1')] })).toEqual([
      { measure: 'a', model: 'M-1', worked: false, isFirst: true },
      { measure: 'b', model: 'M-1', worked: true, isFirst: false },
    ]);
    expect(trialsOf({ status: 'resolved', events: [ended('a', ['a', 'b'])] })).toEqual([
      { measure: 'a', worked: true, isFirst: true },
    ]);
  });

  it('is against what was proposed where nothing was needed or something else helped, and nothing where nobody said', () => {
    for (const other of ['none', 'other']) {
      expect(trialsOf({ status: 'resolved', events: [ended(other, ['a'])] })).toEqual([
        { measure: 'a', worked: false, isFirst: true },
      ]);
    }
    expect(trialsOf({ status: 'resolved', events: [ended('other', [])] })).toEqual([]);
    expect(trialsOf({ status: 'resolved', events: [event('opened'), event('resolved')] })).toEqual([]);
    expect(trialsOf({ status: 'open', events: [event('opened')] })).toEqual([]);
  });

  it('is that nothing worked while it is open again, and afterwards what ended it the last time', () => {
    const events = [ended('a', ['a'], 'M-1'), event('reopened')];
    expect(trialsOf({ status: 'open', events })).toEqual([
      { measure: 'a', model: 'M-1', worked: false, isFirst: true },
    ]);
    expect(trialsOf({ status: 'resolved', events: [...events, ended('b', ['a', 'b'], 'M-1')] })).toEqual([
      { measure: 'a', model: 'M-1', worked: false, isFirst: true },
      { measure: 'b', model: 'M-1', worked: true, isFirst: false },
    ]);
    expect(trialsOf({ status: 'resolved', events: [...events, event('resolved')] })).toMatchObject([{ worked: false }]);
  });

  it('counts a measure once, however often a claim was resolved by it', () => {
    const events = [ended('a', ['a']), event('reopened'), ended('a', ['a'])];
    expect(trialsOf({ status: 'resolved', events })).toEqual([{ measure: 'a', worked: true, isFirst: true }]);
  });
});

describe('a confidence that learns from a record', () => {
  it('learns from the model where there are five claims, else from all models, else not at all', () => {
    expect(learnsFrom(record([4, 5], [9, 30]))).toEqual({ worked: 4, tried: 5, where: 'model' });
    expect(learnsFrom(record([4, 4], [9, 30]))).toEqual({ worked: 9, tried: 30, where: 'all' });
    expect(learnsFrom(record([4, 4]))).toBeUndefined();
    // Those that were only taken have mostly worked: they are shown, and not gone by.
    const taken = { tried: 50, worked: 50, first: 4, firstWorked: 1 };
    expect(learnsFrom({ model: taken, all: taken })).toBeUndefined();
  });

  it('is the mean of what the rules say, with the weight of twenty claims, and of what worked', () => {
    expect(withRecord(0.5, { worked: 17, tried: 20 })).toBeCloseTo((10 + 17) / 40, 9);
    expect(withRecord(0.5, { worked: 5, tried: 5 })).toBeCloseTo(0.6, 9);
    expect(withRecord(0.5, { worked: 0, tried: 0 })).toBe(0.5);
  });

  it('lies between both, moves half of the way at most, and the less the thinner the record', () => {
    const count = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), count, fc.nat(), (confidence, tried, some) => {
        const share = (some % (tried + 1)) / tried;
        const moved = withRecord(confidence, { worked: share * tried, tried }) - confidence;
        const way = share - confidence;
        expect(moved * way).toBeGreaterThanOrEqual(-1e-12);
        expect(Math.abs(moved)).toBeLessThanOrEqual(Math.abs(way) * Math.min(0.5, tried / 20) + 1e-12);
      }),
    );
  });
});

describe('a record in words', () => {
  it('says how often it worked, and where there is too little to go by', () => {
    expect(recordInWords(undefined)).toBe('no record yet');
    expect(recordInWords({ model: NO_TRIES, all: NO_TRIES })).toBe('no record yet');
    expect(recordInWords(record([17, 21], [30, 44]))).toBe('worked in 17 of 21 on this model');
    expect(recordInWords(record([1, 1]))).toBe('1 of 1 on this model: too few to go by');
    expect(recordInWords(record([1, 1], [30, 44]))).toBe(
      '1 of 1 on this model: too few to go by; worked in 30 of 44 on all models',
    );
    expect(recordInWords(record([0, 0], [2, 3]))).toBe(
      'no record on this model; 2 of 3 on all models: too few to go by',
    );
  });

  it('says what it has moved and from where', () => {
    expect(learntInWords({})).toBeUndefined();
    expect(learntInWords({ learnt: { byRule: 0.64, worked: 17, tried: 21, where: 'model' } })).toBe(
      'Ranked up because it worked in 17 of 21 here where it was proposed first (64 % by the rules alone, which count as 20 claims)',
    );
    expect(learntInWords({ learnt: { byRule: 0.64, worked: 1, tried: 9, where: 'all' } })).toMatch(
      /^Ranked down because it worked in 1 of 9 on all models /,
    );
  });
});
