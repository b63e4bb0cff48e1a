import type { Comparison } from '../core/comparison.ts';
import type { ProposedMeasure } from '../core/measure.ts';
import type { RuleBook } from './book.ts';
import { confidences } from './confidences.ts';
import { type Weighed, weighMeasure } from './weigh-measure.ts';

/**
 * The measures that the evidence supports, best first, each with its confidence.
 * Shape: `score` is in points (see weigh-measure.ts); more evidence, then the id, decides between equals.
 * Fails: never; a measure is proposed only when one of its conditions holds, never because nothing speaks against it.
 */
export function judge(
  book: RuleBook,
  symptoms: readonly string[],
  comparisons: readonly Comparison[],
): ProposedMeasure[] {
  const weighed = book.measures
    .filter((measure) => measure.symptoms.some((symptom) => symptoms.includes(symptom)))
    .flatMap((measure) => weighMeasure(measure, comparisons) ?? [])
    .sort(
      (a, b) => b.points - a.points || b.evidence.length - a.evidence.length || (a.measure.id < b.measure.id ? -1 : 1),
    );
  const sure = confidences(weighed.map(({ points }) => points));
  return weighed.map((one, index) => proposed(one, sure[index] ?? 0, nearest(weighed, index)));
}

function proposed(weighed: Weighed, confidence: number, rival: Weighed | undefined): ProposedMeasure {
  const { measure, points, because, evidence, against, thin, change } = weighed;
  const { id, title, who, action, source, parts, minutes, risk, cause } = measure;
  const decide = rival === undefined ? undefined : questionBetween(weighed, rival);
  return {
    id,
    title,
    who,
    action,
    because,
    source,
    score: points,
    evidence,
    confidence,
    against,
    thin,
    change,
    ...(decide === undefined ? {} : { decide }),
    ...(parts === undefined ? {} : { parts }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(risk === undefined ? {} : { risk }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The best of the others from which a question tells a measure apart. */
function nearest(weighed: readonly Weighed[], index: number): Weighed | undefined {
  const one = weighed[index];
  return one && weighed.find((other) => other !== one && questionBetween(one, other) !== undefined);
}

function questionBetween(one: Weighed, other: Weighed): string | undefined {
  const from = (measure: Weighed['measure'], id: string): string | undefined =>
    measure.decide?.find((question) => question.from === id)?.ask;
  return from(one.measure, other.measure.id) ?? from(other.measure, one.measure.id);
}
