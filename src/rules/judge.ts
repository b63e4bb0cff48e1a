import type { Comparison } from '../core/comparison.ts';
import type { ProposedMeasure } from '../core/measure.ts';
import { learnsFrom, type TrackRecord } from '../core/track-record.ts';
import type { RuleBook } from './book.ts';
import type { Told } from './ask-said.ts';
import { confidences, pointsOfRecord } from './confidences.ts';
import { type Weighed, weighMeasure } from './weigh-measure.ts';

/** What is known of a claim beside its comparisons: what became of measures in earlier ones, by their ids, and what was said with this one. */
type Known = { records?: ReadonlyMap<string, TrackRecord> | undefined; told?: Told | undefined };

/**
 * The measures that the evidence supports, best first, each with its confidence.
 * Shape: `score` is in points (see weigh-measure.ts); more evidence, then the id, decides between equals. What the records say moves the points of
 * measures, as far as it may (see track-record.ts), and is told with each.
 * Fails: never; a measure is proposed only when one of its conditions holds, never because nothing speaks against it.
 */
export function judge(
  book: RuleBook,
  symptoms: readonly string[],
  comparisons: readonly Comparison[],
  { records = new Map(), told }: Known = {},
): ProposedMeasure[] {
  const byRule = book.measures
    .filter((measure) => measure.symptoms.some((symptom) => symptoms.includes(symptom)))
    .flatMap((measure) => weighMeasure(measure, comparisons, told) ?? []);
  const weighed = withRecords(byRule, records).sort(
    (a, b) => b.points - a.points || b.evidence.length - a.evidence.length || (a.measure.id < b.measure.id ? -1 : 1),
  );
  const sure = confidences(weighed.map(({ points }) => points));
  return weighed.map((one, index) => proposed(one, sure[index] ?? 0, nearest(weighed, index)));
}

type Learnt = Weighed & Pick<ProposedMeasure, 'record' | 'learnt'>;

/** A change of a confidence too small to be seen is not told. Units: 0 to 1. */
const LEAST_TOLD = 0.005;

/** What is weighed by the rules with what earlier claims say of it. */
function withRecords(weighed: readonly Weighed[], records: ReadonlyMap<string, TrackRecord>): Learnt[] {
  const byRule = confidences(weighed.map(({ points }) => points));
  return weighed.map((one, index) => {
    const record = records.get(one.measure.id);
    if (record === undefined || record.all.tried === 0) return one;
    const from = learnsFrom(record);
    if (from === undefined) return { ...one, record };
    const { points, moved } = pointsOfRecord(byRule[index] ?? 0, from);
    const learnt = { ...from, byRule: byRule[index] ?? 0 };
    return { ...one, record, points: one.points + points, ...(Math.abs(moved) < LEAST_TOLD ? {} : { learnt }) };
  });
}

function proposed(weighed: Learnt, confidence: number, rival: Weighed | undefined): ProposedMeasure {
  const { measure, points, because, evidence, against, thin, change, record, learnt } = weighed;
  const { id, title, who, action, source, parts, minutes, risk, cause, version, author, date } = measure;
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
    ...(record === undefined ? {} : { record }),
    ...(learnt === undefined ? {} : { learnt }),
    ...(decide === undefined ? {} : { decide }),
    ...(parts === undefined ? {} : { parts }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(risk === undefined ? {} : { risk }),
    ...(cause === undefined ? {} : { cause }),
    ...(version === undefined ? {} : { version }),
    ...(author === undefined ? {} : { author }),
    ...(date === undefined ? {} : { date }),
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
