import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import { confidenceInWords, effortInWords, isWeakHint } from '../../src/core/confidence-words.ts';
import type { MeasureDef, ProposedMeasure } from '../../src/core/measure.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { confidences } from '../../src/rules/confidences.ts';
import { judge } from '../../src/rules/judge.ts';

const MANY = { kind: 'number', average: 5, median: 5, p10: 4, p90: 6, mad: 1, oldest: 0, unit: 'percent' } as const;

function row(item: string, more: Partial<Comparison> & { n?: number } = {}): Comparison {
  const { n = 40, ...rest } = more;
  return {
    item,
    title: item,
    reading: { item, value: { kind: 'absent', reason: 'unknown' }, evidence: [], at: 0 },
    figure: { kind: 'number', number: 5, unit: 'percent', from: [] },
    baseline: { ...MANY, n },
    verdict: 'off',
    because: 'so',
    oddness: 107,
    ...rest,
  };
}

const UNREAD: Partial<Comparison> = { figure: { kind: 'absent', why: 'no answer', from: [] }, verdict: 'cannot-say' };

function rule(id: string, more: Partial<MeasureDef>): MeasureDef {
  const texts = { title: id, action: 'act', because: 'b', source: 's' };
  return { id, ...texts, symptoms: ['jam'], when: {}, who: 'desk', weight: 3, ...more };
}

function judged(rules: MeasureDef[], ...rows: Comparison[]): ProposedMeasure[] {
  const generic = { id: 'generic', title: 'Any', source: 's', places: {} };
  const book: RuleBook = {
    items: new Map(),
    symptoms: new Map(),
    profiles: [],
    generic,
    measures: rules,
    reports: [],
    explain: [],
    version: 'test',
  };
  return judge(book, ['jam'], rows);
}

describe('weighing a measure', () => {
  const worn = rule('rollers', {
    when: {
      all: [
        { item: 'jams', verdict: ['off'] },
        { item: 'roller', below: 15, samePart: true },
      ],
    },
  });

  it('wants two conditions to hold for one part where it says so, whatever the part is called in either item', () => {
    const jams = row('jams', { part: 'feed-tray-2' });
    expect(judged([worn], jams, row('roller', { part: 'tray-2' }))).toHaveLength(1);
    expect(judged([worn], jams, row('roller', { part: 'tray-1' }))).toEqual([]);
    expect(judged([worn], jams, row('roller'))).toEqual([]);
  });

  it('finds the part for which both hold, be another one odder', () => {
    const rows = [row('jams', { part: 'feed-tray-1', oddness: 190 }), row('jams', { part: 'feed-tray-2' })];
    expect(judged([worn], ...rows, row('roller', { part: 'tray-2' }))[0]?.evidence).toEqual([
      'jams (feed-tray-2): so',
      'roller (tray-2): so',
    ]);
  });

  it('tells what is so of one part alone from what is so of most, and neither of a machine with a single part', () => {
    const normal = { verdict: 'normal', oddness: 0 } as const;
    const found = (holdsFor: 'one' | 'most', ...rows: Comparison[]): number =>
      judged([rule('r', { when: { all: [{ item: 'a', verdict: ['off'], holdsFor }] } })], ...rows).length;
    const [black, cyan] = [row('a', { part: 'black' }), row('a', { part: 'cyan' })];
    const sound = row('a', { part: 'cyan', ...normal });
    expect([found('one', black, sound), found('most', black, sound)]).toEqual([1, 0]);
    expect([found('one', black, cyan), found('most', black, cyan)]).toEqual([0, 1]);
    expect([found('one', black), found('most', black)]).toEqual([0, 0]);
  });

  it('means all parts that begin alike by a star', () => {
    const feeds = rule('feeds', { when: { all: [{ item: 'jams', part: 'feed-*', verdict: ['off'] }] } });
    expect(judged([feeds], row('jams', { part: 'feed-tray-3' }))).toHaveLength(1);
    expect(judged([feeds], row('jams', { part: 'fuser' }))).toEqual([]);
    expect(judged([feeds], row('jams'))).toEqual([]);
  });

  const graded = rule('graded', {
    when: { all: [{ item: 'a', verdict: ['off'] }] },
    for: [{ item: 'b', verdict: ['off'], points: 1 }],
    against: [{ item: 'c', verdict: ['off'], points: 2 }],
  });
  const normal = { verdict: 'normal', oddness: 0 } as const;

  it('adds what speaks for it and takes away what speaks against it, and shows both', () => {
    const scoreOf = (...rows: Comparison[]): number => judged([graded], row('a'), ...rows)[0]?.score ?? Number.NaN;
    const plain = scoreOf(row('b', normal), row('c', normal));
    expect(scoreOf(row('b'), row('c', normal))).toBeCloseTo(plain + 1);
    expect(scoreOf(row('b', normal), row('c'))).toBeCloseTo(plain - 2);
    const [both] = judged([graded], row('a'), row('b'), row('c'));
    expect(both?.evidence).toEqual(['a: so', 'b: so']);
    expect(both?.against).toEqual(['c: so']);
    expect(judged([graded], row('a'), row('b', normal))[0]?.against).toEqual(['b: so, which is normal']);
  });

  it('is less sure of few peers and of what could not be read, and says so', () => {
    const [sure] = judged([graded], row('a'), row('b', normal), row('c', normal));
    const [thin] = judged([graded], row('a', { n: 6 }), row('b', UNREAD), row('c', UNREAD));
    expect(thin?.confidence).toBeLessThan((sure?.confidence ?? 0) - 0.1);
    expect(sure?.thin).toEqual([]);
    expect(thin?.thin).toEqual([
      'only 6 peers stand behind a',
      'b could not be read: no answer',
      'c could not be read: no answer',
    ]);
    expect(thin?.change).toEqual([
      'b, once it is known, may speak for it',
      'c, once it is known, may speak against it',
    ]);
  });

  it('is surer of what lies far beyond the peers than of what is only worth watching', () => {
    const watched = rule('watched', { when: { all: [{ item: 'a', verdict: ['watch', 'off'] }] } });
    const scores = [
      row('a', { verdict: 'watch', oddness: 53 }),
      row('a', { oddness: 103.5 }),
      row('a', { oddness: 130 }),
    ].map((one) => judged([watched], one)[0]?.score ?? Number.NaN);
    expect(scores).toEqual([...scores].sort((one, other) => one - other));
    expect(new Set(scores).size).toBe(3);
  });

  it('says only that it cannot be ruled out where what would show it could not be read', () => {
    const seen = { item: 'a', verdict: ['off' as const] };
    const hidden = { item: 'a', absent: true };
    const either = rule('either', { when: { any: [seen, hidden] }, because: 'the air is damp' });
    const unread = row('a', { ...UNREAD, title: 'Humidity' });
    const because = (one: MeasureDef, ...rows: Comparison[]): string | undefined => judged([one], ...rows)[0]?.because;
    expect(because(either, unread)).toBe('It cannot be ruled out: Humidity could not be read.');
    expect(because(either, row('a'))).toBe('the air is damp');
    // What holds beside it does not show what was not read either.
    const worn = rule('worn', { ...either, when: { all: [{ item: 'b', below: 15 }], any: [seen, hidden] } });
    expect(because(worn, row('b'), unread)).toBe('It cannot be ruled out: Humidity could not be read.');
    // Silence that a rule asks for is its own reason.
    const silent = rule('silent', { when: { all: [hidden] }, because: 'it does not answer' });
    expect(because(silent, unread)).toBe('it does not answer');
  });

  it('lets a condition stand as a hint where its item could not be read, and says what could not', () => {
    const seen = rule('a', { weight: 4, when: { all: [{ item: 'a', below: 10, orAbsent: true }] } });
    const unread = row('a', UNREAD);
    const [hint] = judged([seen], unread, row('c'));
    expect(hint?.because).toBe('It cannot be ruled out: a could not be read.');
    expect(hint?.thin).toEqual(['a could not be read: no answer']);
    expect(hint?.change).toEqual(['a, once it is known, may speak for it']);
    expect(hint?.confidence).toBeLessThan(0.25);
    expect(judged([seen], row('a'))[0]?.because).toBe('b');
    expect(judged([seen], row('a'))[0]?.confidence).toBeGreaterThan(0.9);
    // Read, and not so; and a device that says little, of which no item is told from the others.
    expect(judged([seen], row('a', { figure: { kind: 'number', number: 50, unit: 'percent', from: [] } }))).toEqual([]);
    expect(judged([seen], unread, row('c', UNREAD))).toEqual([]);
    expect(judged([seen], unread, row('b', UNREAD), row('c'))).toEqual([]);
    expect(judged([seen], unread, row('b', UNREAD), row('c'), row('d'))).toHaveLength(1);
  });

  it('takes less for a hint where no peer tells the item either', () => {
    const seen = rule('a', { weight: 4, when: { all: [{ item: 'a', below: 10, orAbsent: true }] } });
    const [told] = judged([seen], row('a', UNREAD), row('c'));
    const [untold] = judged([seen], row('a', { ...UNREAD, baseline: { kind: 'too-few', n: 0, needed: 5 } }), row('c'));
    expect(untold?.score).toBeLessThan(told?.score ?? 0);
  });

  it('holds a hint to the part that could not be read, and to any where none could', () => {
    const both = rule('a', {
      when: {
        all: [
          { item: 'a', below: 3, orAbsent: true },
          { item: 'b', verdict: ['off'], samePart: true },
        ],
      },
    });
    const black = row('a', { part: 'black' });
    const cyan = row('a', { ...UNREAD, part: 'cyan' });
    expect(judged([both], black, cyan, row('b', { part: 'cyan' }))[0]?.because).toBe(
      'It cannot be ruled out: a (cyan) could not be read.',
    );
    expect(judged([both], black, cyan, row('b', { part: 'black' }))).toEqual([]);
    expect(judged([both], row('a', UNREAD), row('b', { part: 'black' }))).toHaveLength(1);
  });

  it('takes a state that many peers are in as well for less than one that hardly any is in', () => {
    const old = rule('a', { when: { all: [{ item: 'a', verdict: ['watch'] }] } });
    const state = (share: number): Comparison =>
      row('a', { verdict: 'watch', figure: { kind: 'text', text: '1.02', from: [] }, oddness: 51 - share });
    const scores = [0, 0.02, 0.05, 0.1, 0.19].map((share) => judged([old], state(share))[0]?.score ?? 0);
    expect(scores[0]).toBe(scores[1]);
    for (let n = 2; n < scores.length; n += 1) expect(scores[n]).toBeLessThan(scores[n - 1] ?? 0);
  });

  it('asks what would decide between it and its nearest rival, whichever of the two names the question', () => {
    const all = [{ item: 'a', verdict: ['off' as const] }];
    const rules = [
      rule('one', { when: { all }, weight: 4, decide: [{ from: 'two', ask: 'Which of the two?' }] }),
      rule('two', { when: { all } }),
      rule('three', { when: { all }, weight: 2 }),
    ];
    expect(judged(rules, row('a')).map(({ decide }) => decide)).toEqual([
      'Which of the two?',
      'Which of the two?',
      undefined,
    ]);
  });
});

describe('confidence', () => {
  it('is shared between measures and the cause that nothing shows', () => {
    const shares = confidences([5, 4, 4]);
    expect(shares[1]).toBe(shares[2]);
    expect(shares[0]).toBeGreaterThan(shares[1] ?? 1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(1);
    expect(confidences([])).toEqual([]);
  });

  it('falls when another measure fits as well, and stays a number whatever the points', () => {
    expect(confidences([5, 5])[0]).toBeLessThan(confidences([5])[0] ?? 0);
    for (const share of confidences([1e6, -1e6, 0])) expect(share).toBeGreaterThanOrEqual(0);
  });

  it('is a word and a number, and never certain', () => {
    expect(confidenceInWords(1)).toBe('very likely, 99 %');
    expect(confidenceInWords(0.72)).toBe('likely, 72 %');
    expect(confidenceInWords(0.4)).toBe('possible, 40 %');
    expect(confidenceInWords(0)).toBe('a weak hint, 1 %');
    expect([isWeakHint(0.29), isWeakHint(0.3)]).toEqual([true, false]);
  });

  it('stands beside what the measure takes', () => {
    expect(effortInWords({ minutes: 20, parts: ['a drum'], risk: 'none' })).toBe(
      'Takes 20 minutes; parts: a drum; risk: none',
    );
    expect(effortInWords({})).toBe('');
  });
});
