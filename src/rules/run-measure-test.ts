import type { Comparison, Figure } from '../core/comparison.ts';
import type { ItemDef } from '../core/item.ts';
import type { Movement, Past } from '../core/past.ts';
import { PART_KINDS, type PartKind } from '../core/said.ts';
import type { Told } from './ask-said.ts';
import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { matchProfile } from './match-profile.ts';
import { judge } from './judge.ts';
import { unknownId } from './unknown-id.ts';
import { testFigure } from './run-item-test.ts';
import type { MeasureTest } from './test-schema.ts';

/** Runs the cases of one measure's test. */
export function runMeasureTest(book: RuleBook, id: string, test: MeasureTest): Finding[] {
  const found: Finding[] = [];
  for (const proposed of [true, false])
    if (!test.cases.some((example) => example.proposed === proposed))
      found.push({
        what: `no case in which it is ${proposed ? '' : 'not '}proposed`,
        where: ['cases'],
        why: 'one of each tells whether the conditions do anything',
        on: 'key',
      });
  for (const [index, example] of test.cases.entries()) {
    const where = ['cases', index];
    if (!book.symptoms.has(example.symptom))
      found.push(unknownId('symptom', example.symptom, [...where, 'symptom'], book.symptoms.keys()));
    const comparisons: Comparison[] = [];
    for (const [row, said] of example.comparisons.entries()) {
      const item = book.items.get(said.item);
      if (item === undefined)
        found.push(unknownId('item', said.item, [...where, 'comparisons', row, 'item'], book.items.keys()));
      else comparisons.push(comparisonOf(item, said));
    }
    const measures = judge(book, [example.symptom], comparisons, { told: toldIn(book, example) });
    const isProposed = measures.some((measure) => measure.id === id);
    const [best] = measures;
    if (isProposed && example.first !== undefined && (best?.id === id) !== example.first)
      found.push(
        failedCase(
          `case "${example.name}": ${best?.id ?? ''} comes first`,
          where,
          `the case says first: ${example.first}`,
        ),
      );
    if (isProposed === example.proposed) continue;
    const outcome = isProposed ? 'proposed' : 'not proposed';
    found.push(
      failedCase(`case "${example.name}": ${id} is ${outcome}`, where, `the case says proposed: ${example.proposed}`),
    );
  }
  return found;
}

/** What was said as a test states it; the moment it was said is 0. */
function toldIn(book: RuleBook, { said, model }: MeasureTest['cases'][number]): Told | undefined {
  if (said === undefined) return undefined;
  const { only = [], colours = [], parts = [], codes = [], repeatMm, daysAgo } = said;
  const ruler = model === undefined ? undefined : matchProfile(book, { model }).ruler;
  const named = parts.flatMap((key) => PART_KINDS.flatMap((kind) => (isOfKind(key, kind) ? [{ kind, key }] : [])));
  const since = daysAgo === undefined ? {} : { since: { words: `${daysAgo} days ago`, at: -daysAgo * 86_400_000 } };
  return { about: { only, colours, parts: named, codes, repeatMm, ...since }, at: 0, ruler };
}

function isOfKind(key: string, kind: PartKind): boolean {
  return key === kind || key.startsWith(`${kind}-`);
}

/** A comparison as a test states it. A number that is not said is none: no limit of a condition holds for it. */
function comparisonOf(item: ItemDef, said: MeasureTest['cases'][number]['comparisons'][number]): Comparison {
  const figure: Figure =
    said.absent === true
      ? { kind: 'absent', why: 'the test says so', from: [] }
      : (testFigure(item, said.number ?? said.state ?? said.text ?? Number.NaN) ?? {
          kind: 'absent',
          why: '',
          from: [],
        });
  return {
    item: item.id,
    part: said.part,
    title: item.title,
    reading: { item: item.id, value: { kind: 'absent', reason: 'unknown' }, evidence: [], at: 0 },
    figure,
    baseline: { kind: 'too-few', n: 0, needed: 0 },
    verdict: said.verdict,
    side: said.side,
    because: 'the test says so',
    oddness: 0,
    ...(said.trend === undefined ? {} : { past: pastThat(said.trend, said.daysAgo ?? 1) }),
  };
}

/** A past in which a level moved so many days ago. */
function pastThat(trend: Movement, daysAgo: number): Past {
  const at = -daysAgo * 86_400_000;
  const base = { n: 8, from: 2 * at, to: 0 };
  if (trend === 'changed')
    return { ...base, state: { before: 'before', state: 'since', after: at - 1, at, readings: 4 } };
  const [before, level] = trend === 'falling' ? [2, 1] : [1, 2];
  const change = { after: at - 1, at, before, level, readings: { before: 4, since: 4 } };
  return { ...base, unit: 'count', trend: { kind: 'changed', n: 8, changes: [change] } };
}
