import { compareDevice } from '../../core/compare-device.ts';
import type { Comparison } from '../../core/comparison.ts';
import type { ProposedMeasure } from '../../core/measure.ts';
import { readingKey } from '../../core/reading.ts';
import type { RuleBook } from '../../rules/book.ts';
import { judge } from '../../rules/judge.ts';
import { planAsks } from '../../rules/plan-asks.ts';
import type { Case } from './fleet/draw-case.ts';
import { naiveVerdict } from './naive-verdict.ts';

/** What came of one claim. Shape: `healthy` counts the sound items that were judged, `falseOff` those of them that were called off. */
export type Outcome = {
  fault: string | undefined;
  symptom: string;
  measures: Pick<ProposedMeasure, 'id' | 'confidence' | 'score'>[];
  healthy: number;
  falseOff: number;
};

/** A claim judged the way the product does it, and the way a mean and two standard deviations do. */
export function judgeCase(book: RuleBook, drawn: Case): { ours: Outcome; naive: Outcome } {
  const items = planAsks(book, book.generic, [drawn.symptom]).items.flatMap(({ item }) => book.items.get(item) ?? []);
  const wanted = new Set(items.map(({ id }) => id));
  const own = drawn.own.filter(({ item }) => wanted.has(item));
  const peers = drawn.peers.map((readings) => readings.filter(({ item }) => wanted.has(item)));
  // What nobody offers is read as absent by the product as well, and so has a row.
  for (const item of wanted)
    if (!own.some((reading) => reading.item === item))
      own.push({ item, value: { kind: 'absent', reason: 'unsupported' }, evidence: [], at: own[0]?.at ?? 0 });
  const whose = drawn.customers.map((customer) => ({ customer, cell: 0 }));
  const comparisons = compareDevice({ items, own, peers, whose, neededPeers: 5, neededCustomers: 3 });
  const naive = comparisons.map((comparison) => naiveVerdict(comparison, peers, items));
  return { ours: outcome(book, drawn, comparisons), naive: outcome(book, drawn, naive) };
}

function outcome(book: RuleBook, drawn: Case, comparisons: readonly Comparison[]): Outcome {
  const judged = comparisons.filter(
    ({ verdict, reading }) => verdict !== 'cannot-say' && drawn.healthy.has(readingKey(reading)),
  );
  return {
    fault: drawn.fault,
    symptom: drawn.symptom,
    measures: judge(book, [drawn.symptom], comparisons).map(({ id, confidence, score }) => ({ id, confidence, score })),
    healthy: judged.length,
    falseOff: judged.filter(({ verdict }) => verdict === 'off').length,
  };
}
