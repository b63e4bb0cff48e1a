import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import type { MeasureDef, ProposedMeasure } from '../../src/core/measure.ts';
import type { TrackRecord } from '../../src/core/track-record.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { judge } from '../../src/rules/judge.ts';

function measure(id: string, weight: number): MeasureDef {
  const when = { all: [{ item: 'jams', verdict: ['off' as const] }] };
  return { id, title: id, symptoms: ['jam'], when, who: 'desk', action: 'act', because: 'b', source: 's', weight };
}

const BOOK: RuleBook = {
  items: new Map(),
  symptoms: new Map(),
  profiles: [],
  generic: { id: 'generic', title: 'Any', source: 's', places: {} },
  measures: [measure('rollers', 3), measure('tray', 2.8)],
  reports: [],
  explain: [],
  version: 'test',
};

const JAMS: Comparison = {
  item: 'jams',
  title: 'Jams',
  reading: { item: 'jams', value: { kind: 'absent', reason: 'unknown' }, evidence: [], at: 0 },
  figure: { kind: 'number', number: 5, unit: 'count', from: [] },
  baseline: { kind: 'too-few', n: 0, needed: 5 },
  verdict: 'off',
  because: 'many',
  oddness: 0,
};

function tries(worked: number, tried: number): TrackRecord['model'] {
  return { tried, worked, first: tried, firstWorked: worked };
}

function judged(records: Record<string, TrackRecord['model']>): ProposedMeasure[] {
  const known = Object.entries(records).map(([id, model]): [string, TrackRecord] => [id, { model, all: model }]);
  return judge(BOOK, ['jam'], [JAMS], { records: new Map(known) });
}

describe('judging with what became of measures', () => {
  const [first, second] = judge(BOOK, ['jam'], [JAMS]);

  it('ranks up what worked and down what did not, and says from where', () => {
    const [now, then] = judged({ rollers: tries(2, 20), tray: tries(19, 20) });
    expect([first?.id, second?.id]).toEqual(['rollers', 'tray']);
    expect([now?.id, then?.id]).toEqual(['tray', 'rollers']);
    expect(now?.learnt).toEqual({ byRule: second?.confidence, worked: 19, tried: 20, where: 'model' });
    expect(then?.learnt).toMatchObject({ byRule: first?.confidence, worked: 2, tried: 20 });
  });

  it('has the confidence that follows from the record where one measure alone has one', () => {
    const [now] = judged({ rollers: tries(20, 20) });
    expect(now?.confidence).toBeCloseTo((20 * (first?.confidence ?? 0) + 20) / 40, 9);
  });

  it('changes nothing by fewer than five claims, and shows them', () => {
    const changed = judged({ rollers: tries(0, 4), tray: tries(4, 4) });
    expect(changed.map(({ id, confidence }) => [id, confidence])).toEqual(
      [first, second].map((one) => [one?.id, one?.confidence]),
    );
    expect(changed[0]?.record?.model).toEqual(tries(0, 4));
    expect(changed[0]?.learnt).toBeUndefined();
  });

  it('says nothing of a record where there is none, and keeps confidences one in all', () => {
    expect(judged({ rollers: tries(0, 0) })).toEqual([first, second]);
    const sum = judged({ rollers: tries(900, 900), tray: tries(900, 900) }).reduce(
      (all, one) => all + (one.confidence ?? 0),
      0,
    );
    expect(sum).toBeLessThan(1);
  });
});
