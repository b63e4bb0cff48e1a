import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison, Figure, Verdict } from '../../src/core/comparison.ts';
import type { Condition, MeasureDef } from '../../src/core/measure.ts';
import type { Past } from '../../src/core/past.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { judge } from '../../src/rules/judge.ts';

function measure(id: string, when: MeasureDef['when'], weight = 4): MeasureDef {
  return { id, title: id, symptoms: ['jam'], when, who: 'desk', action: 'act', because: 'b', source: 's', weight };
}

function bookOf(...measures: MeasureDef[]): RuleBook {
  const generic = { id: 'generic', title: 'Any', source: 's', places: {} };
  return {
    items: new Map(),
    symptoms: new Map(),
    profiles: [],
    generic,
    measures,
    reports: [],
    explain: [],
    version: 'test',
  };
}

function said(item: string, more: Partial<Comparison> = {}): Comparison {
  return {
    item,
    title: `Title of ${item}`,
    reading: { item, value: { kind: 'absent', reason: 'unknown' }, evidence: [], at: 0 },
    figure: number(5),
    baseline: { kind: 'too-few', n: 0, needed: 5 },
    verdict: 'normal',
    because: `what is said of ${item}`,
    oddness: 0,
    ...more,
  };
}

function number(value: number): Figure {
  return { kind: 'number', number: value, unit: 'count', from: [] };
}

const ABSENT: Figure = { kind: 'absent', why: 'no answer', from: [] };

function holds(condition: Condition, ...comparisons: Comparison[]): boolean {
  return judge(bookOf(measure('m', { all: [condition] })), ['jam'], comparisons).length === 1;
}

describe('judging', () => {
  it('proposes a measure with its evidence in sentences', () => {
    const book = bookOf(measure('rollers', { all: [{ item: 'jams', verdict: ['off'], side: 'high' }] }));
    const evidence = said('jams', { part: 'feed-tray-2', partTitle: 'Feed, Tray 2', verdict: 'off', side: 'high' });
    expect(judge(book, ['jam'], [evidence])).toEqual([
      {
        id: 'rollers',
        title: 'rollers',
        who: 'desk',
        action: 'act',
        because: 'b',
        source: 's',
        score: 4,
        evidence: ['Title of jams (Feed, Tray 2): what is said of jams'],
        confidence: expect.closeTo(0.968, 2),
        against: [],
        thin: [],
        change: [],
      },
    ]);
  });

  it('holds a trend that began no longer ago than it says, and shows it as its evidence', () => {
    const DAY = 86_400_000;
    const change = { after: 9 * DAY, at: 10 * DAY, before: 2.4, level: 2, readings: { before: 5, since: 4 } };
    const past: Past = {
      n: 9,
      from: 0,
      to: 30 * DAY,
      unit: 'volt',
      trend: { kind: 'changed', n: 9, changes: [change] },
    };
    const reading: Comparison['reading'] = {
      item: 'd',
      value: { kind: 'absent', reason: 'unknown' },
      evidence: [],
      at: 30 * DAY,
    };
    const fell = said('d', { past, reading });
    expect(holds({ item: 'd', trend: 'falling', sinceDays: 20 }, fell)).toBe(true);
    expect(holds({ item: 'd', trend: 'changed' }, fell)).toBe(true);
    expect(holds({ item: 'd', trend: 'falling', sinceDays: 19 }, fell)).toBe(false);
    expect(holds({ item: 'd', trend: 'rising' }, fell)).toBe(false);
    expect(holds({ item: 'd', trend: 'falling' }, said('d'))).toBe(false);
    expect(holds({ item: 'd', trend: 'falling' }, { ...fell, figure: ABSENT })).toBe(false);
    const [proposed] = judge(bookOf(measure('m', { all: [{ item: 'd', trend: 'falling' }] })), ['jam'], [fell]);
    expect(proposed?.evidence).toEqual([
      'Title of d: fell by 0.4 V since 11 Jan (2.4 V to 2 V; 5 readings before, 4 since); what is said of d',
    ]);
  });

  it('says of evidence out of a service-mode list that it is, and of which day', () => {
    const book = bookOf(measure('m', { all: [{ item: 'charge' }] }));
    const evidence = [{ protocol: 'report' as const, place: 'sp.csv, line 4', raw: '-640 V', at: 0, tookMs: 0 }];
    const listed = said('charge', {
      reading: {
        item: 'charge',
        value: { kind: 'number', number: -640, unit: 'volt' },
        evidence,
        at: Date.UTC(2026, 10, 20),
      },
    });
    expect(judge(book, ['jam'], [listed])[0]?.evidence).toEqual([
      'Title of charge: what is said of charge; from a service-mode list of 2026-11-20',
    ]);
  });

  it('names the part by its key where the device gives it no name, and no part where there is none', () => {
    const book = bookOf(
      measure('m', {
        any: [
          { item: 'jams', verdict: ['off'] },
          { item: 'fuser', verdict: ['off'] },
        ],
      }),
    );
    const rows = [said('jams', { part: 'adf', verdict: 'off' }), said('fuser', { verdict: 'off' })];
    expect(judge(book, ['jam'], rows)[0]?.evidence).toEqual([
      'Title of jams (adf): what is said of jams',
      'Title of fuser: what is said of fuser',
    ]);
  });

  it('does not propose a measure for another symptom', () => {
    const book = bookOf(measure('m', { all: [{ item: 'jams', verdict: ['off'] }] }));
    expect(judge(book, ['fog'], [said('jams', { verdict: 'off' })])).toEqual([]);
    expect(judge(book, [], [said('jams', { verdict: 'off' })])).toEqual([]);
  });

  it('wants every condition of "all"', () => {
    const book = bookOf(
      measure('m', {
        all: [
          { item: 'a', verdict: ['off'] },
          { item: 'b', verdict: ['off', 'watch'] },
        ],
      }),
    );
    expect(judge(book, ['jam'], [said('a', { verdict: 'off' })])).toEqual([]);
    expect(judge(book, ['jam'], [said('a', { verdict: 'off' }), said('b', { verdict: 'watch' })])).toHaveLength(1);
  });

  it('wants one condition of "any", beside all of "all"', () => {
    const when = {
      all: [{ item: 'a', above: 1 }],
      any: [
        { item: 'b', above: 1 },
        { item: 'c', above: 1 },
      ],
    };
    const book = bookOf(measure('m', when));
    expect(judge(book, ['jam'], [said('a')])).toEqual([]);
    expect(judge(book, ['jam'], [said('b')])).toEqual([]);
    expect(judge(book, ['jam'], [said('a'), said('c')])).toHaveLength(1);
  });

  it('withholds a measure when a condition of "none" holds', () => {
    const book = bookOf(measure('m', { all: [{ item: 'a', above: 1 }], none: [{ item: 'mode', state: ['on'] }] }));
    const mode = (state: string): Comparison => said('mode', { figure: { kind: 'state', state, from: [] } });
    expect(judge(book, ['jam'], [said('a'), mode('on')])).toEqual([]);
    expect(judge(book, ['jam'], [said('a'), mode('off')])).toHaveLength(1);
    expect(judge(book, ['jam'], [said('a'), said('mode', { figure: ABSENT })])).toHaveLength(1);
  });

  it('never proposes because nothing speaks against it', () => {
    const book = bookOf(measure('m', { none: [{ item: 'a', verdict: ['off'] }] }));
    expect(judge(book, ['jam'], [said('a')])).toEqual([]);
    expect(judge(bookOf(measure('m', {})), ['jam'], [said('a')])).toEqual([]);
  });

  it.each<[string, Condition, Partial<Comparison>, Partial<Comparison>]>([
    ['verdict', { item: 'a', verdict: ['watch'] }, { verdict: 'watch' }, { verdict: 'off' }],
    ['side', { item: 'a', side: 'low' }, { side: 'low' }, { side: 'high' }],
    ['part', { item: 'a', part: 'black', above: 0 }, { part: 'black' }, { part: 'cyan' }],
    ['below', { item: 'a', below: 10 }, { figure: number(9.9) }, { figure: number(10) }],
    ['above', { item: 'a', above: 10 }, { figure: number(10.1) }, { figure: number(10) }],
    [
      'a state',
      { item: 'a', state: ['half'] },
      { figure: { kind: 'state', state: 'half', from: [] } },
      { figure: number(1) },
    ],
    ['a text', { item: 'a', state: ['1.2'] }, { figure: { kind: 'text', text: '1.2', from: [] } }, { figure: ABSENT }],
    ['presence', { item: 'a', absent: false }, { figure: number(1) }, { figure: ABSENT }],
  ])('holds a condition on %s only where it is so', (_, condition, yes, no) => {
    expect(holds(condition, said('a', yes))).toBe(true);
    expect(holds(condition, said('a', no))).toBe(false);
    expect(holds(condition)).toBe(false);
  });

  it('wants all fields of a condition of one and the same comparison', () => {
    const rows = [said('a', { part: 'black', verdict: 'off' }), said('a', { part: 'cyan', figure: number(1) })];
    expect(holds({ item: 'a', verdict: ['off'], below: 2 }, ...rows)).toBe(false);
    expect(holds({ item: 'a', verdict: ['off'], above: 2 }, ...rows)).toBe(true);
  });

  it('takes an item as absent only when none of its parts was read', () => {
    expect(holds({ item: 'a', absent: true }, said('a', { figure: ABSENT }))).toBe(true);
    expect(holds({ item: 'a', absent: true }, said('a', { figure: ABSENT }), said('a', { part: 'black' }))).toBe(false);
    expect(holds({ item: 'a', absent: true }, said('b'))).toBe(false);
  });

  it('never holds a limit for an absent figure', () => {
    expect(holds({ item: 'a', below: 1e9 }, said('a', { figure: ABSENT }))).toBe(false);
    expect(holds({ item: 'a', above: -1e9 }, said('a', { figure: ABSENT }))).toBe(false);
  });

  it('shows the oddest of the rows that hold', () => {
    const rows = [
      said('a', { part: 'x', oddness: 1 }),
      said('a', { part: 'y', oddness: 9 }),
      said('a', { part: 'z', oddness: 3 }),
    ];
    const [proposed] = judge(bookOf(measure('m', { all: [{ item: 'a', above: 0 }] })), ['jam'], rows);
    expect(proposed?.evidence).toEqual(['Title of a (y): what is said of a']);
  });

  it('ranks by weight, then by evidence, then by id', () => {
    const a = { item: 'a', above: 1 };
    const b = { item: 'b', above: 1 };
    const no = { item: 'c', above: 1 };
    const book = bookOf(
      measure('z-equal', { all: [a] }, 3),
      measure('a-equal', { all: [a] }, 3),
      measure('one-of-two', { any: [a, no] }, 2),
      measure('more-evidence', { all: [a, b] }, 3),
      measure('heaviest', { all: [a] }, 5),
    );
    const ranked = judge(book, ['jam'], [said('a'), said('b')]);
    expect(ranked.map(({ id, score }) => [id, score])).toEqual([
      ['heaviest', 5],
      ['more-evidence', 3],
      ['a-equal', 3],
      ['z-equal', 3],
      ['one-of-two', 2],
    ]);
  });

  it('gives the same answer whatever the order of the comparisons, and scores within the weight', () => {
    const items = ['a', 'b', 'c'];
    const condition: fc.Arbitrary<Condition> = fc.constantFrom(...items).map((item) => ({ item, verdict: ['off'] }));
    const comparison = fc
      .record({
        item: fc.constantFrom(...items),
        verdict: fc.constantFrom<Verdict>('off', 'normal'),
        part: fc.constantFrom('x', 'y'),
      })
      .map(({ item, verdict, part }) => said(item, { verdict, part, because: 'so' }));
    fc.assert(
      fc.property(
        fc.record({ all: fc.array(condition), any: fc.array(condition), none: fc.array(condition) }),
        fc.array(comparison),
        (when, comparisons) => {
          const book = bookOf(measure('m', when));
          const forward = judge(book, ['jam'], comparisons);
          const backward = judge(book, ['jam'], comparisons.toReversed());
          expect(backward.map(({ id, score }) => [id, score])).toEqual(forward.map(({ id, score }) => [id, score]));
          for (const proposed of forward) {
            expect(proposed.confidence).toBeGreaterThan(0);
            expect(proposed.confidence).toBeLessThan(1);
            expect(proposed.score).toBeLessThanOrEqual(4);
            expect(proposed.evidence.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe('a rule that says which state it is', () => {
  it('has that told with what it proposes, and nothing where it does not say', () => {
    const when = { all: [{ item: 'a', verdict: ['off' as const] }] };
    const origin = { version: '2', author: 'field support', date: '2026-11-23' };
    const book = bookOf({ ...measure('one', when, 5), ...origin }, measure('two', when, 1));
    const [one, two] = judge(book, ['jam'], [said('a', { verdict: 'off' })]);
    expect(one).toMatchObject({ id: 'one', ...origin });
    for (const key of Object.keys(origin)) expect(two).not.toHaveProperty(key);
  });
});
