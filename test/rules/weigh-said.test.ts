import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import { type MeasureDef, type ProposedMeasure, SAID_COLOURS, type SaidAsk } from '../../src/core/measure.ts';
import { PATHS, type Said, type SaidSince } from '../../src/core/said.ts';
import { askSaid, type Told } from '../../src/rules/ask-said.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { judge } from '../../src/rules/judge.ts';

const NOTHING: Said = { parts: [], only: [], colours: [], codes: [] };
const DAY = 86_400_000;

function told(about: Partial<Said> = {}): Told {
  return { about: { ...NOTHING, ...about }, at: 10 * DAY };
}

function row(item: string, part?: string): Comparison {
  return {
    item,
    part,
    title: item,
    reading: { item, value: { kind: 'absent', reason: 'unknown' }, evidence: [], at: 0 },
    figure: { kind: 'number', number: 5, unit: 'percent', from: [] },
    baseline: { kind: 'too-few', n: 0, needed: 5 },
    verdict: 'normal',
    because: 'so',
    oddness: 0,
  };
}

function judged(more: Partial<MeasureDef>, about: Partial<Said> | undefined, rows: Comparison[]): ProposedMeasure[] {
  const texts = { title: 'm', action: 'act', because: 'b', source: 's' };
  const measure: MeasureDef = { id: 'm', ...texts, symptoms: ['line'], when: {}, who: 'desk', weight: 3, ...more };
  const generic = { id: 'generic', title: 'Any', source: 's', places: {} };
  const book: RuleBook = {
    items: new Map(),
    symptoms: new Map(),
    profiles: [],
    generic,
    measures: [measure],
    reports: [],
    explain: [],
    version: 'test',
  };
  return judge(book, ['line'], rows, { told: about === undefined ? undefined : told(about) });
}

/** Some days ago, which may mean from one day to another. Units: days since 1970. */
function vague(earliest: number, latest: number): SaidSince {
  const about = { span: 'about 3 days', earliest: earliest * DAY, latest: latest * DAY };
  return { words: 'some days', at: 7 * DAY, about };
}

describe('what a measure asks of what was said', () => {
  it.each<[string, SaidAsk, Partial<Said>, string | undefined, 'yes' | 'no' | 'unknown', string]>([
    ['copies only', { only: ['copies', 'scans'] }, { only: ['copies'] }, undefined, 'yes', 'on copies only'],
    ['prints only', { only: ['copies'] }, { only: ['prints'] }, undefined, 'no', 'on prints only'],
    ['both ways', { only: ['copies'] }, { only: ['copies', 'prints'] }, undefined, 'no', 'on copies and prints only'],
    ['no way', { only: ['copies', 'scans'] }, {}, undefined, 'unknown', 'on copies or scans only'],
    ['one colour', { colours: 'one' }, { colours: ['cyan'] }, undefined, 'yes', 'in cyan'],
    ['two colours', { colours: 'one' }, { colours: ['cyan', 'black'] }, undefined, 'no', 'in cyan and black'],
    ['pages in colour', { colours: 'one' }, { colours: ['colour'] }, undefined, 'unknown', 'one colour alone'],
    ['several', { colours: 'several' }, { colours: ['cyan', 'black'] }, undefined, 'yes', 'in cyan and black'],
    ['this colour', { colours: 'same' }, { colours: ['cyan'] }, 'toner-cyan', 'yes', 'in cyan'],
    ['another colour', { colours: 'same' }, { colours: ['cyan'] }, 'black', 'no', 'in cyan'],
    ['its colour among two', { colours: 'other' }, { colours: ['cyan', 'black'] }, 'black', 'no', 'in cyan and black'],
    ['a part without a colour', { colours: 'other' }, { colours: ['cyan'] }, 'drum-1', 'unknown', 'another colour'],
    ['that tray', { parts: 'same' }, { parts: [{ kind: 'tray', key: 'tray-2' }] }, 'feed-tray-2', 'yes', 'tray 2'],
    ['the other tray', { parts: 'other' }, { parts: [{ kind: 'tray', key: 'tray-2' }] }, 'tray-1', 'yes', 'tray 2'],
    ['some tray', { parts: 'same' }, { parts: [{ kind: 'tray', key: 'tray' }] }, 'tray-1', 'unknown', 'the one found'],
    ['a part', { parts: ['adf'] }, { parts: [{ kind: 'adf', key: 'adf' }] }, undefined, 'yes', 'document feeder'],
    ['its code', { codes: [String.raw`SC5\d\d`] }, { codes: ['SC542'] }, undefined, 'yes', 'the panel shows SC542'],
    ['a longer code', { codes: [String.raw`SC5\d`] }, { codes: ['SC542'] }, undefined, 'no', 'the panel shows SC542'],
    [
      'young',
      { sinceDays: 2 },
      { since: { words: 'yesterday', at: 9 * DAY } },
      undefined,
      'yes',
      'since when: yesterday',
    ],
    ['old', { sinceDays: 2 }, { since: { words: 'in May', at: 0 } }, undefined, 'no', 'since when: in May'],
    ['vague and young', { sinceDays: 6 }, { since: vague(4, 8) }, undefined, 'yes', 'some days (about 3 days)'],
    ['vague and old', { sinceDays: 1 }, { since: vague(4, 8) }, undefined, 'no', 'some days (about 3 days)'],
    ['vague on either side', { sinceDays: 3 }, { since: vague(4, 8) }, undefined, 'unknown', 'no longer than 3 days'],
    [
      'one of two',
      { only: ['copies'], colours: 'one' },
      { only: ['copies'] },
      undefined,
      'unknown',
      'one colour alone',
    ],
    ['a no beside it', { only: ['copies'], colours: 'one' }, { only: ['prints'] }, undefined, 'no', 'on prints only'],
  ])('%s', (_, ask, about, part, kind, words) => {
    const answer = askSaid(ask, told(about), part);
    expect(answer.kind).toBe(kind);
    expect(answer.kind === 'unknown' ? answer.wanted : answer.says).toContain(words);
  });

  it('is never a no where nothing was said', () => {
    const asks: fc.Arbitrary<SaidAsk> = fc.record(
      {
        only: fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1 }),
        colours: fc.constantFrom(...SAID_COLOURS),
        parts: fc.constantFrom('same' as const, 'other' as const),
        codes: fc.constant(['SC1']),
        sinceDays: fc.integer({ min: 1, max: 90 }),
      },
      { requiredKeys: ['only'] },
    );
    fc.assert(
      fc.property(asks, fc.constantFrom(undefined, told()), fc.constantFrom(undefined, 'black'), (ask, said, part) => {
        expect(askSaid(ask, said, part).kind).toBe('unknown');
      }),
    );
  });
});

describe('what marks that repeat say', () => {
  const ruler = [
    { id: 'drum', title: 'drum', mm: 94, source: 's' },
    { id: 'fuser', title: 'fuser', mm: 95, source: 's' },
    { id: 'developer', title: 'developer', mm: 75, source: 's' },
  ];
  const ask = (said: SaidAsk, repeatMm: number | undefined, rollers = ruler): ReturnType<typeof askSaid> =>
    askSaid(said, { ...told({ repeatMm }), ruler: rollers });

  it('is held to the ruler of the model: this roller, another one, or several that fit', () => {
    expect(ask({ repeats: ['developer'] }, 75)).toEqual({
      kind: 'yes',
      says: 'marks every 75 mm, as the developer 75 mm of this model',
    });
    expect(ask({ repeats: ['drum'] }, 75).kind).toBe('no');
    expect(ask({ repeatsOther: ['drum'] }, 75).kind).toBe('yes');
    for (const id of ['drum', 'fuser'])
      expect([ask({ repeats: [id] }, 94.5).kind, ask({ repeatsOther: [id] }, 94.5).kind]).toEqual(['yes', 'no']);
  });

  it('names nothing where no roller of the ruler fits, for it may be one that the ruler does not list', () => {
    expect([ask({ repeats: ['drum'] }, 60).kind, ask({ repeatsOther: ['drum'] }, 60).kind]).toEqual(['no', 'unknown']);
  });

  it('is asked for where it was not said, and not of a model whose ruler would not help', () => {
    expect(ask({ repeats: ['drum'] }, undefined)).toMatchObject({
      kind: 'unknown',
      question: 'How many millimetres apart do the marks repeat?',
      wanted: 'every turn of the drum 94 mm',
    });
    const open = ask({ repeats: ['drum'] }, 94, []);
    expect(open).toMatchObject({ kind: 'unknown' });
    expect(open).not.toHaveProperty('question');
  });
});

describe('a measure that rests on what was said', () => {
  const glass = { when: { all: [{ said: { only: ['copies' as const] } }] } };

  it('is proposed with the words as its evidence, and not where it was said otherwise or not at all', () => {
    expect(judged(glass, { only: ['copies'] }, [])[0]?.evidence).toEqual(['The customer says: on copies only']);
    expect(judged(glass, { only: ['prints'] }, [])).toEqual([]);
    expect([judged(glass, {}, []), judged(glass, undefined, [])]).toEqual([[], []]);
  });

  it('stands on its figures where a detail is missing, lower, and asks for it', () => {
    const both = { when: { all: [{ item: 'drum' }, { said: { only: ['prints' as const] } }] } };
    const [known] = judged(both, { only: ['prints'] }, [row('drum')]);
    const [open] = judged(both, {}, [row('drum')]);
    expect([known?.score, open?.score]).toEqual([3, 2]);
    expect(open?.thin).toEqual(['it was not said whether on prints only']);
    expect(open?.change).toEqual(['Does it show on copies too? If on prints only, that speaks for it']);
    expect(judged(both, { only: ['copies'] }, [row('drum')])).toEqual([]);
  });

  it('needs one of its alternatives, which may be what was said or may still be', () => {
    const any = { when: { all: [{ item: 'a' }], any: [{ item: 'b' }, { said: { only: ['copies' as const] } }] } };
    const found = (about: Partial<Said>, ...rows: Comparison[]): number[] =>
      judged(any, about, rows).map(({ score }) => score);
    expect(found({ only: ['copies'] }, row('a'))).toEqual([3]);
    expect(found({ only: ['prints'] }, row('a'))).toEqual([]);
    expect(found({ only: ['prints'] }, row('a'), row('b'))).toEqual([3]);
    expect(found({}, row('a'))).toEqual([2]);
  });

  it('is ruled out by what must not be said, and not by silence', () => {
    const none = { when: { all: [{ item: 'a' }], none: [{ said: { only: ['prints' as const] } }] } };
    expect(judged(none, { only: ['prints'] }, [row('a')])).toEqual([]);
    expect(judged(none, {}, [row('a')])[0]).toMatchObject({
      score: 3,
      change: ['Does it show on copies too? If on prints only, that speaks against it'],
    });
  });

  it('gains and loses points by it, with the words on the side they speak for', () => {
    const graded = {
      when: { all: [{ item: 'drum' }] },
      for: [{ said: { colours: 'same' as const }, points: 1 }],
      against: [{ said: { colours: 'other' as const }, points: 1.5 }],
    };
    const rows = [row('drum', 'black'), row('drum', 'cyan')];
    expect(judged(graded, { colours: ['cyan'] }, rows)[0]).toMatchObject({
      score: 4,
      evidence: ['drum (cyan): so', 'The customer says: in cyan'],
      against: [],
      change: [],
    });
    expect(judged(graded, { colours: ['magenta'] }, rows)[0]).toMatchObject({
      score: 1.5,
      against: ['The customer says: in magenta'],
    });
    expect(judged(graded, {}, rows)[0]?.change).toHaveLength(1);
  });

  it('hears nothing of black on a machine that has no other colour, and asks for none', () => {
    const graded = { when: { all: [{ item: 'drum' }] }, against: [{ said: { colours: 'one' as const }, points: 1 }] };
    expect(judged(graded, { colours: ['black'] }, [row('drum', 'black')])[0]).toMatchObject({ score: 3, change: [] });
    expect(judged(graded, { colours: ['black'] }, [row('drum', 'black'), row('drum', 'cyan')])[0]?.score).toBe(2);
  });
});
