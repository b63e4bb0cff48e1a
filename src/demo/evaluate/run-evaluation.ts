import type { RuleBook } from '../../rules/book.ts';
import { drawCase, kindsFor } from './fleet/draw-case.ts';
import { judgeCase, type Outcome } from './judge-case.ts';
import { type Tally, tally } from './tally.ts';

/** Of how many claims with a fault one is about a healthy machine. */
const HEALTHY_EACH = 8;

/** What is evaluated. Shape: seeds `from` to `to`, both of them; `per` claims of each kind of fault and seed. */
export type Evaluation = { from: number; to: number; per: number };

/**
 * Draws the claims of all seeds, judges them, and counts.
 * Shape: the same seeds and rules give the same figures. A complaint is of a symptom that the rules know and have a measure for.
 */
export function runEvaluation(
  book: RuleBook,
  { from, to, per }: Evaluation,
): { ours: Tally; naive: Tally; outcomes: Outcome[] } {
  const known = new Set(
    book.measures.flatMap(({ symptoms }) => symptoms).filter((symptom) => book.symptoms.has(symptom)),
  );
  const kinds = kindsFor(known);
  const ours: Outcome[] = [];
  const naive: Outcome[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    const healthy = Math.ceil((kinds.length * per) / HEALTHY_EACH);
    const claims = [
      ...kinds.flatMap((kind) => Array.from({ length: per }, (_, n) => ({ kind, n }))),
      ...Array.from({ length: healthy }, (_, n) => ({ kind: undefined, n })),
    ];
    for (const { kind, n } of claims) {
      const judged = judgeCase(book, drawCase(seed, n, kind, known));
      ours.push(judged.ours);
      naive.push(judged.naive);
    }
  }
  return { ours: tally(ours), naive: tally(naive), outcomes: ours };
}
